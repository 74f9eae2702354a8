//! Which files belong to one machine.

use std::path::{Path, PathBuf};

use super::Workspace;
use crate::source::{FileId, Role};

impl Workspace {
    /// Whether two files of the run belong to one machine: they lie in one folder (`gitlab-runner/` and `docker/`
    /// below it count), or there is only one file of each kind.
    pub fn same_host(&self, a: FileId, b: FileId) -> bool {
        let home = |file: FileId| home(&self.sources.get(self.sources.host(file)).path);
        home(a) == home(b) || self.is_only_one(a) && self.is_only_one(b)
    }

    fn is_only_one(&self, file: FileId) -> bool {
        let role = self.sources.get(file).role;
        let same = |other: Role| other == role;
        self.sources.hosts().filter(|(_, file)| same(file.role)).count() == 1
    }
}

/// The folder of a machine's settings: `/etc` for `/etc/docker/daemon.json`.
fn home(path: &Path) -> PathBuf {
    let folder = path.parent().unwrap_or(Path::new(""));
    let name = folder
        .file_name()
        .map(|name| name.to_string_lossy().trim_start_matches('.').to_owned());
    match name.as_deref() {
        Some("docker" | "gitlab-runner") => folder.parent().unwrap_or(Path::new("")).to_owned(),
        _ => folder.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folders_of_one_machine_have_one_home() {
        assert_eq!(
            home(Path::new("/etc/docker/daemon.json")),
            home(Path::new("/etc/gitlab-runner/config.toml"))
        );
        assert_eq!(home(Path::new("a/config.toml")), home(Path::new("a/daemon.json")));
        assert_ne!(home(Path::new("a/config.toml")), home(Path::new("b/daemon.json")));
    }
}
