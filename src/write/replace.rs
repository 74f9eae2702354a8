//! A new text takes the place of an old one in one step: readers see the one or the other, never a half.

use std::io;
use std::path::{Path, PathBuf};

use super::bench::{Bench, Model, Refusal};
use super::disk::{Identity, again, owner};
use super::error::Cause;

/// A file to be replaced.
#[derive(Debug)]
pub(super) struct Replacement {
    model: Model,
    /// Beside the target: first the new text, once that is in place the old one.
    beside: PathBuf,
}

impl Replacement {
    /// Stages the new text.
    pub(super) fn prepare(
        bench: &mut Bench<'_>,
        target: &Path,
        new: &[u8],
        model: Model,
    ) -> Result<Replacement, Cause> {
        let beside = bench
            .stage(target, new, &model)
            .map_err(|refusal| refused(refusal, target, &model))?;
        Ok(Replacement { model, beside })
    }

    /// Puts the new text in place of the old one.
    pub(super) fn put(&mut self, bench: &mut Bench<'_>, target: &Path, old: &[u8], new: &[u8]) -> Result<(), Cause> {
        let swap = Swap {
            target,
            beside: &self.beside,
            expected: old,
            placed: new,
        };
        if swap.run(bench)? == Swapped::Unsupported {
            // Staged now, so that putting it back later needs no space.
            let copy = bench
                .stage(target, old, &self.model)
                .map_err(|refusal| refused(refusal, target, &self.model))?;
            check(bench, target, old)?;
            move_over(bench, &self.beside, target)?;
            self.beside = copy;
        }
        bench
            .sync(target)
            .map_err(|error| match self.restore(bench, target, old, new) {
                Ok(()) => Cause::System(error),
                Err(cause) => Cause::HalfWritten {
                    cause: Box::new(Cause::System(error)),
                    left: vec![(target.to_owned(), cause)],
                },
            })
    }

    /// Puts the old text back, unless somebody changed the new one: a rotated token is worth more than the old text.
    pub(super) fn restore(
        &mut self,
        bench: &mut Bench<'_>,
        target: &Path,
        old: &[u8],
        new: &[u8],
    ) -> Result<(), Cause> {
        let disk = bench.disk;
        // GitLab Runner ignores a file that is not newer than the one it has loaded; an old text in place that is not
        // is still better than none.
        again(|| disk.touch(&self.beside)).unwrap_or_default();
        let swap = Swap {
            target,
            beside: &self.beside,
            expected: new,
            placed: old,
        };
        if swap.run(bench)? == Swapped::Unsupported {
            check(bench, target, new)?;
            move_over(bench, &self.beside, target)?;
        }
        // The old text is in place; should the power fail now, it may be the new one after all, but whole.
        bench.sync(target).unwrap_or_default();
        Ok(())
    }
}

/// Whether the disk still holds what is expected: GitLab Runner itself rewrites its file when it rotates a token.
pub(super) fn check(bench: &Bench<'_>, target: &Path, expected: &[u8]) -> Result<(), Cause> {
    let disk = again(|| bench.disk.read(target)).map_err(|error| Cause::of(error, target))?;
    match disk == expected {
        true => Ok(()),
        false => Err(Cause::Changed),
    }
}

/// Two files that are to change their places.
#[derive(Debug)]
struct Swap<'a> {
    target: &'a Path,
    beside: &'a Path,
    /// What must come out of the target.
    expected: &'a [u8],
    /// What lies beside it.
    placed: &'a [u8],
}

#[derive(Debug, PartialEq, Eq)]
enum Swapped {
    Yes,
    Unsupported,
}

impl Swap<'_> {
    /// Exchanges the files, but only if what comes out is what is expected. A text that somebody wrote after the last
    /// look at it comes out whole, and goes back.
    fn run(&self, bench: &mut Bench<'_>) -> Result<Swapped, Cause> {
        let disk = bench.disk;
        check(bench, self.target, self.expected)?;
        let ours = identity(bench, self.beside).map_err(Cause::System)?;
        match again(|| disk.exchange(self.beside, self.target)) {
            Err(error) if is_unsupported(&error) => return Ok(Swapped::Unsupported),
            Err(error) if !is_at(bench, self.target, ours) => return Err(Cause::of(error, self.target)),
            _ => {}
        }
        let cause = match again(|| disk.read(self.beside)) {
            Ok(found) if found == self.expected => return Ok(Swapped::Yes),
            Ok(_) => Cause::Changed,
            Err(error) => Cause::System(error),
        };
        match self.undo(bench, ours) {
            Ok(()) => Err(cause),
            Err(error) => {
                // Not a scrap: it may be somebody else's, and nowhere else.
                let at = bench.rescue(self.beside, self.target);
                Err(Cause::Displaced { at, error })
            }
        }
    }

    /// Exchanges the files again, unless somebody has changed the new text, too: the latest text wins.
    fn undo(&self, bench: &Bench<'_>, ours: Identity) -> io::Result<()> {
        let disk = bench.disk;
        let read = |path| again(|| disk.read(path)).or_else(|_| again(|| disk.read(path)));
        if read(self.target)? != self.placed {
            return Ok(());
        }
        if let Err(error) = again(|| disk.exchange(self.beside, self.target))
            && is_at(bench, self.target, ours)
        {
            // A rename does it, too: what it removes is ours.
            return match again(|| disk.rename(self.beside, self.target)) {
                Err(_) if is_at(bench, self.target, ours) => Err(error),
                _ => Ok(()),
            };
        }
        match read(self.beside)? == self.placed {
            true => Ok(()),
            false => again(|| disk.exchange(self.beside, self.target)),
        }
    }
}

/// Renames a file over another, where they cannot be exchanged.
fn move_over(bench: &Bench<'_>, from: &Path, target: &Path) -> Result<(), Cause> {
    let disk = bench.disk;
    let ours = identity(bench, from).map_err(Cause::System)?;
    match again(|| disk.rename(from, target)) {
        Err(error) if !is_at(bench, target, ours) => Err(Cause::of(error, target)),
        _ => Ok(()),
    }
}

fn identity(bench: &Bench<'_>, path: &Path) -> io::Result<Identity> {
    again(|| bench.disk.look(path)).map(|metadata| Identity::of(&metadata))
}

/// Whether a step that was reported as failed was done nevertheless.
fn is_at(bench: &Bench<'_>, target: &Path, ours: Identity) -> bool {
    cfg!(unix) && identity(bench, target).is_ok_and(|now| now == ours)
}

/// Whether the kernel or the file system cannot exchange files at all.
fn is_unsupported(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::Unsupported | io::ErrorKind::InvalidInput)
}

fn refused(refusal: Refusal, target: &Path, model: &Model) -> Cause {
    match refusal {
        Refusal::Owner(error) if error.kind() == io::ErrorKind::PermissionDenied => Cause::Foreign {
            owner: owner(&model.metadata),
        },
        Refusal::Attributes(error)
            if !matches!(
                error.kind(),
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::ReadOnlyFilesystem
            ) =>
        {
            Cause::Attributes(error)
        }
        Refusal::Owner(error) | Refusal::Attributes(error) | Refusal::System(error) => Cause::of(error, target),
    }
}
