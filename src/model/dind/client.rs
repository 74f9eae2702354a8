//! The other end: what a job's Docker clients do, and where they look for a daemon when nothing is said.

use core::net::IpAddr;

use super::{Dind, Tls};
use crate::model::docker::DockerExecutor;
use crate::model::image::{Certainty, Image};
use crate::model::meeting::Meeting;
use crate::model::pipeline::Job;
use crate::model::script::commands;
use crate::model::setting::Known;
use crate::model::{Endpoint, Network};

/// What the image of a job says to Docker clients if `DOCKER_HOST` is not set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lead {
    /// Its entrypoint leads them to the service `docker`.
    Entrypoint,
    /// Nothing: they look for the usual socket.
    Nothing,
    /// Not to be known.
    Unknown,
}

/// Words of scripts that bring a daemon, or another way to one.
const WAYS: [&str; 20] = [
    " -H",
    "--host",
    "--context",
    "docker context",
    "docker.sock",
    "dockerd",
    "service docker",
    "docker start",
    "start docker",
    "buildx create",
    "docker-machine",
    "podman",
    "buildah",
    "kaniko",
    "nerdctl",
    "minikube",
    "socat",
    "ssh -",
    "alias docker",
    "docker()",
];

impl Job {
    /// Whether a script holds one of these texts.
    pub fn says(&self, texts: &[&str]) -> bool {
        let mut scripts = self.scripts.iter().map(|script| script.text.value.as_str());
        scripts.any(|script| texts.iter().any(|text| script.contains(text)))
    }

    /// Whether its scripts may lead clients somewhere, or start a daemon of their own.
    pub fn finds_own_daemon(&self) -> bool {
        let reads_others = |script: &str| {
            let first = |word: &str| matches!(word, "." | "source" | "eval");
            commands(script)
                .iter()
                .any(|command| command.words.first().is_some_and(|(_, word)| first(word)))
        };
        let mut scripts = self.scripts.iter().map(|script| script.text.value.as_str());
        !self.scripts_complete || self.says(&WAYS) || scripts.any(reads_others)
    }
}

impl Image {
    /// The name of an image of Docker Hub's own library, such as `alpine`: what is in them is known.
    pub fn of_library(&self) -> Option<&str> {
        let prefixes = [
            "docker.io/",
            "index.docker.io/",
            "$CI_DEPENDENCY_PROXY_GROUP_IMAGE_PREFIX/",
            "${CI_DEPENDENCY_PROXY_GROUP_IMAGE_PREFIX}/",
            "$CI_DEPENDENCY_PROXY_DIRECT_GROUP_IMAGE_PREFIX/",
            "${CI_DEPENDENCY_PROXY_DIRECT_GROUP_IMAGE_PREFIX}/",
        ];
        let name = prefixes.iter().find_map(|prefix| self.name.strip_prefix(prefix));
        let name = name.unwrap_or(&self.name);
        let name = name.strip_prefix("library/").unwrap_or(name);
        (!name.is_empty() && !name.contains(['/', '$'])).then_some(name)
    }
}

impl<'w> Meeting<'w> {
    /// What the image of the job, else that of the runner, says to Docker clients. Other images than those of Docker
    /// Hub's library may say anything.
    pub fn image_lead(&self) -> Lead {
        let Some(job) = self.job else { return Lead::Unknown };
        let (image, entrypoint) = match &job.image {
            Known::Is(image) => (&image.image.value, &image.entrypoint),
            Known::Unset => match self.docker().and_then(|docker| docker.image.as_ref()) {
                Some(image) => (&image.value, &Known::Unset),
                None => return Lead::Unknown,
            },
            Known::Unknown => return Lead::Unknown,
        };
        let tag = image.tag.as_deref().unwrap_or_default();
        match (image.of_library(), entrypoint) {
            (Some("docker"), _) if tag.contains("windows") || tag.contains('$') => Lead::Unknown,
            (Some("docker"), Known::Unset) => Lead::Entrypoint,
            (Some("docker"), Known::Is(words)) if words.items.is_empty() => Lead::Entrypoint,
            (Some(_), Known::Is(words)) if !words.values().all(|word| is_shell(word)) => Lead::Unknown,
            (Some(_), Known::Unset | Known::Is(_)) if !self.keeps_entrypoints() => Lead::Nothing,
            _ => Lead::Unknown,
        }
    }

    /// Whether the runner starts images with their own entrypoint, whatever jobs say.
    fn keeps_entrypoints(&self) -> bool {
        let table = self.docker().and_then(|docker| self.workspace.table(&docker.place));
        let flag = table.and_then(|table| table.flag("disable_entrypoint_overwrite"));
        flag.is_some_and(|flag| flag.value)
    }

    /// Whether the runner surely mounts nothing where clients look for the daemon's socket, and starts no script that
    /// may bring one.
    pub fn has_no_socket(&self) -> bool {
        let Some(runner) = self.runner else { return false };
        let sockets = ["/var/run/docker.sock", "/run/docker.sock"];
        let scripts = runner.scripts.iter().any(|script| script.value.contains("docker"));
        let free = match (runner.docker_linux(), runner.kubernetes_executor()) {
            (Some(docker), _) => !docker
                .volumes
                .values()
                .any(|volume| volume.has_variable_target() || sockets.iter().any(|socket| volume.covers(socket))),
            (_, Some(pods)) => {
                let covers = |path: &str| path.contains('$') || sockets.iter().any(|socket| socket.starts_with(path));
                !pods.is_tailored && !pods.mounts.iter().any(|mount| covers(&mount.mount_path))
            }
            (None, None) => false,
        };
        free && !scripts
    }

    /// Whether a service, or something else of the runner, may answer to this name.
    pub fn may_resolve(&self, host: &str) -> bool {
        let services = || self.runner_services().iter().chain(self.job_services());
        let named = services().any(|service| {
            let variable = service.alias.as_ref().is_some_and(|alias| alias.value.contains('$'));
            // The last part of a path is never the whole name.
            let image = &service.image.value.name;
            let open = image.rfind('$').is_some_and(|at| !image[at..].contains('/'));
            variable || open || service.aliases().iter().any(|alias| alias == host)
        });
        let complete = self.job.is_some_and(|job| job.services_complete);
        !complete || named || self.docker().is_none_or(|docker| docker.may_resolve(host))
    }
}

fn is_shell(word: &str) -> bool {
    matches!(
        word,
        "" | "-c" | "sh" | "bash" | "/bin/sh" | "/bin/bash" | "/bin/sh -c" | "/bin/bash -c"
    )
}

impl DockerExecutor {
    fn may_resolve(&self, host: &str) -> bool {
        let has = |text: &String| text.contains(host) || text.contains('$');
        let listed = self.extra_hosts.values().any(has) || self.links.values().any(has);
        listed || !matches!(self.network(), Network::Unset | Network::Bridge)
    }
}

impl Dind<'_> {
    /// Whether the job's clients surely reach it under `host` at `port`, if it listens so.
    pub fn is_reached(&self, tls: &Tls<'_>, host: &str, port: u16) -> bool {
        self.is_called(host)
            && match tls {
                Tls::On { folder, .. } => port == 2376 && self.certifies(host) && self.clients_use_tls(folder),
                Tls::Off { .. } => port == 2375 && self.clients_use_no_tls(),
                Tls::Unknown => false,
            }
    }

    /// Whether it may show a certificate that it did not make itself: a folder is mounted where it keeps its own.
    pub fn may_have_own_certificate(&self, folder: &str) -> bool {
        let Some(docker) = self.meeting.docker() else {
            return true;
        };
        let server = format!("{folder}/server");
        let volumes = docker.volumes.values();
        { volumes }.any(|volume| volume.has_variable_target() || volume.source.is_some() && volume.covers(&server))
    }
}

impl Endpoint {
    /// Whether it is a port of the machine or container itself.
    pub fn is_local(&self) -> bool {
        match self {
            Endpoint::Tcp { host, .. } => {
                host.eq_ignore_ascii_case("localhost")
                    || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
            }
            Endpoint::Unix(_) | Endpoint::Other => false,
        }
    }
}

impl Meeting<'_> {
    /// Whether a service of the job or the runner may be a Docker daemon, whatever its name.
    pub fn may_have_daemon(&self) -> bool {
        let Some(job) = self.job else { return true };
        let mut services = self.runner_services().iter().chain(self.job_services());
        let may = services.any(|service| {
            let image = service.image.value.text.as_str();
            let words = ["$", "docker", "dind", "podman", "buildkit", "sysbox"];
            service.image.value.dind() != Certainty::No || words.iter().any(|word| image.contains(word))
        });
        !job.services_complete || may
    }
}
