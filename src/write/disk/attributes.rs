//! ACLs and other extended attributes, which a file that takes another's place must have, too.

use std::fs::File;
use std::io;

/// Makes the extended attributes of `to` those of `from`. A refused ACL is an error, as is one that cannot be taken
/// from `to`, which may have it from its folder; what only the kernel or a security module may set is left to them.
#[cfg(target_os = "linux")]
pub(super) fn copy(from: &File, to: &File) -> io::Result<()> {
    use rustix::fs::{XattrFlags, fremovexattr, fsetxattr};
    let wanted = names(from)?;
    for name in names(to)?.iter().filter(|name| is_acl(name) && !wanted.contains(name)) {
        fremovexattr(to, name.as_slice())?;
    }
    for name in wanted.iter().filter(|name| !is_of_the_content(name)) {
        let value = value(from, name)?;
        if value.is_some() && value == self::value(to, name)? {
            continue;
        }
        let Some(value) = value else { continue };
        match fsetxattr(to, name.as_slice(), &value, XattrFlags::empty()).map_err(io::Error::from) {
            Err(error) if is_refusal(&error) && !must_be_kept(name) => {}
            result => result?,
        }
    }
    Ok(())
}

#[cfg(not(target_os = "linux"))]
pub(super) fn copy(_from: &File, _to: &File) -> io::Result<()> {
    Ok(())
}

/// The names of a file's attributes; none where the file system knows none.
#[cfg(target_os = "linux")]
fn names(file: &File) -> io::Result<Vec<Vec<u8>>> {
    use rustix::fs::flistxattr;
    // As much as Linux ever gives.
    let mut list = vec![0; 65536];
    let length = match flistxattr(file, list.as_mut_slice()).map_err(io::Error::from) {
        Err(error) if error.kind() == io::ErrorKind::Unsupported => 0,
        result => result?,
    };
    list.truncate(length);
    let names = list.split(|byte| *byte == 0).filter(|name| !name.is_empty());
    Ok(names.map(<[u8]>::to_vec).collect())
}

/// The value of an attribute, unless it has gone, or may be listed but not read.
#[cfg(target_os = "linux")]
fn value(file: &File, name: &[u8]) -> io::Result<Option<Vec<u8>>> {
    use rustix::fs::fgetxattr;
    use rustix::io::Errno;
    let mut value = vec![0; 65536];
    match fgetxattr(file, name, value.as_mut_slice()) {
        Ok(length) => {
            value.truncate(length);
            Ok(Some(value))
        }
        Err(Errno::NODATA) => Ok(None),
        Err(error) => match io::Error::from(error) {
            error if is_refusal(&error) && !must_be_kept(name) => Ok(None),
            error => Err(error),
        },
    }
}

#[cfg(target_os = "linux")]
fn is_acl(name: &[u8]) -> bool {
    name.starts_with(b"system.posix_acl_") || name == b"system.nfs4_acl"
}

/// Hashes and signatures of the old bytes say nothing about the new ones.
#[cfg(target_os = "linux")]
fn is_of_the_content(name: &[u8]) -> bool {
    matches!(name, b"security.ima" | b"security.evm")
}

#[cfg(target_os = "linux")]
fn must_be_kept(name: &[u8]) -> bool {
    is_acl(name) || name.starts_with(b"user.")
}

#[cfg(target_os = "linux")]
fn is_refusal(error: &io::Error) -> bool {
    use io::ErrorKind::{InvalidInput, PermissionDenied, Unsupported};
    matches!(error.kind(), PermissionDenied | Unsupported | InvalidInput)
}
