//! Which registries a daemon speaks to without checked TLS, and which ones it is asked for.

use core::net::IpAddr;

use super::daemon::Daemon;
use super::image::Image;
use super::setting::{Known, Setting};
use super::{Runner, Workspace};
use crate::schema::texts::{Cidr, HostPort, has_placeholder, insecure_registry_meant};

impl Daemon {
    /// The entry of `insecure-registries` that is exactly this registry.
    pub fn insecure_entry(&self, registry: &str) -> Option<&Setting<String>> {
        let is_it = |entry: &&Setting<String>| insecure_registry_meant(&entry.value) == Some(registry);
        self.insecure_registries.items.iter().find(is_it)
    }

    /// The entry of the registry's host with another port, or with none.
    pub fn insecure_entry_of_host(&self, registry: &str) -> Option<&Setting<String>> {
        let host = host(registry);
        let is_near = |entry: &&Setting<String>| {
            let meant = insecure_registry_meant(&entry.value);
            meant.is_some_and(|meant| meant != registry && Cidr::parse(meant).is_none() && self::host(meant) == host)
        };
        self.insecure_registries.items.iter().find(is_near)
    }

    /// Whether it does without checked TLS for a registry. A name may lead into a network that is listed.
    ///
    /// Source: moby `daemon/pkg/registry/config.go`, `isSecureIndex` and `loadInsecureRegistries`, 29.7.
    pub fn is_insecure(&self, registry: &str) -> Known<bool> {
        let entries = || self.insecure_registries.values();
        if self.insecure_entry(registry).is_some() {
            return Known::Is(true);
        }
        if entries().any(|entry| has_placeholder(entry)) {
            return Known::Unknown;
        }
        let networks: Vec<Cidr> = entries().filter_map(|entry| Cidr::parse(entry)).collect();
        let host = host(registry);
        match address(host) {
            _ if host == "localhost" => Known::Is(true),
            Some(address) if address.is_loopback() => Known::Is(true),
            Some(address) => {
                let own = Cidr::of(address);
                Known::Is(networks.iter().any(|network| network.covers(&own)))
            }
            None if networks.is_empty() => Known::Is(false),
            None => Known::Unknown,
        }
    }
}

impl Workspace {
    /// The images that a daemon surely has to pull: those of its runners and of jobs that no other runner takes.
    pub fn images_of(&self, daemon: &Daemon) -> Vec<&Setting<Image>> {
        let runners = self.runners_of(daemon);
        let mut images: Vec<&Setting<Image>> = Vec::new();
        for (_, docker) in &runners {
            images.extend(&docker.image);
            images.extend(docker.services.iter().map(|service| &service.image));
        }
        let is_ours = |runner: &&Runner| self.host_daemon(runner).is_some_and(|own| own.file == daemon.file);
        for job in self.jobs().filter(|_| !runners.is_empty()) {
            let candidates = self.runners_for(job).runners;
            if !candidates.is_empty() && candidates.iter().all(is_ours) {
                images.extend(job.image.get().map(|image| &image.image));
                images.extend(job.services.iter().map(|service| &service.image));
            }
        }
        images
    }
}

/// The host of a registry, without its port.
fn host(registry: &str) -> &str {
    HostPort::split(registry).map_or(registry, |parts| parts.host)
}

/// The address of a host that is one.
pub(super) fn address(host: &str) -> Option<IpAddr> {
    host.trim_matches(['[', ']']).parse().ok()
}
