//! Docker-in-Docker: whether the daemon of a service starts, where it listens, and where clients look for it.
//!
//! Source: docker-library/docker `dockerd-entrypoint.sh` and `docker-entrypoint.sh`, 29.7; tried with dockerd 29.7.2.

mod call;
mod client;
mod daemon_json;
mod inherited;
mod pods;
mod privileges;
mod storage;

use core::net::IpAddr;

use super::Service;
use super::endpoint::Endpoint;
use super::image::Certainty;
use super::meeting::{Given, Meeting};
use super::pipeline::Job;
use super::runner::Executor;
use super::setting::{Known, Setting};
use super::volume::Volume;
use crate::source::Place;

pub use client::Lead;
pub use daemon_json::Conflict;
pub use pods::CertPath;
pub use storage::LostDriver;

/// A Docker-in-Docker service that a job meets.
#[derive(Debug, Clone, Copy)]
pub struct Dind<'w> {
    /// Where.
    pub meeting: Meeting<'w>,
    /// The service.
    pub service: &'w Service,
    /// Whether config.toml defines it, for every job of the runner.
    pub is_of_runner: bool,
}

/// Whether the daemon listens with TLS.
#[derive(Debug, Clone)]
pub enum Tls<'w> {
    /// With TLS on port 2376; its certificates are made below this folder.
    On {
        /// The folder: `DOCKER_TLS_CERTDIR`.
        folder: String,
        /// What says so; `None` if the image does.
        given: Option<Given<'w>>,
    },
    /// Without TLS on port 2375.
    Off {
        /// What says so; `None` if the image does.
        given: Option<Given<'w>>,
    },
    /// Not to be known.
    Unknown,
}

/// Whether a job sees the client certificates that the daemon makes.
#[derive(Debug, Clone)]
pub enum CertsVolume<'w> {
    /// It does.
    Shared,
    /// Nothing is mounted there.
    Missing,
    /// The daemon cannot write there, and stops.
    ReadOnly(&'w Setting<Volume>),
    /// Not to be known.
    Unknown,
}

/// What a runner mounts where a daemon makes its socket.
#[derive(Debug, Clone)]
pub enum SocketMount<'w> {
    /// The host's socket.
    Socket(&'w Place),
    /// A volume of the socket's name: a folder.
    Folder(&'w Place),
    /// The host's `/run` or `/var/run`, in which the daemon replaces the host's socket.
    RunFolder(&'w Place),
}

impl<'w> Meeting<'w> {
    /// The Docker-in-Docker services, in the order in which they start.
    pub fn dinds(&self) -> impl Iterator<Item = Dind<'w>> {
        let meeting = *self;
        let of_runner = self.runner_services().iter().map(|service| (service, true));
        let of_job = self.job_services().iter().map(|service| (service, false));
        of_runner
            .chain(of_job)
            .filter(|(service, _)| service.image.value.dind() != Certainty::No)
            .map(move |(service, is_of_runner)| Dind {
                meeting,
                service,
                is_of_runner,
            })
    }

    /// The Docker-in-Docker service that the job's Docker clients look for; none for a job that uses none.
    pub fn dind(&self) -> Option<Dind<'w>> {
        self.job?;
        let mut dinds = self.dinds().filter(Dind::is_used);
        match self.docker_host() {
            Known::Is((Endpoint::Tcp { host, .. }, _)) => dinds.find(|dind| dind.is_called(&host)),
            Known::Is((Endpoint::Unix(_) | Endpoint::Other, _)) => None,
            Known::Unset | Known::Unknown => dinds.next(),
        }
    }

    /// Where the job's `DOCKER_HOST` leads.
    pub fn docker_host(&self) -> Known<(Endpoint, Given<'w>)> {
        match self.env("DOCKER_HOST") {
            Known::Is(given) => Known::Is((Endpoint::parse(&given.value), given)),
            Known::Unset => Known::Unset,
            Known::Unknown => Known::Unknown,
        }
    }

    /// What the runner mounts where a daemon makes its socket.
    pub fn socket_mount(&self) -> Option<SocketMount<'w>> {
        let runner = self.runner?;
        if let Some(docker) = runner.docker_linux() {
            let mounts = docker.volumes.items.iter().filter_map(|volume| {
                let Setting { value, place, .. } = volume;
                if value.is_docker_socket() {
                    Some(SocketMount::Socket(place))
                } else if value.is_run_directory() {
                    Some(SocketMount::RunFolder(place))
                } else if value.targets_docker_socket() && value.source.is_none() {
                    Some(SocketMount::Folder(place))
                } else {
                    None
                }
            });
            return { mounts }.next();
        }
        let mounts = &runner.kubernetes_executor()?.mounts;
        let is_socket = |path: &str| matches!(path, "/var/run/docker.sock" | "/run/docker.sock");
        let mount = mounts.iter().find(|mount| {
            mount.source().is_some_and(|source| source.ends_with("docker.sock")) && is_socket(&mount.mount_path)
        });
        mount.map(|mount| SocketMount::Socket(&mount.place))
    }
}

impl<'w> SocketMount<'w> {
    /// Where it is mounted.
    pub fn place(&self) -> &'w Place {
        match self {
            SocketMount::Socket(place) | SocketMount::Folder(place) | SocketMount::RunFolder(place) => place,
        }
    }
}

impl<'w> Dind<'w> {
    /// How sure it is that the service is a Docker daemon.
    pub fn certainty(&self) -> Certainty {
        self.service.image.value.dind()
    }

    /// Whether the job, if there is one, does anything with it: it names the service itself, or calls Docker.
    pub fn is_used(&self) -> bool {
        let named = !self.is_of_runner && !self.service.image.is_inherited();
        let used = |job: &Job| named || job.calls_docker() || job.defines("DOCKER_HOST");
        self.meeting.job.is_none_or(used)
    }

    /// Whether clients reach it under this name.
    pub fn is_called(&self, host: &str) -> bool {
        let in_pod = self
            .meeting
            .runner
            .is_none_or(|runner| runner.executor == Executor::Kubernetes);
        let local = matches!(host, "localhost" | "127.0.0.1");
        in_pod && local || self.service.aliases().iter().any(|alias| alias == host)
    }

    /// The flags that its command gives to dockerd; `None` if it does not start as the image means it to.
    pub fn flags(&self) -> Option<&'w [Setting<String>]> {
        let command = self.service.command.as_ref().map_or(&[][..], |command| &command.items);
        let first = command.first().map(|word| word.value.as_str());
        let entrypoint = self.service.entrypoint.as_ref();
        let entrypoint: Option<Vec<&str>> = entrypoint.map(|words| words.values().map(String::as_str).collect());
        match (entrypoint.as_deref(), first) {
            (None, None) => Some(command),
            (None, Some(word)) if word.starts_with('-') => Some(command),
            (None | Some(["env", "-u", "DOCKER_HOST"]), Some("dockerd-entrypoint.sh")) => command.get(1..),
            // GitLab's documentation trusts a certificate before it starts the entrypoint.
            (None, Some("/bin/sh" | "sh")) if self.is_wrapped(command) => Some(&[]),
            _ => None,
        }
    }

    fn is_wrapped(&self, command: &[Setting<String>]) -> bool {
        let words: Vec<&str> = command.iter().map(|word| word.value.as_str()).collect();
        match words[..] {
            [_, "-c", script] => {
                let ours = ["--host", "-H", "--tls", "DOCKER_"];
                let (_, after) = script.split_once("dockerd-entrypoint.sh").unwrap_or((script, "-"));
                !ours.iter().any(|word| script.contains(word)) && !after.trim_start().starts_with('-')
            }
            _ => false,
        }
    }

    /// Whether the daemon listens with TLS.
    pub fn tls(&self) -> Tls<'w> {
        self.tls_with(self.flags())
    }

    /// Whether the daemon listens with TLS if the image starts it with these flags.
    pub fn tls_with(&self, flags: Option<&'w [Setting<String>]>) -> Tls<'w> {
        let sets_listener = |flag: &Setting<String>| {
            let flag = flag.value.as_str();
            flag.starts_with("--host") || flag.starts_with("-H") || flag.starts_with("--tls") && flag != "--tls=false"
        };
        match flags {
            Some(flags) if self.certainty() == Certainty::Sure && !flags.iter().any(sets_listener) => {}
            _ => return Tls::Unknown,
        }
        let major = self.service.image.value.docker_version().map(|(major, _)| major);
        match (self.meeting.service_env(self.service, "DOCKER_TLS_CERTDIR"), major) {
            (Known::Is(given), _) if given.value.is_empty() => Tls::Off { given: Some(given) },
            // Before 18.09 the image knew no TLS.
            (Known::Is(given), None | Some(18..)) => Tls::On {
                folder: given.value.clone(),
                given: Some(given),
            },
            (Known::Unset, Some(19..)) => Tls::On {
                folder: "/certs".to_owned(),
                given: None,
            },
            (Known::Unset, Some(..19)) => Tls::Off { given: None },
            _ => Tls::Unknown,
        }
    }

    /// Whether the job sees the certificates that the daemon makes below `folder`.
    pub fn certs_volume(&self, folder: &str) -> CertsVolume<'w> {
        let Some(docker) = self.meeting.docker() else {
            return CertsVolume::Unknown;
        };
        let path = client_folder(folder);
        if folder == "/builds" || folder.starts_with("/builds/") {
            return CertsVolume::Shared;
        }
        let volumes = &docker.volumes.items;
        let covering: Vec<&Setting<Volume>> = volumes.iter().filter(|volume| volume.value.covers(&path)).collect();
        let read_only = covering.iter().filter(|volume| volume.value.is_read_only()).count();
        match (covering.first(), read_only) {
            (None, _) if volumes.iter().any(|volume| volume.value.has_variable_target()) => CertsVolume::Unknown,
            (None, _) => CertsVolume::Missing,
            (Some(_), 0) => CertsVolume::Shared,
            (Some(first), all) if all == covering.len() => CertsVolume::ReadOnly(first),
            (Some(_), _) => CertsVolume::Unknown,
        }
    }

    /// Whether it makes its socket at the usual path. A `unix://` address in its `DOCKER_HOST` moves it.
    pub fn listens_on_usual_socket(&self) -> bool {
        let usual = |given: &str| !matches!(Endpoint::parse(given), Endpoint::Unix(path) if path != USUAL_SOCKET);
        let here = match self.meeting.service_env(self.service, "DOCKER_HOST") {
            Known::Is(given) => usual(&given.value),
            Known::Unset => true,
            // Of a runner alone only its own variables count.
            Known::Unknown => self.meeting.job.is_none() && !self.service.sets("DOCKER_HOST"),
        };
        here && !self.service.image.value.rootless()
    }

    /// Whether its certificate is good for a host of this name.
    pub fn certifies(&self, host: &str) -> bool {
        let named = |given: Given<'_>| {
            given
                .value
                .split(',')
                .any(|name| name.trim().strip_prefix("DNS:") == Some(host))
        };
        let own = match self.meeting.service_env(self.service, "DOCKER_TLS_SAN") {
            Known::Is(given) => named(given),
            Known::Unset | Known::Unknown => false,
        };
        own || matches!(host, "docker" | "localhost") || host.parse::<IpAddr>().is_ok()
    }

    /// Whether the job's Docker clients speak TLS with it, certificates below `folder` given: they are told to, or the
    /// image's entrypoint finds them.
    pub fn clients_use_tls(&self, folder: &str) -> bool {
        let told = |name: &str| matches!(self.meeting.env(name), Known::Is(given) if !given.value.is_empty());
        let by_entrypoint = || {
            let official = self.meeting.job.map(Job::has_docker_entrypoint);
            let untold = |name: &str| self.meeting.env(name).is_unset();
            official == Some(Certainty::Sure) && untold("DOCKER_TLS_VERIFY") && untold("DOCKER_CERT_PATH")
        };
        let shared = matches!(self.certs_volume(folder), CertsVolume::Shared);
        shared && (told("DOCKER_TLS_VERIFY") && told("DOCKER_CERT_PATH") || by_entrypoint())
    }

    /// Whether the job's Docker clients surely speak plain HTTP.
    pub fn clients_use_no_tls(&self) -> bool {
        match self.meeting.env("DOCKER_TLS_VERIFY") {
            Known::Unset => true,
            Known::Is(given) => given.value.is_empty(),
            Known::Unknown => false,
        }
    }
}

/// Where daemons make their socket and clients look for it.
const USUAL_SOCKET: &str = "/var/run/docker.sock";

/// Where the daemon puts the certificates of clients.
pub fn client_folder(folder: &str) -> String {
    super::clean(&format!("{folder}/client"))
}
