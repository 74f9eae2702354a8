//! The journal: what takes back the runs that changed files, kept where only their user may look.

use std::fmt;
use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use crate::undo::Record;

/// Runs that are kept; the oldest goes when there is one more.
const MAX_RUNS: usize = 100;

/// Runs of one second that are kept.
const MAX_SAME: u32 = 1000;

/// How the names of files end that are being written.
const NEW: &str = ".new";

/// The format of the files.
const VERSION: u32 = 1;

/// A folder with one file for each run.
#[derive(Debug, Clone)]
pub struct Journal {
    folder: PathBuf,
}

/// A run that changed files.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// The format of this record.
    pub version: u32,
    /// When it was, in UTC: `20261122T071500Z`, with `-2` and so on for more in one second. It names the run.
    pub id: String,
    /// What was fixed, as `path: title  [rule]`.
    pub fixes: Vec<String>,
    /// What takes it back.
    pub files: Vec<Record>,
    /// Whether it was taken back.
    pub taken_back: bool,
}

/// A journal that cannot be kept or read.
#[derive(Debug)]
pub struct JournalError {
    /// The file or folder.
    pub path: PathBuf,
    /// Why.
    pub cause: JournalCause,
}

/// Why a journal cannot be kept or read.
#[derive(Debug)]
pub enum JournalCause {
    /// The system refused.
    System(io::Error),
    /// The file holds something else than a run.
    Damaged,
}

impl fmt::Display for JournalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.path.display())?;
        match &self.cause {
            JournalCause::System(error) => write!(f, "{error}"),
            JournalCause::Damaged => f.write_str("is not a run that this version of runnerlint has kept"),
        }
    }
}

impl std::error::Error for JournalError {}

impl Run {
    /// A run at the time `stamp`.
    pub fn new(stamp: String, fixes: Vec<String>, files: Vec<Record>) -> Run {
        Run {
            version: VERSION,
            id: stamp,
            fixes,
            files,
            taken_back: false,
        }
    }
}

impl Journal {
    /// The journal in a folder, which need not be there yet.
    pub fn at(folder: impl Into<PathBuf>) -> Journal {
        Journal { folder: folder.into() }
    }

    /// Keeps a run before its files are changed; it may get another id, which is given back.
    pub fn keep(&self, mut run: Run) -> Result<Run, JournalError> {
        let mut builder = DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder
            .create(&self.folder)
            .map_err(|error| failed(&self.folder, error))?;
        let stamp = run.id.clone();
        let mut number = 1;
        while let Err(error) = self.settle(&run, put) {
            if error.kind() != io::ErrorKind::AlreadyExists || number == MAX_SAME {
                return Err(failed(&self.path(&run.id), error));
            }
            number += 1;
            run.id = format!("{stamp}-{number}");
        }
        self.tidy_up();
        Ok(run)
    }

    /// Writes a run beside its place and lets `place` bring it there: whoever reads it, after a crash too, finds all of it or
    /// nothing.
    fn settle(&self, run: &Run, place: fn(&Path, &Path) -> io::Result<()>) -> io::Result<()> {
        // No other run has this name, not even one that has the same number in a container.
        let moment = UNIX_EPOCH.elapsed().map_or(0, |since| since.as_nanos());
        let name = format!("{}.{}-{moment}{NEW}", run.id, std::process::id());
        let new = self.folder.join(name);
        let write = || {
            let mut file = new_file(&new)?;
            file.write_all(&bytes(run)?)?;
            file.sync_all()?;
            place(&new, &self.path(&run.id))
        };
        let written = write();
        // After a rename there is nothing to remove, and what stays behind is swept one day.
        remove(&new).unwrap_or_default();
        // The name is to be on the disk before a file changes; where folders cannot be synced, it will be there soon.
        let folder = fs::File::open(&self.folder);
        folder.and_then(|folder| folder.sync_all()).unwrap_or_default();
        written
    }

    /// Forgets a run that came to nothing.
    pub fn forget(&self, id: &str) {
        // What stays behind is a run that finds nothing to take back.
        remove(&self.path(id)).unwrap_or_default();
    }

    /// Notes that a run was taken back.
    pub fn close(&self, run: &Run) -> Result<(), JournalError> {
        let run = Run {
            taken_back: true,
            ..run.clone()
        };
        self.settle(&run, |new, path| fs::rename(new, path))
            .map_err(|error| failed(&self.path(&run.id), error))
    }

    /// The runs that are kept, the newest first, and what cannot be read. A folder that is not there holds none.
    pub fn runs(&self) -> Result<(Vec<Run>, Vec<JournalError>), JournalError> {
        let ids = self.ids().map_err(|error| failed(&self.folder, error))?;
        let (mut runs, mut damaged) = (Vec::new(), Vec::new());
        for id in ids.iter().rev() {
            match self.read(id) {
                Ok(run) => runs.push(run),
                Err(error) => damaged.push(error),
            }
        }
        Ok((runs, damaged))
    }

    /// A run by its id; `None` if there is none.
    pub fn run(&self, id: &str) -> Result<Option<Run>, JournalError> {
        let ids = self.ids().map_err(|error| failed(&self.folder, error))?;
        let known = ids.iter().any(|known| known == id);
        known.then(|| self.read(id)).transpose()
    }

    fn read(&self, id: &str) -> Result<Run, JournalError> {
        let path = self.path(id);
        let bytes = fs::read(&path).map_err(|error| failed(&path, error))?;
        match serde_json::from_slice::<Run>(&bytes) {
            Ok(run) if run.version == VERSION && run.id == id => Ok(run),
            _ => Err(JournalError {
                path,
                cause: JournalCause::Damaged,
            }),
        }
    }

    /// The ids of the runs, the oldest first.
    fn ids(&self) -> io::Result<Vec<String>> {
        let names = self.names()?;
        let mut ids: Vec<String> = names
            .iter()
            .filter_map(|name| name.strip_suffix(".json"))
            .map(str::to_owned)
            .collect();
        ids.sort_by_cached_key(|id| order(id));
        Ok(ids)
    }

    fn names(&self) -> io::Result<Vec<String>> {
        let entries = match fs::read_dir(&self.folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries?,
        };
        entries
            .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
            .collect()
    }

    fn path(&self, id: &str) -> PathBuf {
        self.folder.join(format!("{id}.json"))
    }

    /// Forgets the oldest runs and what killed runs were writing. A journal that cannot be tidied up is still a journal.
    fn tidy_up(&self) {
        let ids = self.ids().unwrap_or_default();
        let surplus = ids.len().saturating_sub(MAX_RUNS);
        ids.iter().take(surplus).for_each(|id| self.forget(id));
        let names = self.names().unwrap_or_default();
        let news = names
            .iter()
            .filter(|name| name.ends_with(NEW))
            .map(|name| self.folder.join(name));
        news.filter(|new| is_old(new))
            .for_each(|new| remove(&new).unwrap_or_default());
    }
}

/// The folder of the journal of this user: `state` if that is given (`$XDG_STATE_HOME`), that of the system for root, else below
/// `home`.
pub fn journal_folder(state: Option<PathBuf>, home: Option<PathBuf>) -> Option<PathBuf> {
    match (state, home) {
        (Some(state), _) => Some(state.join("runnerlint")),
        (None, _) if is_root() => Some(PathBuf::from("/var/lib/runnerlint")),
        (None, Some(home)) => Some(home.join(".local/state/runnerlint")),
        (None, None) => None,
    }
}

/// Whether this process runs as root; where that cannot be told, it does not.
#[cfg(unix)]
fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
}

#[cfg(not(unix))]
fn is_root() -> bool {
    false
}

/// Runs of one second by their number.
fn order(id: &str) -> (String, u32) {
    let (stamp, number) = id.split_once('-').unwrap_or((id, "1"));
    (stamp.to_owned(), number.parse().unwrap_or(u32::MAX))
}

/// Gives a new file its name, which must be free. Where a file cannot have two names, it is looked whether it is.
fn put(new: &Path, path: &Path) -> io::Result<()> {
    match fs::hard_link(new, path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(error),
        Err(_) if path.symlink_metadata().is_ok() => Err(io::ErrorKind::AlreadyExists.into()),
        Err(_) => fs::rename(new, path),
        Ok(()) => Ok(()),
    }
}

/// Removes a file that may be gone already.
fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Whether no run can still be writing a file.
fn is_old(path: &Path) -> bool {
    let modified = path.symlink_metadata().and_then(|metadata| metadata.modified());
    let age = modified.ok().and_then(|time| time.elapsed().ok());
    age.is_some_and(|age| age > Duration::from_secs(3600))
}

fn new_file(path: &Path) -> io::Result<fs::File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// A run as JSON, which cannot hold a path that is no text.
fn bytes(run: &Run) -> io::Result<Vec<u8>> {
    serde_json::to_vec_pretty(run).map_err(io::Error::other)
}

fn failed(path: &Path, error: io::Error) -> JournalError {
    JournalError {
        path: path.to_owned(),
        cause: JournalCause::System(error),
    }
}

#[cfg(unix)]
#[cfg(test)]
mod tests;
