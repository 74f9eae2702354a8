//! The networks of containers.

use super::docker::DockerExecutor;

/// The feature flag with which each job gets a network of its own.
pub const NETWORK_PER_BUILD: &str = "FF_NETWORK_PER_BUILD";

/// What `network_mode` makes of the network of a job's containers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Network {
    /// It is not set: Docker's default network, or one of the job's own.
    Unset,
    /// Docker's default network, by name.
    Bridge,
    /// The host's.
    Host,
    /// No network.
    None,
    /// That of another container.
    Container,
    /// A network that the admin made.
    Named,
    /// It holds a variable.
    Unknown,
}

impl DockerExecutor {
    /// The network of its containers.
    ///
    /// Source: moby `api/types/container/hostconfig_unix.go`, 29.7.
    pub fn network(&self) -> Network {
        let mode = self.network_mode.as_ref().map_or("", |mode| mode.value.as_str());
        match mode {
            "" => Network::Unset,
            "bridge" | "default" => Network::Bridge,
            "host" => Network::Host,
            "none" => Network::None,
            mode if mode.starts_with("container:") => Network::Container,
            mode if mode.contains(['$', '{', '<']) => Network::Unknown,
            _ => Network::Named,
        }
    }
}
