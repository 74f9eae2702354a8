//! A text that lies beside its target, ready to be renamed over it.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// A file beside its target; it is removed when it is dropped before it was put in place.
#[derive(Debug)]
pub(super) struct Staged {
    path: PathBuf,
    file: File,
    placed: bool,
}

/// Who may do what with a file.
#[derive(Debug)]
pub(super) struct Owner {
    #[cfg(unix)]
    mode: u32,
    #[cfg(unix)]
    uid: u32,
    #[cfg(unix)]
    gid: u32,
}

impl Owner {
    #[cfg(unix)]
    pub(super) fn of(metadata: &Metadata) -> Owner {
        use std::os::unix::fs::MetadataExt;
        Owner {
            mode: metadata.mode() & 0o7777,
            uid: metadata.uid(),
            gid: metadata.gid(),
        }
    }

    #[cfg(not(unix))]
    pub(super) fn of(_metadata: &Metadata) -> Owner {
        Owner {}
    }

    #[cfg(unix)]
    fn give(&self, file: &File) -> io::Result<()> {
        use std::os::unix::fs::{MetadataExt, PermissionsExt, fchown};
        let own = file.metadata()?;
        if (own.uid(), own.gid()) != (self.uid, self.gid) {
            fchown(file, Some(self.uid), Some(self.gid))?;
        }
        // After the owner, because changing that may clear bits of the mode.
        file.set_permissions(fs::Permissions::from_mode(self.mode))
    }

    #[cfg(not(unix))]
    fn give(&self, _file: &File) -> io::Result<()> {
        Ok(())
    }
}

impl Staged {
    /// Writes `bytes` beside `target`, for the same owner, and makes sure that they are on the disk.
    pub(super) fn write(target: &Path, bytes: &[u8], owner: &Owner) -> io::Result<Staged> {
        let (path, file) = create(target)?;
        let mut staged = Staged {
            path,
            file,
            placed: false,
        };
        staged.file.write_all(bytes)?;
        owner.give(&staged.file)?;
        staged.file.sync_all()?;
        Ok(staged)
    }

    /// Makes it as new as if it had been written now.
    pub(super) fn touch(&self) -> io::Result<()> {
        self.file.set_modified(SystemTime::now())
    }

    /// Puts it in place of `target`.
    pub(super) fn put(&mut self, target: &Path, rename: impl Fn(&Path, &Path) -> io::Result<()>) -> io::Result<()> {
        rename(&self.path, target)?;
        self.placed = true;
        Ok(())
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        if !self.placed {
            // Nobody is left to be told if this fails, too.
            fs::remove_file(&self.path).unwrap_or_default();
        }
    }
}

/// A new file beside `target` that nobody else may read, whatever the target's mode: it may hold tokens.
fn create(target: &Path) -> io::Result<(PathBuf, File)> {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut number = 0;
    loop {
        let path = target.with_file_name(format!(".{name}.runnerlint-{}-{number}", std::process::id()));
        match options.open(&path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && number < 1000 => number += 1,
            result => return result.map(|file| (path, file)),
        }
    }
}

/// Makes sure that a rename in the folder of `target` is on the disk.
#[cfg(unix)]
pub(super) fn sync_folder(target: &Path) -> io::Result<()> {
    match target.parent() {
        Some(folder) => File::open(folder)?.sync_all(),
        None => Ok(()),
    }
}

#[cfg(not(unix))]
pub(super) fn sync_folder(_target: &Path) -> io::Result<()> {
    Ok(())
}
