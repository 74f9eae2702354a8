//! One file of a plan on its way to the disk.

use std::path::PathBuf;

use super::bench::{Bench, Model};
use super::disk::{Access, again, links};
use super::error::{Cause, WriteError};
use super::overwrite::Overwriting;
use super::replace::{Replacement, check};
use super::{Options, failure};
use crate::source::SourceFile;

/// A file about to be changed; everything that needs space or rights has been done.
#[derive(Debug)]
pub(super) struct Change<'a> {
    pub(super) before: &'a SourceFile,
    after: &'a SourceFile,
    target: PathBuf,
    /// Where the old text lies for the user, or for as long as the file is being overwritten.
    pub(super) backup: Option<PathBuf>,
    manner: Manner,
}

#[derive(Debug)]
enum Manner {
    Replace(Replacement),
    Overwrite(Overwriting),
}

impl<'a> Change<'a> {
    pub(super) fn prepare(
        bench: &mut Bench<'_>,
        before: &'a SourceFile,
        after: &'a SourceFile,
        options: Options,
    ) -> Result<Change<'a>, WriteError> {
        let refused = |cause| failure(before, cause);
        let disk = bench.disk;
        if !before.origin.may_be_changed() {
            return Err(refused(Cause::ContextOnly));
        }
        let system = |error| failure(before, Cause::System(error));
        let target = again(|| disk.resolve(&before.path)).map_err(system)?;
        let metadata = again(|| disk.look(&target)).map_err(system)?;
        if !metadata.is_file() {
            return Err(refused(Cause::Special));
        }
        if links(&metadata) > 1 && !options.in_place {
            return Err(refused(Cause::HardLinks));
        }
        let system = |error| failure(before, Cause::of(error, &target));
        bench.enter(&target).map_err(system)?;
        check(bench, &target, before.bytes()).map_err(refused)?;
        let backup = match options.in_place || options.backup {
            true => Some(bench.back_up(&target, before.bytes(), &metadata).map_err(system)?),
            false => None,
        };
        let manner = match &backup {
            Some(backup) if options.in_place => {
                Manner::Overwrite(Overwriting::prepare(bench, &target, backup.clone()).map_err(refused)?)
            }
            _ => {
                let file = again(|| disk.open(&target, Access::Read)).map_err(system)?;
                let model = Model { file, metadata };
                Manner::Replace(Replacement::prepare(bench, &target, after.bytes(), model).map_err(refused)?)
            }
        };
        Ok(Change {
            before,
            after,
            target,
            backup,
            manner,
        })
    }

    /// Puts the new text in place.
    pub(super) fn put(&mut self, bench: &mut Bench<'_>) -> Result<(), WriteError> {
        let (old, new) = (self.before.bytes(), self.after.bytes());
        let result = match &mut self.manner {
            Manner::Replace(replacement) => replacement.put(bench, &self.target, old, new),
            Manner::Overwrite(overwriting) => overwriting.put(bench, &self.target, old, new),
        };
        result.map_err(|cause| failure(self.before, cause))
    }

    /// Puts the old text back.
    pub(super) fn restore(&mut self, bench: &mut Bench<'_>) -> Result<(), Cause> {
        let (old, new) = (self.before.bytes(), self.after.bytes());
        match &mut self.manner {
            Manner::Replace(replacement) => replacement.restore(bench, &self.target, old, new),
            Manner::Overwrite(overwriting) => overwriting.restore(bench, &self.target, old, new),
        }
    }
}
