//! Why a file could not be written, and what to do about it.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use super::disk::is_immutable;

/// A plan that could not be written; no file was changed, unless `cause` says so.
#[derive(Debug)]
pub struct WriteError {
    /// The file that stood in the way, as it was given.
    pub path: PathBuf,
    /// What stood in the way.
    pub cause: Cause,
    /// Files of ours that could not be removed.
    pub leftovers: Vec<PathBuf>,
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
    /// The file is a mount point, so nothing can take its place.
    Mounted,
    /// The file or folder is marked as immutable or append-only.
    Immutable(PathBuf),
    /// The file is another user's, and only root can give a new one to that user.
    Foreign {
        /// The number of the user.
        owner: u32,
    },
    /// The ACL or extended attributes of the file could not be given to its new text.
    Attributes(io::Error),
    /// The system refused.
    System(io::Error),
    /// A file could not be written, and some of those that had been changed before could not be put back.
    HalfWritten {
        /// What stood in the way.
        cause: Box<Cause>,
        /// The files that hold the new text, or what somebody made of it meanwhile, and why.
        left: Vec<(PathBuf, Cause)>,
    },
    /// Somebody wrote the file in the instant in which it was replaced, and what they wrote could not be put back.
    Displaced {
        /// Where it lies.
        at: PathBuf,
        /// Why it could not be put back.
        error: io::Error,
    },
    /// The file was being overwritten in place, and neither the new text nor the old one could be completed.
    Spoilt {
        /// Where the old text lies.
        backup: PathBuf,
        /// Why it could not be put back.
        error: io::Error,
    },
}

impl Cause {
    /// What the refusal of a step in the folder of `target` means.
    pub(super) fn of(error: io::Error, target: &Path) -> Cause {
        let folder = target.parent().unwrap_or(target);
        match error.kind() {
            io::ErrorKind::ResourceBusy => Cause::Mounted,
            io::ErrorKind::PermissionDenied if is_immutable(target) => Cause::Immutable(target.to_owned()),
            io::ErrorKind::PermissionDenied if is_immutable(folder) => Cause::Immutable(folder.to_owned()),
            _ => Cause::System(error),
        }
    }
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path.display(), self.cause)?;
        match &self.cause {
            Cause::HalfWritten { .. } | Cause::Displaced { .. } | Cause::Spoilt { .. } => {}
            cause => write!(f, "; nothing was written{}", cause.advice())?,
        }
        match self.leftovers.as_slice() {
            [] => Ok(()),
            left => write!(f, "; could not be removed: {}", listed(left)),
        }
    }
}

impl std::error::Error for WriteError {}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Cause::Changed => f.write_str("changed since it was read"),
            Cause::HardLinks => {
                f.write_str("has several hard links, and replacing one would separate it from the others")
            }
            Cause::Special => f.write_str("is not a regular file"),
            Cause::ContextOnly => f.write_str("was only read along"),
            Cause::Mounted => f.write_str(
                "is a mount point of its own (a bind mount of a single file) or otherwise busy, so it cannot be \
                 replaced",
            ),
            Cause::Immutable(path) => write!(f, "{} is marked as immutable or append-only", path.display()),
            Cause::Foreign { owner } => write!(
                f,
                "belongs to another user or group (its owner is number {owner}), and only root can keep that"
            ),
            Cause::Attributes(error) => write!(
                f,
                "its ACL or extended attributes cannot be given to the new text ({})",
                reason(error)
            ),
            Cause::System(error) => f.write_str(&reason(error)),
            Cause::HalfWritten { cause, left } => {
                let one = |(path, why): &(PathBuf, Cause)| format!("{} ({why})", path.display());
                let left: Vec<String> = left.iter().map(one).collect();
                write!(
                    f,
                    "{cause}; what could not be put back keeps its fixes: {}",
                    left.join(", ")
                )
            }
            Cause::Displaced { at, error } => write!(
                f,
                "somebody else wrote it while it was replaced, and that could not be put back ({}); it lies in {}",
                reason(error),
                at.display()
            ),
            Cause::Spoilt { backup, error } => write!(
                f,
                "it was overwritten in part, and its old text could not be put back ({}); that lies in {}",
                reason(error),
                backup.display()
            ),
        }
    }
}

impl Cause {
    /// What to do about it, behind a comma.
    fn advice(&self) -> &'static str {
        match self {
            Cause::Changed => ", run again",
            Cause::HardLinks => ", --in-place overwrites the text they share",
            Cause::ContextOnly => ", name it to have it changed",
            Cause::Mounted => ", run where the file really lies, mount its folder, or overwrite it with --in-place",
            Cause::Immutable(_) => ", `lsattr -d` shows the mark and `chattr -ia` takes it away",
            Cause::Foreign { .. } => ", run as root or as its owner, or overwrite it with --in-place",
            Cause::Attributes(_) => ", --in-place leaves them as they are",
            Cause::System(error) if error.kind() == io::ErrorKind::PermissionDenied => {
                ", run as a user that may write there, such as root"
            }
            _ => "",
        }
    }
}

fn listed(paths: &[PathBuf]) -> String {
    let paths: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
    paths.join(", ")
}

fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::ReadOnlyFilesystem => "lies on a read-only file system".into(),
        io::ErrorKind::PermissionDenied => "permission denied for the file or in its folder".into(),
        io::ErrorKind::StorageFull => "no space is left on its file system".into(),
        io::ErrorKind::QuotaExceeded => "the disk quota of its owner is used up".into(),
        io::ErrorKind::FileTooLarge => "the limit for the size of files is reached (`ulimit -f`)".into(),
        _ => error.to_string(),
    }
}
