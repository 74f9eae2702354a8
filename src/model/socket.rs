//! Sockets of container engines that are mounted into jobs: whoever has one is root on the host.

use super::Workspace;
use super::runner::Runner;
use super::volume::clean;
use crate::source::Place;

/// A mount that gives jobs the host's container engine.
#[derive(Debug)]
pub struct EngineMount<'a> {
    /// The runner.
    pub runner: &'a Runner,
    /// The volume.
    pub place: &'a Place,
    /// What is mounted.
    pub socket: EngineSocket,
}

/// What gives access to a container engine that runs as root.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EngineSocket {
    /// Docker's socket.
    Docker,
    /// Podman's.
    Podman,
    /// containerd's.
    Containerd,
    /// The folder in which all of them lie.
    RunDirectory,
}

impl EngineSocket {
    /// The socket at a path of the host. One below `/run/user` belongs to an engine without root.
    pub fn at(path: &str) -> Option<EngineSocket> {
        let path = clean(path);
        match path.strip_prefix("/var").unwrap_or(&path) {
            "/run" => Some(EngineSocket::RunDirectory),
            "/run/docker.sock" => Some(EngineSocket::Docker),
            "/run/containerd/containerd.sock" => Some(EngineSocket::Containerd),
            path if path.starts_with("/run/user/") => None,
            path if path.ends_with("/podman.sock") => Some(EngineSocket::Podman),
            _ => None,
        }
    }

    /// What to call it in a sentence.
    pub fn title(self) -> &'static str {
        match self {
            EngineSocket::Docker => "the host's Docker socket",
            EngineSocket::Podman => "the host's Podman socket",
            EngineSocket::Containerd => "the host's containerd socket",
            EngineSocket::RunDirectory => "the host's folder of sockets",
        }
    }
}

impl Workspace {
    /// The mounts of all runners that give jobs the host's container engine.
    pub fn engine_mounts(&self) -> impl Iterator<Item = EngineMount<'_>> {
        self.runners().iter().flat_map(|runner| {
            let volumes = runner.docker_executor().map(|docker| &docker.volumes.items[..]);
            let volumes = volumes.unwrap_or_default().iter();
            let volumes = volumes.filter_map(|volume| Some((&volume.place, volume.value.source.as_deref()?)));
            let mounts = runner.kubernetes_executor().map(|pods| &pods.mounts[..]);
            let mounts = mounts.unwrap_or_default().iter();
            let mounts = mounts.filter_map(|mount| Some((&mount.place, mount.source()?)));
            volumes.chain(mounts).filter_map(move |(place, source)| {
                let socket = EngineSocket::at(source)?;
                Some(EngineMount { runner, place, socket })
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sockets_of_root_are_told_from_those_of_users() {
        for (path, socket) in [
            ("/var/run/docker.sock", Some(EngineSocket::Docker)),
            ("/run//docker.sock", Some(EngineSocket::Docker)),
            ("/var/run/", Some(EngineSocket::RunDirectory)),
            ("/run/podman/podman.sock", Some(EngineSocket::Podman)),
            ("/run/containerd/containerd.sock", Some(EngineSocket::Containerd)),
            ("/run/user/1000/docker.sock", None),
            ("/run/user/1000/podman/podman.sock", None),
            ("/var", None),
            ("docker.sock", None),
        ] {
            assert_eq!(EngineSocket::at(path), socket, "{path}");
        }
    }
}
