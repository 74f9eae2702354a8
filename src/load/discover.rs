//! Where files are looked for: below a folder, around a file, and where a host keeps its configuration.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::{self, FileType};
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::{Cause, LoadError};

/// Folders that hold other people's files or build products.
const SKIPPED: &[&str] = &[".git", "node_modules", "target", "vendor"];

/// The root of the git work tree that `folder` lies in.
pub fn work_tree(folder: &Path) -> Option<PathBuf> {
    let is_root = |folder: &&Path| folder.join(".git").symlink_metadata().is_ok();
    folder.ancestors().find(is_root).map(Path::to_owned)
}

/// What lies below `top`, in order of names; links are not followed, nested repositories not entered.
pub(super) fn below(top: &Path) -> impl Iterator<Item = Result<DirEntry, LoadError>> {
    let entries = WalkDir::new(top)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(is_entered);
    entries.filter_map(move |entry| match entry {
        Ok(entry) if entry.file_type().is_dir() => None,
        Ok(entry) => Some(Ok(entry)),
        Err(error) => {
            let path = error.path().unwrap_or(Path::new("."));
            Some(Err(match error.io_error() {
                Some(io) => LoadError::of(path, io),
                None => LoadError::new(path, Cause::Other(error.to_string())),
            }))
        }
    })
}

fn is_entered(entry: &DirEntry) -> bool {
    let other = || {
        let name = entry.file_name().to_string_lossy();
        SKIPPED.contains(&name.as_ref()) || entry.path().join(".git").symlink_metadata().is_ok()
    };
    entry.depth() == 0 || !entry.file_type().is_dir() || !other()
}

/// What lies in `folder` itself, in order of names.
pub(super) fn beside(folder: &Path) -> Result<Vec<(PathBuf, FileType)>, LoadError> {
    let failed = |error| LoadError::of(folder, &error);
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        files.push((entry.path(), entry.file_type().map_err(failed)?));
    }
    files.sort_by(|(a, _), (b, _)| a.cmp(b));
    Ok(files)
}

/// Where a host with its root at `root` keeps its configuration.
///
/// Source: docs.gitlab.com/runner/configuration, "Advanced configuration"; docs.docker.com, "Daemon configuration
/// overview" (rootless daemons read `~/.config/docker`) and "docker login".
pub(super) fn host_files(root: &Path, homes: &[PathBuf]) -> Vec<PathBuf> {
    let system = ["etc/gitlab-runner/config.toml", "etc/docker/daemon.json"];
    let personal = [
        ".gitlab-runner/config.toml",
        ".config/docker/daemon.json",
        ".docker/config.json",
    ];
    let mut files: Vec<PathBuf> = system.iter().map(|name| root.join(name)).collect();
    for home in homes {
        files.extend(personal.iter().map(|name| home.join(name)));
    }
    files
}

/// The unit that starts dockerd on a host with its root at `root`, and its drop-ins in order. Of units of one name the
/// one in the first folder counts.
///
/// Source: systemd.unit(5), "Unit file load path", systemd 257.
pub(super) fn docker_units(root: &Path) -> Vec<PathBuf> {
    let folders =
        ["etc", "run", "usr/local/lib", "usr/lib", "lib"].map(|folder| root.join(folder).join("systemd/system"));
    let unit = folders.iter().map(|folder| folder.join("docker.service"));
    let unit = { unit }.find(|unit| unit.symlink_metadata().is_ok());
    let mut drop_ins: BTreeMap<OsString, PathBuf> = BTreeMap::new();
    for folder in folders {
        // Most hosts have no drop-ins.
        for entry in fs::read_dir(folder.join("docker.service.d"))
            .into_iter()
            .flatten()
            .flatten()
        {
            if entry.path().extension().is_some_and(|extension| extension == "conf") {
                drop_ins.entry(entry.file_name()).or_insert_with(|| entry.path());
            }
        }
    }
    unit.into_iter().chain(drop_ins.into_values()).collect()
}

/// The home folders of a host whose root lies at `root`.
pub(super) fn homes(root: &Path) -> Vec<PathBuf> {
    let mut homes = vec![root.join("root")];
    // A tree without /home has no home folders but root's.
    if let Ok(entries) = fs::read_dir(root.join("home")) {
        let mut users: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        users.sort();
        homes.extend(users);
    }
    homes
}
