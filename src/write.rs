//! Writing a plan to the disk: all of its files or none; with `load` the only module that touches the disk.

mod bench;
mod change;
mod disk;
mod error;
mod journal;
mod overwrite;
mod replace;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::fix::Plan;
use crate::source::SourceFile;
use bench::Bench;
use change::Change;
use disk::{Disk, Identity, Kernel};
pub use error::{Cause, WriteError};
pub use journal::{Journal, JournalCause, JournalError, Run, journal_folder};

/// How to write.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Options {
    /// Overwrite the files instead of replacing them: for files with several hard links and for mounted ones. A backup
    /// lies beside each of them until all are written.
    pub in_place: bool,
    /// Leave a copy of the old text beside each file, for its owner alone.
    pub backup: bool,
}

/// What was written.
#[derive(Debug, Default)]
pub struct Written {
    /// The changed files, as they were given.
    pub paths: Vec<PathBuf>,
    /// The copies of their old texts, if they were asked for.
    pub backups: Vec<PathBuf>,
    /// Files of ours that could not be removed.
    pub leftovers: Vec<PathBuf>,
}

/// Writes the changed files of a plan, all of them or none. Each keeps its mode, owner, group, ACLs and extended
/// attributes, and is replaced in one step: readers see the old text or the new one, never a half. A file that holds
/// something else than what was read is left as it is. What killed runs left in the folders is removed.
///
/// # Errors
///
/// A file that is not as it was read, cannot be replaced, or was not asked for, and whatever the system refuses. The
/// files are then as before, unless the error names those that are not.
pub fn commit(plan: &Plan, options: Options) -> Result<Written, WriteError> {
    commit_on(&Kernel, plan, options)
}

fn commit_on(disk: &dyn Disk, plan: &Plan, options: Options) -> Result<Written, WriteError> {
    let mut bench = Bench::new(disk);
    let result = write(&mut bench, plan, options);
    let leftovers = bench.clear();
    match result {
        Ok(written) => Ok(Written { leftovers, ..written }),
        Err(error) => Err(WriteError { leftovers, ..error }),
    }
}

fn write(bench: &mut Bench<'_>, plan: &Plan, options: Options) -> Result<Written, WriteError> {
    let files = plan.before.hosts().zip(plan.after.hosts());
    let changed = files.filter(|((_, before), (_, after))| before.bytes() != after.bytes());
    let mut changes = Vec::new();
    for ((_, before), (_, after)) in changed {
        changes.push(Change::prepare(bench, before, after, options)?);
    }
    for at in 0..changes.len() {
        let (done, rest) = changes.split_at_mut(at);
        if let Some(next) = rest.first_mut()
            && let Err(error) = next.put(bench)
        {
            return Err(roll_back(bench, done, error));
        }
    }
    let backups = changes.iter().filter(|_| options.backup);
    let backups: Vec<PathBuf> = backups.filter_map(|change| change.backup.clone()).collect();
    backups.iter().for_each(|backup| bench.keep(backup));
    Ok(Written {
        paths: changes.iter().map(|done| done.before.path.clone()).collect(),
        backups,
        leftovers: Vec::new(),
    })
}

/// Puts all files back that can be.
fn roll_back(bench: &mut Bench<'_>, done: &mut [Change<'_>], failed: WriteError) -> WriteError {
    let mut left = Vec::new();
    for change in done.iter_mut().rev() {
        if let Err(cause) = change.restore(bench) {
            left.push((change.before.path.clone(), cause));
        }
    }
    match left.is_empty() {
        true => failed,
        false => WriteError {
            cause: Cause::HalfWritten {
                cause: Box::new(failed.cause),
                left,
            },
            ..failed
        },
    }
}

fn failure(file: &SourceFile, cause: Cause) -> WriteError {
    WriteError {
        path: file.path.clone(),
        cause,
        leftovers: Vec::new(),
    }
}

/// Writes a file that must not be there yet.
///
/// # Errors
///
/// What the system refuses, among it that the file is there.
pub fn new(path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    let created = fs::OpenOptions::new().write(true).create_new(true).open(path);
    let written = created.and_then(|mut file| io::Write::write_all(&mut file, bytes));
    written.map_err(|error| refused(path, error))
}

/// Writes a file into a folder of the user's choice, which is made if it is not there.
///
/// # Errors
///
/// What the system refuses.
pub fn into(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), WriteError> {
    fs::create_dir_all(folder).map_err(|error| refused(folder, error))?;
    report(&folder.join(name), bytes)
}

/// Writes a report to a file of the user's choice.
///
/// # Errors
///
/// What the system refuses; the file may then hold a part of the report.
pub fn report(path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    fs::write(path, bytes).map_err(|error| refused(path, error))
}

/// Whether two paths lead to one file, or would once it is written. Pipes and devices are nobody's: what goes there replaces
/// nothing.
pub fn is_same(one: &Path, other: &Path) -> bool {
    match (one.metadata(), other.metadata()) {
        (Ok(a), Ok(b)) if !a.is_file() || !b.is_file() => false,
        // Several names of one file.
        (Ok(a), Ok(b)) if cfg!(unix) => Identity::of(&a) == Identity::of(&b),
        _ => resolved(one) == resolved(other),
    }
}

/// The path without links, as far as it is there.
fn resolved(path: &Path) -> PathBuf {
    let in_folder = || {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new(".")).canonicalize().ok()?;
        Some(folder.join(path.file_name()?))
    };
    path.canonicalize()
        .ok()
        .or_else(in_folder)
        .unwrap_or_else(|| path.to_owned())
}

fn refused(path: &Path, error: io::Error) -> WriteError {
    WriteError {
        path: path.to_owned(),
        cause: Cause::System(error),
        leftovers: Vec::new(),
    }
}

#[cfg(unix)]
#[cfg(test)]
mod tests;
