//! Where the work on files is done: the folders that are written to, and our own files in them.

use std::ffi::OsStr;
use std::fs::{File, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::Duration;

use super::disk::{Access, Disk, Share, again, fill, mode};

/// The folders and files of one commit.
#[derive(Debug)]
pub(super) struct Bench<'a> {
    pub(super) disk: &'a dyn Disk,
    folders: Vec<(PathBuf, File)>,
    /// Our files, which must not outlive the commit.
    scraps: Vec<PathBuf>,
}

/// A file as it was found.
#[derive(Debug)]
pub(super) struct Model {
    pub(super) file: File,
    pub(super) metadata: Metadata,
}

/// Why a copy could not be made.
#[derive(Debug)]
pub(super) enum Refusal {
    /// The owner cannot be kept.
    Owner(io::Error),
    /// The ACL or attributes cannot be kept.
    Attributes(io::Error),
    /// Anything else.
    System(io::Error),
}

impl From<io::Error> for Refusal {
    fn from(error: io::Error) -> Refusal {
        Refusal::System(error)
    }
}

impl<'a> Bench<'a> {
    pub(super) fn new(disk: &'a dyn Disk) -> Bench<'a> {
        Bench {
            disk,
            folders: Vec::new(),
            scraps: Vec::new(),
        }
    }

    /// Opens the folder of `target` and removes what killed runs left in it.
    pub(super) fn enter(&mut self, target: &Path) -> io::Result<()> {
        let Some(folder) = target.parent() else { return Ok(()) };
        // Elsewhere folders cannot be opened.
        if self.folder(target).is_some() || !cfg!(unix) {
            return Ok(());
        }
        let file = again(|| self.disk.open(folder, Access::Read))?;
        // Runs hold the lock together while they write; one that has it alone knows that the others are dead.
        if again(|| self.disk.lock(&file, Share::Alone)).is_ok() {
            self.sweep(folder);
        }
        // Somebody may sweep at the moment. A folder that cannot be locked is not swept by others either.
        for _ in 0..20 {
            match again(|| self.disk.lock(&file, Share::Together)) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => sleep(Duration::from_millis(10)),
                _ => break,
            }
        }
        self.folders.push((folder.to_owned(), file));
        Ok(())
    }

    /// Removing leftovers is a courtesy: that it fails is no reason not to write.
    fn sweep(&self, folder: &Path) {
        let files = again(|| self.disk.list(folder)).unwrap_or_default();
        for path in files.iter().filter(|path| is_leftover(path)) {
            again(|| self.disk.remove(path)).unwrap_or_default();
        }
    }

    /// Waits until the names in the folder of `target` are on the disk.
    pub(super) fn sync(&self, target: &Path) -> io::Result<()> {
        match self.folder(target) {
            Some(folder) => again(|| self.disk.sync(folder)),
            None => Ok(()),
        }
    }

    fn folder(&self, target: &Path) -> Option<&File> {
        let found = self
            .folders
            .iter()
            .find(|(path, _)| Some(path.as_path()) == target.parent());
        found.map(|(_, file)| file)
    }

    /// Writes `bytes` beside `target`, as a file that differs from the model in nothing else.
    pub(super) fn stage(&mut self, target: &Path, bytes: &[u8], like: &Model) -> Result<PathBuf, Refusal> {
        let disk = self.disk;
        let (path, file) = self.create(target, scrap_name)?;
        fill(disk, &file, bytes)?;
        again(|| disk.own(&file, &like.metadata)).map_err(Refusal::Owner)?;
        again(|| disk.dress(&file, &like.file)).map_err(Refusal::Attributes)?;
        // After the owner and the ACL, which may clear bits of the mode.
        again(|| disk.permit(&file, mode(&like.metadata)))?;
        again(|| disk.sync(&file))?;
        Ok(path)
    }

    /// Writes `bytes` beside `target` for its owner alone, under a name that no run takes for a leftover.
    pub(super) fn back_up(&mut self, target: &Path, bytes: &[u8], like: &Metadata) -> io::Result<PathBuf> {
        let disk = self.disk;
        let (path, file) = self.create(target, backup_name)?;
        fill(disk, &file, bytes)?;
        match again(|| disk.own(&file, like)) {
            // Whoever may write a file of somebody else in place may have a copy of it.
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {}
            result => result?,
        }
        // Not even what the folder says about new files opens it to others.
        again(|| disk.permit(&file, 0o600))?;
        again(|| disk.sync(&file))?;
        self.sync(target)?;
        Ok(path)
    }

    /// A new file beside `target` under the first free name.
    fn create(&mut self, target: &Path, name: fn(&str, u32) -> String) -> io::Result<(PathBuf, File)> {
        for number in 0..1000 {
            let path = beside(target, name, number);
            // Looked for first, so that whatever is at that path after an error is ours.
            if !self.is_free(&path)? {
                continue;
            }
            self.scraps.push(path.clone());
            match again(|| self.disk.create(&path)) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => self.keep(&path),
                result => return result.map(|file| (path, file)),
            }
        }
        Err(io::Error::other("there are a thousand files of that name beside it"))
    }

    fn is_free(&self, path: &Path) -> io::Result<bool> {
        match again(|| self.disk.look(path)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
            Err(error) => Err(error),
            Ok(_) => Ok(false),
        }
    }

    /// Lets a file outlive the commit, if possible under a name that no run takes for a leftover.
    pub(super) fn rescue(&mut self, path: &Path, target: &Path) -> PathBuf {
        self.keep(path);
        let mut names = (0..1000).map(|number| beside(target, backup_name, number));
        let safe = names.find(|name| self.is_free(name).is_ok_and(|free| free));
        match safe {
            Some(safe) if again(|| self.disk.rename(path, &safe)).is_ok() => safe,
            _ => path.to_owned(),
        }
    }

    /// Lets a file outlive the commit.
    pub(super) fn keep(&mut self, path: &Path) {
        self.scraps.retain(|scrap| scrap != path);
    }

    /// Removes our files and gives those that stay.
    pub(super) fn clear(&mut self) -> Vec<PathBuf> {
        let disk = self.disk;
        let gone = |path: &Path| match again(|| disk.remove(path)) {
            Err(error) => error.kind() == io::ErrorKind::NotFound,
            Ok(()) => true,
        };
        let mut left = std::mem::take(&mut self.scraps);
        left.retain(|path| !gone(path) && !gone(path));
        left
    }
}

fn beside(target: &Path, name: fn(&str, u32) -> String, number: u32) -> PathBuf {
    let own = target.file_name().unwrap_or_default().to_string_lossy();
    target.with_file_name(name(&own, number))
}

/// The name of a file that is removed before the run ends: it shows whose it is should the run be killed.
fn scrap_name(name: &str, number: u32) -> String {
    format!(".{name}{MARK}{}-{number}", std::process::id())
}

/// The name of a copy that the user is told of.
fn backup_name(name: &str, number: u32) -> String {
    match number {
        0 => format!("{name}.runnerlint-backup"),
        older => format!("{name}.runnerlint-backup-{}", older + 1),
    }
}

const MARK: &str = ".runnerlint-";

/// Whether a file bears a name that `scrap_name` gives.
fn is_leftover(path: &Path) -> bool {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let name = path.file_name().and_then(OsStr::to_str).unwrap_or_default();
    let numbers = name.starts_with('.').then(|| name.rsplit_once(MARK)).flatten();
    let numbers = numbers.and_then(|(_, numbers)| numbers.split_once('-'));
    numbers.is_some_and(|(process, number)| is_number(process) && is_number(number))
}
