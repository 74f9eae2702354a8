//! The storage drivers of dockerd.

use crate::schema::Version;

/// A storage driver of dockerd.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StorageDriver {
    /// Its name.
    pub name: &'static str,
    /// The release that has it no more.
    pub removed: Option<Version>,
    /// The options it knows; `None` if that is not known here.
    pub options: Option<&'static [&'static str]>,
    /// Whether containerd has a snapshotter of this name.
    pub is_snapshotter: bool,
}

impl StorageDriver {
    /// The first release with the feature `containerd-snapshotter`.
    pub const SNAPSHOTTERS: Version = Version::new(24, 0);

    /// The driver of this name.
    ///
    /// Source: moby `daemon/graphdriver`, `checkRemoved` and the `parseOptions` of the drivers, 23.0 to 29.7.
    pub fn named(name: &str) -> Option<StorageDriver> {
        let all = [
            ("overlay2", None, Some(&["overlay2.size"][..]), false),
            ("btrfs", None, Some(&["btrfs.min_space"]), true),
            ("zfs", None, Some(&["zfs.fsname"]), true),
            ("vfs", None, None, false),
            ("fuse-overlayfs", None, None, true),
            ("aufs", Some(Version::new(24, 0)), None, false),
            ("overlay", Some(Version::new(24, 0)), None, false),
            ("devicemapper", Some(Version::new(25, 0)), None, false),
        ];
        let driver = all.into_iter().find(|(known, ..)| *known == name);
        driver.map(|(name, removed, options, is_snapshotter)| StorageDriver {
            name,
            removed,
            options,
            is_snapshotter,
        })
    }
}
