//! Which files belong to one machine.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::daemon::Daemon;
use super::docker::DockerExecutor;
use super::endpoint::Endpoint;
use super::runner::{Executor, Runner};
use super::setting::Table;
use super::{Cursor, Workspace};
use crate::source::{FileId, Role, Span, is_at};

/// The files of one machine, as the user names them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostFiles {
    /// A glob of its config.toml.
    pub runner: String,
    /// A glob of its daemon.json.
    pub daemon: String,
}

impl Workspace {
    /// Whether two files of the run belong to one machine: the user says so; where nothing is said of them, they lie in one
    /// folder (`gitlab-runner/` and `docker/` below it count), or there is only one file of each kind.
    pub fn same_host(&self, a: FileId, b: FileId) -> bool {
        if let Some(said) = self.is_said_to_share(a, b) {
            return said;
        }
        let home = |file: FileId| home(&self.sources.get(self.sources.host(file)).path);
        home(a) == home(b) || self.is_only_one(a) && self.is_only_one(b)
    }

    /// The daemon that runs the containers of a runner, if it surely is the one of a daemon.json at hand.
    pub fn host_daemon(&self, runner: &Runner) -> Option<&Daemon> {
        let file = self.host_daemons.get(&runner.span())?;
        self.daemons().find(|daemon| daemon.file == *file)
    }

    /// The files of the daemons of all runners, by the spans of the runners.
    pub(super) fn find_host_daemons(&self) -> HashMap<Span, FileId> {
        let pair = |runner: &Runner| Some((runner.span(), self.find_host_daemon(runner)?.file));
        self.runners().iter().filter_map(pair).collect()
    }

    fn find_host_daemon(&self, runner: &Runner) -> Option<&Daemon> {
        let docker = runner.docker_linux().filter(|_| runner.executor == Executor::Docker)?;
        let local = |host: &str| matches!(Endpoint::parse(host), Endpoint::Unix(path) if is_usual_socket(&path));
        if docker.host.as_ref().is_some_and(|host| !local(&host.value)) {
            return None;
        }
        let mut daemons = self.daemons().filter(|daemon| !self.is_rootless(daemon));
        let daemon = daemons.find(|daemon| self.same_host(runner.file, daemon.file))?;
        let own = self.sources.get(daemon.file).path.ends_with("etc/docker/daemon.json");
        (own || !mounts_daemon_json(docker)).then_some(daemon)
    }

    /// The runners whose containers a daemon surely runs.
    pub fn runners_of(&self, daemon: &Daemon) -> Vec<(&Runner, &DockerExecutor)> {
        let ours = |runner: &Runner| self.host_daemon(runner).is_some_and(|own| own.file == daemon.file);
        self.docker_executors().filter(|(runner, _)| ours(runner)).collect()
    }

    /// The object of a daemon.json, for the keys that the model has no field for.
    pub fn daemon_table(&self, daemon: &Daemon) -> Option<Table<'_>> {
        let document = self.document(daemon.file);
        Table::new(Cursor::new(&document.root, document.base.clone()))
    }

    /// Whether the user says that two files belong to one machine, if something is said of one of them.
    fn is_said_to_share(&self, a: FileId, b: FileId) -> Option<bool> {
        let (a, b) = (self.said_hosts(a)?, self.said_hosts(b)?);
        let is_said = !(a.is_empty() && b.is_empty());
        is_said.then(|| a.iter().any(|host| b.contains(host)))
    }

    /// The numbers of the user's hosts that a file belongs to, if it is of a kind that they name.
    fn said_hosts(&self, file: FileId) -> Option<Vec<usize>> {
        let file = self.sources.get(self.sources.host(file));
        let glob: fn(&HostFiles) -> &String = match file.role {
            Role::RunnerConfig => |host| &host.runner,
            Role::DaemonConfig => |host| &host.daemon,
            _ => return None,
        };
        let hosts = self.context.hosts.iter().enumerate();
        let ours = hosts.filter(|(_, host)| is_at(glob(host), &file.path));
        Some(ours.map(|(index, _)| index).collect())
    }

    fn is_only_one(&self, file: FileId) -> bool {
        let role = self.sources.get(file).role;
        let same = |other: Role| other == role;
        self.sources.hosts().filter(|(_, file)| same(file.role)).count() == 1
    }
}

fn is_usual_socket(path: &str) -> bool {
    matches!(path, "/var/run/docker.sock" | "/run/docker.sock")
}

/// Whether a runner brings another daemon.json than the host's into containers, which may be the one at hand.
fn mounts_daemon_json(docker: &DockerExecutor) -> bool {
    docker.volumes.values().any(|volume| {
        let brings = volume.target == "/etc/docker" || volume.target.ends_with("docker/daemon.json");
        brings
            && !volume
                .source
                .as_deref()
                .is_some_and(|source| source.starts_with("/etc/docker"))
    })
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
