//! Addresses that dockerd listens on.

use crate::schema::Version;

/// The first release that takes an address with the blanks around it.
const KEEPS_BLANKS: Version = Version::new(29, 2);

/// Why dockerd takes an address for none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DaemonHostFault {
    /// It has another scheme than `unix`, `tcp`, `fd` and `npipe`.
    Scheme,
    /// There is a path after host and port, if only a slash.
    Path,
    /// The port is 0.
    PortZero,
    /// There are two schemes.
    TwoSchemes,
    /// There are blanks before or after it, which this release does not take off.
    Blanks,
    /// It cannot be read: a blank, a port that is no number, an open bracket.
    Unreadable,
}

/// Why dockerd cannot listen on the address that a text stands for; an empty one stands for the default.
///
/// Source: moby `daemon/pkg/opts/hosts.go`, `ValidateHost` and `parseTCPAddr`, 23.0 to 29.7, and `daemon/command/daemon.go`,
/// `normalizeHosts`, 29.2 to 29.7; Go `net/url`.
pub fn daemon_host_fault(text: &str, version: Version) -> Option<DaemonHostFault> {
    let trimmed = text.trim();
    let keeps = version >= KEEPS_BLANKS && !trimmed.is_empty();
    let blanks = || fault(text).filter(|_| keeps).map(|_| DaemonHostFault::Blanks);
    fault(trimmed).or_else(blanks)
}

fn fault(text: &str) -> Option<DaemonHostFault> {
    let (scheme, rest) = text.split_once("://").unwrap_or(("tcp", text));
    match scheme {
        "fd" => None,
        "unix" | "npipe" => rest.contains("://").then_some(DaemonHostFault::TwoSchemes),
        "tcp" => tcp_fault(rest),
        _ => Some(DaemonHostFault::Scheme),
    }
}

fn tcp_fault(rest: &str) -> Option<DaemonHostFault> {
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let host = authority.rsplit('@').next().unwrap_or_default();
    let (name, port) = match (host.rfind(':'), host.rfind(']')) {
        (Some(colon), bracket) if bracket.is_none_or(|bracket| bracket < colon) => host.split_at(colon),
        _ => (host, ""),
    };
    let digits = port.trim_start_matches(':');
    let number = digits.bytes().all(|byte| byte.is_ascii_digit());
    let closed = name.starts_with('[') == name.ends_with(']');
    if !number || !closed || host.contains(|c: char| c == ' ' || c.is_control()) {
        Some(DaemonHostFault::Unreadable)
    } else if !path.is_empty() {
        Some(DaemonHostFault::Path)
    } else if !digits.is_empty() && digits.bytes().all(|byte| byte == b'0') {
        Some(DaemonHostFault::PortZero)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_sockets_are_no_fault() {
        for text in [
            "",
            "fd://",
            "unix:///run/docker.sock",
            "unix://run/docker.sock",
            "npipe:////./pipe/docker_engine",
            "tcp://0.0.0.0:2376",
            "tcp://[::1]:2376",
            "tcp://:2375",
            "tcp://",
            "127.0.0.1:2375",
            "tcp://127.0.0.1:99999",
        ] {
            assert_eq!(daemon_host_fault(text, KEEPS_BLANKS), None, "{text}");
        }
    }

    #[test]
    fn what_dockerd_cannot_listen_on_is_told_apart() {
        for (text, fault) in [
            ("http://0.0.0.0:2375", DaemonHostFault::Scheme),
            ("TCP://127.0.0.1:2375", DaemonHostFault::Scheme),
            ("tcp://0.0.0.0:2375/", DaemonHostFault::Path),
            ("127.0.0.1:2375/path", DaemonHostFault::Path),
            ("tcp://0.0.0.0:0", DaemonHostFault::PortZero),
            ("unix://tcp://x", DaemonHostFault::TwoSchemes),
            ("tcp://0.0.0.0:port", DaemonHostFault::Unreadable),
            ("tcp://[::1:2375", DaemonHostFault::Unreadable),
            ("tcp://my host:2375", DaemonHostFault::Unreadable),
        ] {
            assert_eq!(daemon_host_fault(text, KEEPS_BLANKS), Some(fault), "{text}");
        }
    }

    #[test]
    fn blanks_around_an_address_are_no_longer_taken_off() {
        let fault = |text| daemon_host_fault(text, KEEPS_BLANKS);
        for text in [" unix:///run/docker.sock", "tcp://127.0.0.1:2375 ", "\t127.0.0.1:2375"] {
            assert_eq!(fault(text), Some(DaemonHostFault::Blanks), "{text}");
            assert_eq!(daemon_host_fault(text, Version::new(29, 1)), None, "{text}");
        }
        for text in [" ", "\n", "unix:///run/docker.sock ", "fd:// "] {
            assert_eq!(fault(text), None, "{text:?}");
        }
    }
}
