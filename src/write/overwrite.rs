//! A new text written over an old one, for files whose inode must stay; a backup holds the old text meanwhile.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use super::bench::Bench;
use super::disk::{Access, Identity, again, fill};
use super::error::Cause;
use super::replace::check;

/// A file to be overwritten.
#[derive(Debug)]
pub(super) struct Overwriting {
    file: File,
    identity: Identity,
    backup: PathBuf,
}

impl Overwriting {
    /// Opens the file; its old text lies in `backup`.
    pub(super) fn prepare(bench: &Bench<'_>, target: &Path, backup: PathBuf) -> Result<Overwriting, Cause> {
        let refused = |error| Cause::of(error, target);
        let file = again(|| bench.disk.open(target, Access::Change)).map_err(refused)?;
        let identity = file
            .metadata()
            .map(|metadata| Identity::of(&metadata))
            .map_err(refused)?;
        Ok(Overwriting { file, identity, backup })
    }

    /// Writes the new text over the old one.
    pub(super) fn put(&mut self, bench: &mut Bench<'_>, target: &Path, old: &[u8], new: &[u8]) -> Result<(), Cause> {
        check(bench, target, old)?;
        let cause = match self.overwrite(bench, new) {
            Err(error) => Cause::of(error, target),
            Ok(()) => match again(|| bench.disk.look(target)) {
                Ok(metadata) if Identity::of(&metadata) == self.identity => return Ok(()),
                // Somebody put another file there, and nobody reads ours at this path any more.
                Ok(_) => Cause::Changed,
                Err(error) => Cause::of(error, target),
            },
        };
        // On a full disk not even the old text can be written, and need not if nothing of the new one was.
        if check(bench, target, old).is_err() {
            self.write_back(bench, old)?;
        }
        Err(cause)
    }

    /// Writes the old text over the new one, unless somebody changed that.
    pub(super) fn restore(
        &mut self,
        bench: &mut Bench<'_>,
        target: &Path,
        old: &[u8],
        new: &[u8],
    ) -> Result<(), Cause> {
        check(bench, target, new)?;
        self.write_back(bench, old)
    }

    fn write_back(&self, bench: &mut Bench<'_>, old: &[u8]) -> Result<(), Cause> {
        let written = self.overwrite(bench, old).or_else(|_| self.overwrite(bench, old));
        written.map_err(|error| {
            bench.keep(&self.backup);
            let backup = self.backup.clone();
            Cause::Spoilt { backup, error }
        })
    }

    fn overwrite(&self, bench: &Bench<'_>, bytes: &[u8]) -> io::Result<()> {
        let disk = bench.disk;
        fill(disk, &self.file, bytes)?;
        again(|| disk.cut(&self.file, bytes.len() as u64))?;
        again(|| disk.sync(&self.file))
    }
}
