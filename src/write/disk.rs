//! What writing asks of a disk, step by step, so that tests can let each step fail; `Kernel` is the real one.

mod attributes;
mod kernel;

use std::fmt;
use std::fs::{File, Metadata};
use std::io;
use std::path::{Path, PathBuf};

pub(super) use kernel::{Kernel, is_immutable};

/// The operations; none of them is tried again, and a write may take a part of the bytes only.
pub(super) trait Disk: fmt::Debug {
    /// The path without symbolic links.
    fn resolve(&self, path: &Path) -> io::Result<PathBuf>;
    /// What is said about a file; a symbolic link is not followed.
    fn look(&self, path: &Path) -> io::Result<Metadata>;
    /// The bytes of a file.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;
    /// Opens a file or folder that is there.
    fn open(&self, path: &Path, access: Access) -> io::Result<File>;
    /// Makes a new file that nobody else may read, whatever its name says: it may hold tokens.
    fn create(&self, path: &Path) -> io::Result<File>;
    /// Writes some of the bytes at a place of the file, and says how many.
    fn write(&self, file: &File, bytes: &[u8], at: u64) -> io::Result<usize>;
    /// Cuts a file.
    fn cut(&self, file: &File, length: u64) -> io::Result<()>;
    /// Waits until a file or folder is on the disk.
    fn sync(&self, file: &File) -> io::Result<()>;
    /// Gives a file the owner and group of another.
    fn own(&self, file: &File, like: &Metadata) -> io::Result<()>;
    /// Gives a file a mode.
    fn permit(&self, file: &File, mode: u32) -> io::Result<()>;
    /// Gives a file the ACLs and extended attributes of another.
    fn dress(&self, file: &File, like: &File) -> io::Result<()>;
    /// Makes a file as new as if it had been written now.
    fn touch(&self, path: &Path) -> io::Result<()>;
    /// Lets two files change their places in one step.
    fn exchange(&self, one: &Path, other: &Path) -> io::Result<()>;
    /// Puts a file in the place of another.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Removes a file.
    fn remove(&self, path: &Path) -> io::Result<()>;
    /// What lies in a folder.
    fn list(&self, folder: &Path) -> io::Result<Vec<PathBuf>>;
    /// Locks a folder without waiting.
    fn lock(&self, folder: &File, share: Share) -> io::Result<()>;
}

/// What an opened file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    Read,
    Change,
}

/// With whom a folder is locked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Share {
    /// Nobody else writes there.
    Alone,
    /// Others may write there, too.
    Together,
}

/// Does a step again for as long as it is interrupted by signals.
pub(super) fn again<T>(mut step: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    loop {
        match step() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            result => return result,
        }
    }
}

/// Writes all the bytes from the beginning of a file; what follows them stays.
pub(super) fn fill(disk: &dyn Disk, file: &File, bytes: &[u8]) -> io::Result<()> {
    let mut at = 0;
    while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
        match again(|| disk.write(file, rest, at as u64))? {
            0 => return Err(io::ErrorKind::WriteZero.into()),
            written => at += written,
        }
    }
    Ok(())
}

/// Which file a path leads to, as far as the system tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Identity(u64, u64);

impl Identity {
    #[cfg(unix)]
    pub(super) fn of(metadata: &Metadata) -> Identity {
        use std::os::unix::fs::MetadataExt;
        Identity(metadata.dev(), metadata.ino())
    }

    #[cfg(not(unix))]
    pub(super) fn of(_metadata: &Metadata) -> Identity {
        Identity(0, 0)
    }
}

/// The mode of a file without its kind.
#[cfg(unix)]
pub(super) fn mode(metadata: &Metadata) -> u32 {
    std::os::unix::fs::MetadataExt::mode(metadata) & 0o7777
}

#[cfg(not(unix))]
pub(super) fn mode(_metadata: &Metadata) -> u32 {
    0
}

/// How many names a file has.
#[cfg(unix)]
pub(super) fn links(metadata: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::nlink(metadata)
}

#[cfg(not(unix))]
pub(super) fn links(_metadata: &Metadata) -> u64 {
    1
}

/// The number of the owner.
#[cfg(unix)]
pub(super) fn owner(metadata: &Metadata) -> u32 {
    std::os::unix::fs::MetadataExt::uid(metadata)
}

#[cfg(not(unix))]
pub(super) fn owner(_metadata: &Metadata) -> u32 {
    0
}
