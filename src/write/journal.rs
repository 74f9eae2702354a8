//! The journal: what takes back the runs that changed files, kept where only their user may look.

use std::fmt;
use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::undo::Record;

/// Runs that are kept; the oldest goes when there is one more.
const MAX_RUNS: usize = 100;

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
        let mut file = loop {
            let path = self.path(&run.id);
            match new_file(&path) {
                Ok(file) => break file,
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists && number < 1000 => {
                    number += 1;
                    run.id = format!("{stamp}-{number}");
                }
                Err(error) => return Err(failed(&path, error)),
            }
        };
        let written = bytes(&run)
            .and_then(|bytes| file.write_all(&bytes))
            .and_then(|()| file.sync_all());
        if let Err(error) = written {
            self.forget(&run.id);
            return Err(failed(&self.path(&run.id), error));
        }
        self.forget_oldest();
        Ok(run)
    }

    /// Forgets a run that came to nothing.
    pub fn forget(&self, id: &str) {
        // What stays behind is a run that finds nothing to take back.
        fs::remove_file(self.path(id)).unwrap_or_default();
    }

    /// Notes that a run was taken back.
    pub fn close(&self, run: &Run) -> Result<(), JournalError> {
        let run = Run {
            taken_back: true,
            ..run.clone()
        };
        let (path, new) = (self.path(&run.id), self.folder.join(format!("{}.new", run.id)));
        let write = || {
            if let Err(error) = fs::remove_file(&new)
                && error.kind() != io::ErrorKind::NotFound
            {
                return Err(error);
            }
            let mut file = new_file(&new)?;
            file.write_all(&bytes(&run)?)?;
            file.sync_all()?;
            fs::rename(&new, &path)
        };
        write().map_err(|error| failed(&path, error))
    }

    /// The runs that are kept, the newest first. A folder that is not there holds none.
    pub fn runs(&self) -> Result<Vec<Run>, JournalError> {
        let mut ids = self.ids().map_err(|error| failed(&self.folder, error))?;
        ids.reverse();
        ids.iter().map(|id| self.read(id)).collect()
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
        let entries = match fs::read_dir(&self.folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries?,
        };
        let mut ids = Vec::new();
        for entry in entries {
            let name = entry?.file_name().to_string_lossy().into_owned();
            ids.extend(name.strip_suffix(".json").map(str::to_owned));
        }
        ids.sort_by_cached_key(|id| order(id));
        Ok(ids)
    }

    fn path(&self, id: &str) -> PathBuf {
        self.folder.join(format!("{id}.json"))
    }

    fn forget_oldest(&self) {
        // A journal that cannot be tidied up is still a journal.
        let ids = self.ids().unwrap_or_default();
        let surplus = ids.len().saturating_sub(MAX_RUNS);
        ids.iter().take(surplus).for_each(|id| self.forget(id));
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

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn run(stamp: &str) -> Run {
        Run::new(stamp.into(), vec!["config.toml: x  [y]".into()], Vec::new())
    }

    fn journal() -> (tempfile::TempDir, Journal) {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::at(folder.path().join("state/runnerlint"));
        (folder, journal)
    }

    #[test]
    fn a_run_is_kept_for_its_user_alone_and_found_again() {
        let (folder, journal) = journal();
        assert_eq!(journal.runs().unwrap(), []);
        let kept = journal.keep(run("20261122T071500Z")).unwrap();
        assert_eq!(journal.run(&kept.id).unwrap(), Some(kept));
        assert_eq!(journal.run("../x").unwrap(), None);
        let mode = |path: &str| folder.path().join(path).metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode("state/runnerlint"), 0o700);
        assert_eq!(mode("state/runnerlint/20261122T071500Z.json"), 0o600);
    }

    #[test]
    fn runs_of_one_second_have_their_own_ids_and_the_newest_comes_first() {
        let (_folder, journal) = journal();
        for _ in 0..11 {
            journal.keep(run("20261122T071500Z")).unwrap();
        }
        journal.keep(run("20261122T071459Z")).unwrap();
        let ids: Vec<String> = journal.runs().unwrap().into_iter().map(|run| run.id).collect();
        assert_eq!(ids.first().unwrap(), "20261122T071500Z-11");
        assert_eq!(ids.last().unwrap(), "20261122T071459Z");
        assert_eq!(ids.len(), 12);
    }

    #[test]
    fn a_run_is_closed_or_forgotten() {
        let (_folder, journal) = journal();
        let (a, b) = (journal.keep(run("1")).unwrap(), journal.keep(run("2")).unwrap());
        journal.close(&a).unwrap();
        journal.forget(&b.id);
        let runs = journal.runs().unwrap();
        assert!(runs.len() == 1 && runs[0].taken_back);
    }

    #[test]
    fn only_so_many_runs_are_kept() {
        let (_folder, journal) = journal();
        for at in 0..MAX_RUNS + 5 {
            journal.keep(run(&format!("{at:04}"))).unwrap();
        }
        let runs = journal.runs().unwrap();
        assert_eq!(runs.len(), MAX_RUNS);
        assert_eq!(runs.last().unwrap().id, "0005");
    }

    #[test]
    fn a_damaged_run_is_said() {
        let (folder, journal) = journal();
        let kept = journal.keep(run("1")).unwrap();
        let path = folder.path().join("state/runnerlint/1.json");
        fs::write(&path, "{}").unwrap();
        let error = journal.run(&kept.id).unwrap_err();
        assert!(error.to_string().contains("1.json: is not a run"), "{error}");
    }

    #[test]
    fn the_folder_is_that_of_the_user() {
        let folder = journal_folder(Some("/s".into()), Some("/h".into()));
        assert_eq!(folder, Some(PathBuf::from("/s/runnerlint")));
    }
}
