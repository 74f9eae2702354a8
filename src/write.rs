//! Writing a plan to the disk: all of its files or none; with `load` the only module that touches the disk.

mod journal;
mod stage;

use std::fmt;
use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};

use crate::fix::Plan;
use crate::source::{Origin, SourceFile};
pub use journal::{Journal, JournalCause, JournalError, Run, journal_folder};
use stage::{Owner, Staged, sync_folder};

/// A plan that could not be written; no file was changed, unless `cause` says so.
#[derive(Debug)]
pub struct WriteError {
    /// The file that stood in the way, as it was given.
    pub path: PathBuf,
    /// What stood in the way.
    pub cause: Cause,
}

/// What stands in the way of writing a file.
#[derive(Debug)]
pub enum Cause {
    /// The file holds something else than what was read.
    Changed,
    /// The file has several names, of which only one would get the new text.
    HardLinks,
    /// Not a regular file.
    Special,
    /// The file was not asked for, only read along.
    ContextOnly,
    /// The system refused.
    System(io::Error),
    /// The system refused, and some of the files that had been changed before could not be put back.
    HalfWritten {
        /// The files that hold the new text, or what somebody made of it meanwhile.
        left: Vec<PathBuf>,
        /// Why the first of them could not be put back.
        error: io::Error,
    },
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.path.display())?;
        match &self.cause {
            Cause::Changed => f.write_str("changed since it was read; nothing was written, run again"),
            Cause::HardLinks => f.write_str(
                "has several hard links, and replacing one would separate it from the others; nothing was written, \
                 copy the file over itself first",
            ),
            Cause::Special => f.write_str("is not a regular file; nothing was written"),
            Cause::ContextOnly => f.write_str("was only read along; nothing was written, name it to have it changed"),
            Cause::System(error) => write!(f, "{}; nothing was written", advice(error)),
            Cause::HalfWritten { left, error } => {
                let left: Vec<String> = left.iter().map(|path| path.display().to_string()).collect();
                let left = left.join(", ");
                write!(
                    f,
                    "could not be written, and not put back with its fixes: {left} ({error})"
                )
            }
        }
    }
}

impl std::error::Error for WriteError {}

fn advice(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::ResourceBusy => {
            "is a mount point of its own (a bind mount of a single file), so it cannot be replaced; \
             run where the file really lies, or mount its folder"
                .into()
        }
        io::ErrorKind::ReadOnlyFilesystem => "lies on a read-only file system".into(),
        io::ErrorKind::PermissionDenied => {
            "permission denied in its folder; run as a user that may write there, such as root".into()
        }
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "no space is left on its file system".into(),
        _ => error.to_string(),
    }
}

/// Writes the changed files of a plan and gives their paths. Each keeps its mode, owner and group, and is replaced
/// by a rename: readers see the old text or the new one, never a half. Extended attributes and ACLs are those of a
/// new file in the same folder.
pub fn commit(plan: &Plan) -> Result<Vec<PathBuf>, WriteError> {
    commit_with(plan, |from, to| fs::rename(from, to))
}

fn commit_with(plan: &Plan, rename: impl Fn(&Path, &Path) -> io::Result<()>) -> Result<Vec<PathBuf>, WriteError> {
    let changed = plan
        .before
        .hosts()
        .zip(plan.after.hosts())
        .map(|((_, before), (_, after))| (before, after))
        .filter(|(before, after)| before.bytes() != after.bytes());
    let mut replacements = Vec::new();
    for (before, after) in changed {
        replacements.push(Replacement::prepare(before, after)?);
    }
    for replacement in &replacements {
        replacement.check()?;
    }
    for at in 0..replacements.len() {
        let (done, rest) = replacements.split_at_mut(at);
        if let Some(next) = rest.first_mut()
            && let Err(error) = next.replace(&rename)
        {
            return Err(roll_back(done, error));
        }
    }
    Ok(replacements.iter().map(|done| done.before.path.clone()).collect())
}

/// Puts all files back that can be.
fn roll_back(done: &mut [Replacement<'_>], failed: WriteError) -> WriteError {
    let WriteError { path, mut cause } = failed;
    for replacement in done.iter_mut().rev() {
        if let Err(failure) = replacement.restore() {
            let mine = replacement.before.path.clone();
            match &mut cause {
                Cause::HalfWritten { left, .. } => left.push(mine),
                _ => {
                    cause = Cause::HalfWritten {
                        left: vec![mine],
                        error: failure,
                    }
                }
            }
        }
    }
    WriteError { path, cause }
}

/// A file about to be replaced: the new text and, for the case that a later file fails, the old one lie beside it.
#[derive(Debug)]
struct Replacement<'a> {
    before: &'a SourceFile,
    after: &'a SourceFile,
    target: PathBuf,
    new: Staged,
    old: Staged,
}

impl<'a> Replacement<'a> {
    fn prepare(before: &'a SourceFile, after: &'a SourceFile) -> Result<Replacement<'a>, WriteError> {
        let system = |error| failure(before, Cause::System(error));
        if before.origin != Origin::Asked {
            return Err(failure(before, Cause::ContextOnly));
        }
        let target = before.path.canonicalize().map_err(system)?;
        let metadata = target.metadata().map_err(system)?;
        if !metadata.is_file() {
            return Err(failure(before, Cause::Special));
        }
        if links(&metadata) > 1 {
            return Err(failure(before, Cause::HardLinks));
        }
        let owner = Owner::of(&metadata);
        let new = Staged::write(&target, after.bytes(), &owner).map_err(system)?;
        // Staged now, so that putting it back later needs no space.
        let old = Staged::write(&target, before.bytes(), &owner).map_err(system)?;
        Ok(Replacement {
            before,
            after,
            target,
            new,
            old,
        })
    }

    /// Whether the disk still holds what was read: GitLab Runner itself rewrites its file when it rotates a token.
    fn check(&self) -> Result<(), WriteError> {
        let disk = fs::read(&self.target).map_err(|error| failure(self.before, Cause::System(error)))?;
        match disk == self.before.bytes() {
            true => Ok(()),
            false => Err(failure(self.before, Cause::Changed)),
        }
    }

    fn replace(&mut self, rename: impl Fn(&Path, &Path) -> io::Result<()>) -> Result<(), WriteError> {
        self.check()?;
        let before = self.before;
        let system = |error| failure(before, Cause::System(error));
        self.new.put(&self.target, rename).map_err(system)?;
        if let Err(error) = sync_folder(&self.target) {
            return Err(match self.restore() {
                Ok(()) => system(error),
                Err(error) => {
                    let left = vec![before.path.clone()];
                    failure(before, Cause::HalfWritten { left, error })
                }
            });
        }
        Ok(())
    }

    fn restore(&mut self) -> io::Result<()> {
        // What somebody wrote meanwhile, such as a rotated token, is worth more than the old text.
        if fs::read(&self.target)? != self.after.bytes() {
            return Err(io::Error::other("it was changed meanwhile"));
        }
        // GitLab Runner ignores a file that is not newer than the one it has loaded.
        self.old.touch()?;
        self.old.put(&self.target, |from, to| fs::rename(from, to))?;
        sync_folder(&self.target)
    }
}

fn failure(file: &SourceFile, cause: Cause) -> WriteError {
    WriteError {
        path: file.path.clone(),
        cause,
    }
}

#[cfg(unix)]
fn links(metadata: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::nlink(metadata)
}

#[cfg(not(unix))]
fn links(_metadata: &Metadata) -> u64 {
    1
}

/// Writes a report to a file of the user's choice.
pub fn report(path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    fs::write(path, bytes).map_err(|error| WriteError {
        path: path.to_owned(),
        cause: Cause::System(error),
    })
}

#[cfg(unix)]
#[cfg(test)]
mod tests;
