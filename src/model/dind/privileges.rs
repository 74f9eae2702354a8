//! Whether the container of a Docker-in-Docker service may run a daemon.

use super::Dind;
use crate::model::image::Certainty;
use crate::model::runner::Runner;
use crate::model::setting::Known;
use crate::model::{DockerExecutor, Workspace};
use crate::schema::texts::glob_matches;
use crate::source::Role;

impl Dind<'_> {
    /// Whether its container is privileged enough to run a daemon.
    pub fn can_run(&self) -> Known<bool> {
        let Some(docker) = self.meeting.docker() else {
            return Known::Unknown;
        };
        let runtime = docker.runtime.as_ref().map(|runtime| runtime.value.as_str());
        let sandboxed = |name: &str| ["sysbox", "kata", "runsc"].iter().any(|word| name.contains(word));
        let default = self
            .meeting
            .runner
            .and_then(|runner| self.meeting.workspace.default_runtime(runner));
        let on_podman = docker.host.as_ref().is_some_and(|host| host.value.contains("podman"));
        let image = &self.service.image.value;
        if runtime.or(default).is_some_and(sandboxed) || on_podman || image.rootless() && unconfined(docker) {
            return Known::Unknown;
        }
        if !docker.services_are_privileged() {
            return Known::Is(false);
        }
        allows(docker, &image.text)
    }
}

fn unconfined(docker: &DockerExecutor) -> bool {
    let has = |word: &str| {
        docker
            .services_security_opt
            .values()
            .any(|option| option.contains(word))
    };
    has("seccomp") && has("unconfined")
}

/// Whether the allow-list lets a service be privileged. It is compared with the name as the job gives it.
///
/// Source: GitLab Runner `executors/docker/docker.go`, `isInPrivilegedServiceList`, 19.4.
fn allows(docker: &DockerExecutor, image: &str) -> Known<bool> {
    let globs = &docker.allowed_privileged_services;
    if image.contains('$') && !globs.items.is_empty() {
        return Known::Unknown;
    }
    Known::Is(globs.items.is_empty() || globs.values().any(|glob| glob_matches(glob, image)))
}

impl Workspace {
    /// The runtime that the daemon.json of a runner's host makes the default one.
    fn default_runtime(&self, runner: &Runner) -> Option<&str> {
        let daemons = self.documents_of(Role::DaemonConfig);
        let mut daemons = daemons.filter(|daemon| self.same_host(daemon.file, runner.file));
        daemons.find_map(|daemon| daemon.root.get("default-runtime")?.as_str())
    }
}

impl Runner {
    /// The Docker-in-Docker services that it starts for every job.
    pub fn has_dind(&self) -> bool {
        let docker = self.docker_executor().map(|docker| &docker.services);
        docker
            .into_iter()
            .flatten()
            .any(|service| service.image.value.dind() != Certainty::No)
    }
}
