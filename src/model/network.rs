//! The networks of containers.

use super::docker::DockerExecutor;
use super::meeting::Meeting;
use super::setting::Known;
use crate::schema::texts::truth;

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

impl Meeting<'_> {
    /// Whether the job gets a network of its own; without a job, whether jobs that say nothing of it do.
    ///
    /// Source: GitLab Runner `executors/docker/internal/networks/manager.go`, `Create`, 19.4: `network_mode` wins.
    pub fn has_own_network(&self) -> Known<bool> {
        let (Some(runner), Some(docker)) = (self.runner, self.docker()) else {
            return Known::Unknown;
        };
        if docker.network() != Network::Unset {
            return Known::Is(false);
        }
        if let Some(flag) = runner.feature_flags.get(NETWORK_PER_BUILD) {
            return Known::Is(flag.value);
        }
        let of_runner = || match runner.feature_flag(NETWORK_PER_BUILD) {
            Known::Unset => Known::Is(false),
            known => known,
        };
        match self.job.map(|job| (job, self.env(NETWORK_PER_BUILD))) {
            None if self
                .workspace
                .jobs()
                .any(|job| job.variable(NETWORK_PER_BUILD).is_some()) =>
            {
                Known::Unknown
            }
            None | Some((_, Known::Unset)) => of_runner(),
            Some((_, Known::Is(given))) => truth(&given.value).map_or_else(of_runner, Known::Is),
            Some((_, Known::Unknown)) => Known::Unknown,
        }
    }
}
