//! Entries of `extra_hosts`, judged as the Docker daemon judges them when it creates a container.

use core::net::{IpAddr, Ipv4Addr};

use super::Context;
use super::docker::ExtraHost;
use crate::schema::texts::{Cidr, Reach};
use crate::schema::{Target, Version};

/// What is wrong with an `extra_hosts` entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HostFault {
    /// It is not `name:address`; the entry that was surely meant, if there is one.
    Shape(Option<String>),
    /// Docker before 29 drops the blanks around its address; the entry without them.
    Blanks(String),
    /// What should be an address is none.
    NoAddress,
    /// `host-gateway`, which Docker knows since 20.10.
    GatewayTooNew,
}

impl ExtraHost<'_> {
    /// What the Docker daemon refuses of an entry; GitLab Runner passes it on as it is.
    ///
    /// Source: moby `daemon/pkg/opts/hosts.go`, `ValidateExtraHost`, 28.5 and 29.7.
    pub fn fault(entry: &str, docker: Target) -> Option<HostFault> {
        let Some(host) = ExtraHost::parse(entry) else {
            return Some(HostFault::Shape(repaired(entry)));
        };
        let trimmed = host.address.trim();
        if host.address == "host-gateway" {
            return (docker.version < Version::new(20, 10)).then_some(HostFault::GatewayTooNew);
        }
        if is_address(host.address) {
            return None;
        }
        if is_address(trimmed) || trimmed == "host-gateway" {
            let trims = docker.given && docker.version < Version::new(29, 0) && trimmed != "host-gateway";
            return (!trims).then(|| HostFault::Blanks(format!("{}:{trimmed}", host.name)));
        }
        match repaired(entry) {
            Some(right) => Some(HostFault::Shape(Some(right))),
            None => Some(HostFault::NoAddress),
        }
    }
}

impl Context {
    /// The address of a host by the hosts file, if it has one only and another machine can use it.
    pub fn address_of(&self, host: &str) -> Option<&str> {
        let same = self
            .hosts_file
            .iter()
            .filter(|(name, _)| name.eq_ignore_ascii_case(host));
        let mut addresses = same.map(|(_, address)| address.as_str());
        let first = addresses.next()?;
        let unique = addresses.all(|other| other == first);
        (unique && is_of_a_network(first)).then_some(first)
    }
}

/// Whether it is an address that other machines can reach.
pub(super) fn is_of_a_network(address: &str) -> bool {
    let address = address.parse().ok().map(|address: IpAddr| Cidr::of(address));
    address.is_some_and(|address| Reach::of_network(&address).is_routed())
}

/// The entry that a misshapen one surely stands for.
fn repaired(entry: &str) -> Option<String> {
    let entry = entry.trim();
    let (scheme, entry) = match entry.split_once("://") {
        Some((scheme, rest)) => (Some(scheme), rest),
        None => (None, entry),
    };
    if scheme.is_some_and(|scheme| !matches!(scheme, "http" | "https" | "tcp" | "ssh")) {
        return None;
    }
    let pair = |name: &str, address: &str| {
        let address = unbracketed(address.trim());
        let fits = is_name(name.trim()) && is_address(address);
        fits.then(|| format!("{}:{address}", name.trim()))
    };
    let either = |(a, b): (&str, &str)| pair(a, b).or_else(|| pair(b, a));
    let by_sign = || entry.split_once('=').and_then(either);
    let by_blank = || entry.split_once(char::is_whitespace).and_then(either);
    let by_colon = || entry.split_once(':').and_then(either);
    let with_port = || {
        let parts: Vec<&str> = entry.split(':').collect();
        match parts[..] {
            [name, port, address] if is_port(port) => pair(name, address),
            [name, address, port] if is_port(port) => pair(name, address),
            _ => None,
        }
    };
    by_sign().or_else(by_blank).or_else(by_colon).or_else(with_port)
}

fn unbracketed(address: &str) -> &str {
    let inner = address.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    inner.unwrap_or(address)
}

/// Whether it is an IP address, as Go's `netip.ParseAddr` reads it; one of IPv6 may name a zone.
pub fn is_address(text: &str) -> bool {
    let (address, zone) = match text.split_once('%') {
        Some((address, zone)) => (address, Some(zone)),
        None => (text, None),
    };
    match address.parse::<IpAddr>() {
        Ok(IpAddr::V4(_)) => zone.is_none(),
        Ok(IpAddr::V6(_)) => zone.is_none_or(|zone| !zone.is_empty()),
        Err(_) => false,
    }
}

fn is_port(text: &str) -> bool {
    text.parse::<u16>().is_ok_and(|port| port > 0)
}

/// Whether it is a host name, and surely no address.
fn is_name(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let letter = text.contains(|c: char| c.is_ascii_alphabetic());
    !text.is_empty() && letter && text.chars().all(plain) && text.parse::<Ipv4Addr>().is_err()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::Targets;

    fn fault(entry: &str) -> Option<HostFault> {
        ExtraHost::fault(entry, Targets::NEWEST.docker)
    }

    #[test]
    fn names_with_addresses_are_fine() {
        for entry in [
            "db:10.0.0.5",
            "db:::1",
            "db:fd00::5",
            "db:fe80::1%eth0",
            "db:host-gateway",
            "my db:10.0.0.5",
        ] {
            assert_eq!(fault(entry), None, "{entry}");
        }
    }

    #[test]
    fn an_entry_that_can_mean_one_thing_only_is_repaired() {
        for (entry, right) in [
            ("db=10.0.0.5", "db:10.0.0.5"),
            ("db=fd00::5", "db:fd00::5"),
            ("db 10.0.0.5", "db:10.0.0.5"),
            ("10.0.0.5 db.lan", "db.lan:10.0.0.5"),
            ("10.0.0.5:db.lan", "db.lan:10.0.0.5"),
            ("db:[fd00::5]", "db:fd00::5"),
            ("db:5432:10.0.0.5", "db:10.0.0.5"),
            ("db:10.0.0.5:5432", "db:10.0.0.5"),
            ("https://db.lan:10.0.0.5", "db.lan:10.0.0.5"),
        ] {
            assert_eq!(fault(entry), Some(HostFault::Shape(Some(right.into()))), "{entry}");
        }
    }

    #[test]
    fn an_entry_that_can_mean_several_things_is_not_guessed() {
        for entry in ["db", "10.0.0.5", "", ":10.0.0.5", "10.0.0.5=10.0.0.6", "a b c"] {
            assert_eq!(fault(entry), Some(HostFault::Shape(None)), "{entry}");
        }
        for entry in [
            "db:gitlab",
            "db:",
            "db:$IP",
            "db:10.0.0",
            "db:010.0.0.5",
            "db:Host-Gateway",
        ] {
            assert_eq!(fault(entry), Some(HostFault::NoAddress), "{entry}");
        }
    }

    #[test]
    fn blanks_before_an_address_are_dropped_by_old_daemons_only() {
        let wrong = Some(HostFault::Blanks("db:10.0.0.5".into()));
        assert_eq!(fault("db: 10.0.0.5"), wrong);
        let old = Targets::NEWEST.docker("28").unwrap().docker;
        assert_eq!(ExtraHost::fault("db: 10.0.0.5", old), None);
        assert_eq!(
            ExtraHost::fault("db: host-gateway", old),
            Some(HostFault::Blanks("db:host-gateway".into()))
        );
    }
}
