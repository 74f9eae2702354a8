//! Reading one file without ever hanging, and the errors that can come of it.

use std::fmt;
use std::fs::{File, FileType, Metadata, OpenOptions};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::source::Facts;

/// Files larger than this are not read.
pub const MAX_BYTES: u64 = 64 << 20;

/// A file that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadError {
    /// The file, as it was given.
    pub path: PathBuf,
    /// What stands in the way.
    pub cause: Cause,
}

/// What stands in the way of reading a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cause {
    /// There is nothing at the path.
    Missing,
    /// A symbolic link that leads nowhere.
    DanglingLink,
    /// A folder where a file is needed.
    Folder,
    /// A FIFO, socket or device, by its name.
    Special(&'static str),
    /// The user may not read it.
    Denied,
    /// Larger than [`MAX_BYTES`].
    TooLarge,
    /// Anything else, as the system says it.
    Other(String),
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.path.display())?;
        match &self.cause {
            Cause::Missing => f.write_str("no such file; check the path"),
            Cause::DanglingLink => {
                f.write_str("a symbolic link whose target does not exist; restore the target or remove the link")
            }
            Cause::Folder => f.write_str("a folder; name a file in it"),
            Cause::Special(kind) => write!(f, "{kind}, not a regular file; pipe its content to `runnerlint -`"),
            Cause::Denied => f.write_str("permission denied; run as a user that may read it, such as root"),
            Cause::TooLarge => f.write_str("larger than 64 MiB, which no configuration is; name another file"),
            Cause::Other(text) => f.write_str(text),
        }
    }
}

impl std::error::Error for LoadError {}

impl LoadError {
    pub(super) fn new(path: &Path, cause: Cause) -> LoadError {
        LoadError {
            path: path.to_owned(),
            cause,
        }
    }

    pub(super) fn of(path: &Path, error: &io::Error) -> LoadError {
        let cause = match error.kind() {
            io::ErrorKind::NotFound if path.symlink_metadata().is_ok() => Cause::DanglingLink,
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Cause::Missing,
            io::ErrorKind::PermissionDenied => Cause::Denied,
            io::ErrorKind::IsADirectory => Cause::Folder,
            _ => Cause::Other(error.to_string()),
        };
        LoadError::new(path, cause)
    }
}

/// The bytes of a regular file and what the disk says about it.
pub(super) fn file(path: &Path) -> Result<(Vec<u8>, Option<Facts>), LoadError> {
    let failed = |error: io::Error| LoadError::of(path, &error);
    // Opening a FIFO waits for a writer and opening a device may do anything, so the type comes first.
    regular(path, &path.metadata().map_err(failed)?)?;
    let file = open(path).map_err(failed)?;
    let metadata = file.metadata().map_err(failed)?;
    regular(path, &metadata)?;
    let bytes = limited(file, metadata.len()).map_err(failed)?;
    match bytes {
        Some(bytes) => Ok((bytes, facts(&metadata))),
        None => Err(LoadError::new(path, Cause::TooLarge)),
    }
}

/// Looks whether a folder that the command line names is there.
///
/// # Errors
///
/// There is nothing at the path, or something else, or it cannot be looked at.
pub fn folder(path: &Path) -> Result<(), LoadError> {
    let metadata = path.metadata().map_err(|error| LoadError::of(path, &error))?;
    match metadata.is_dir() {
        true => Ok(()),
        false => Err(LoadError::new(
            path,
            Cause::Other("not a folder; check the path".into()),
        )),
    }
}

/// Everything that `reader` gives, or `None` if that is more than [`MAX_BYTES`]. Where `length` is right, no more memory
/// is taken than the bytes need.
pub(super) fn limited(reader: impl Read, length: u64) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::with_capacity(usize::try_from(length.min(MAX_BYTES)).unwrap_or_default());
    reader.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= MAX_BYTES).then_some(bytes))
}

fn regular(path: &Path, metadata: &Metadata) -> Result<(), LoadError> {
    let cause = if metadata.is_dir() {
        Cause::Folder
    } else if !metadata.is_file() {
        Cause::Special(special(metadata.file_type()))
    } else if metadata.len() > MAX_BYTES {
        Cause::TooLarge
    } else {
        return Ok(());
    };
    Err(LoadError::new(path, cause))
}

fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64")))]
    {
        // O_NONBLOCK: if a FIFO took the file's place since it was looked at, opening must not wait.
        use std::os::unix::fs::OpenOptionsExt;
        options.custom_flags(0o4000);
    }
    options.open(path)
}

#[cfg(unix)]
pub(super) fn special(kind: FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt;
    if kind.is_fifo() {
        "a FIFO"
    } else if kind.is_socket() {
        "a socket"
    } else if kind.is_char_device() || kind.is_block_device() {
        "a device"
    } else {
        "a special file"
    }
}

#[cfg(not(unix))]
pub(super) fn special(_kind: FileType) -> &'static str {
    "a special file"
}

#[cfg(unix)]
fn facts(metadata: &Metadata) -> Option<Facts> {
    use std::os::unix::fs::MetadataExt;
    Some(Facts {
        mode: metadata.mode() & 0o7777,
        uid: metadata.uid(),
        gid: metadata.gid(),
        read: std::time::UNIX_EPOCH.elapsed().map_or(0, |since| since.as_secs()),
    })
}

#[cfg(not(unix))]
fn facts(_metadata: &Metadata) -> Option<Facts> {
    None
}
