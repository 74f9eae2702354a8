//! The disk of this machine.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::{Access, Disk, Share, attributes};

/// The operations of the operating system.
#[derive(Debug)]
pub(in crate::write) struct Kernel;

impl Disk for Kernel {
    fn resolve(&self, path: &Path) -> io::Result<PathBuf> {
        path.canonicalize()
    }

    fn look(&self, path: &Path) -> io::Result<Metadata> {
        path.symlink_metadata()
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        fs::read(path)
    }

    fn open(&self, path: &Path, access: Access) -> io::Result<File> {
        let mut options = OpenOptions::new();
        options.read(true).write(access == Access::Change);
        // The paths are resolved, so a link has been put there since; a pipe would keep us waiting.
        #[cfg(target_os = "linux")]
        {
            use rustix::fs::OFlags;
            let flags = OFlags::NOFOLLOW.union(OFlags::NONBLOCK).bits();
            std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, flags.cast_signed());
        }
        options.open(path)
    }

    fn create(&self, path: &Path) -> io::Result<File> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(path)
    }

    #[cfg(unix)]
    fn write(&self, file: &File, bytes: &[u8], at: u64) -> io::Result<usize> {
        std::os::unix::fs::FileExt::write_at(file, bytes, at)
    }

    #[cfg(not(unix))]
    fn write(&self, mut file: &File, bytes: &[u8], at: u64) -> io::Result<usize> {
        use std::io::{Seek, SeekFrom, Write};
        file.seek(SeekFrom::Start(at))?;
        file.write(bytes)
    }

    fn cut(&self, file: &File, length: u64) -> io::Result<()> {
        file.set_len(length)
    }

    fn sync(&self, file: &File) -> io::Result<()> {
        file.sync_all()
    }

    #[cfg(unix)]
    fn own(&self, file: &File, like: &Metadata) -> io::Result<()> {
        use std::os::unix::fs::{MetadataExt, fchown};
        let now = file.metadata()?;
        match (now.uid(), now.gid()) == (like.uid(), like.gid()) {
            true => Ok(()),
            false => fchown(file, Some(like.uid()), Some(like.gid())),
        }
    }

    #[cfg(not(unix))]
    fn own(&self, _file: &File, _like: &Metadata) -> io::Result<()> {
        Ok(())
    }

    #[cfg(unix)]
    fn permit(&self, file: &File, mode: u32) -> io::Result<()> {
        use std::os::unix::fs::PermissionsExt;
        file.set_permissions(fs::Permissions::from_mode(mode))
    }

    #[cfg(not(unix))]
    fn permit(&self, _file: &File, _mode: u32) -> io::Result<()> {
        Ok(())
    }

    fn dress(&self, file: &File, like: &File) -> io::Result<()> {
        attributes::copy(like, file)
    }

    fn touch(&self, path: &Path) -> io::Result<()> {
        File::open(path)?.set_modified(SystemTime::now())
    }

    #[cfg(target_os = "linux")]
    fn exchange(&self, one: &Path, other: &Path) -> io::Result<()> {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        Ok(renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)?)
    }

    #[cfg(not(target_os = "linux"))]
    fn exchange(&self, _one: &Path, _other: &Path) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<PathBuf>> {
        fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect()
    }

    #[cfg(target_os = "linux")]
    fn lock(&self, folder: &File, share: Share) -> io::Result<()> {
        use rustix::fs::{FlockOperation, flock};
        let operation = match share {
            Share::Alone => FlockOperation::NonBlockingLockExclusive,
            Share::Together => FlockOperation::NonBlockingLockShared,
        };
        Ok(flock(folder, operation)?)
    }

    #[cfg(not(target_os = "linux"))]
    fn lock(&self, _folder: &File, _share: Share) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }
}

/// Whether a file or folder is marked so that not even root can change it (`chattr +i`, or `+a`).
#[cfg(target_os = "linux")]
pub(in crate::write) fn is_immutable(path: &Path) -> bool {
    use rustix::fs::{IFlags, ioctl_getflags};
    let flags = File::open(path).ok().and_then(|file| ioctl_getflags(&file).ok());
    flags.is_some_and(|flags| flags.intersects(IFlags::IMMUTABLE | IFlags::APPEND))
}

#[cfg(not(target_os = "linux"))]
pub(in crate::write) fn is_immutable(_path: &Path) -> bool {
    false
}
