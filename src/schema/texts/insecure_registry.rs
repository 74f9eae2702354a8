//! Entries of `insecure-registries` in daemon.json, as dockerd judges them when it starts.

use core::net::IpAddr;

use super::cidr::Cidr;
use super::host_port::HostPort;

/// What is wrong with an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InsecureFault {
    /// There is nothing in it.
    Empty,
    /// `http://` or `https://` stands before it; dockerd takes it off.
    Http,
    /// Another scheme stands before it.
    Scheme,
    /// A path, or only the slash of one, follows.
    Path,
    /// There is a `*` in it.
    Wildcard,
    /// There are several in one text.
    Several,
    /// A blank is in it.
    Blank,
    /// The network has a length that there is none of.
    Length,
    /// The port is no number up to 65535.
    Port,
    /// It begins or ends with a hyphen.
    Hyphen,
    /// It is no host in another way.
    Host,
}

impl InsecureFault {
    /// What is wrong with an entry, if anything is.
    ///
    /// Source: moby `daemon/pkg/registry/config.go`, `loadInsecureRegistries`, `ValidateIndexName` and
    /// `validateHostPort`, 29.7; no release checks entries before it starts.
    pub fn of(text: &str) -> Option<InsecureFault> {
        if text.starts_with('-') || text.ends_with('-') {
            return Some(InsecureFault::Hyphen);
        }
        match text.split_once("://") {
            Some((scheme, rest)) if ["http", "https"].iter().any(|http| scheme.eq_ignore_ascii_case(http)) => {
                Some(of_host(rest).unwrap_or(InsecureFault::Http))
            }
            Some(_) => Some(InsecureFault::Scheme),
            None => of_host(text),
        }
    }

    /// Whether dockerd starts nevertheless.
    pub fn is_mended(self) -> bool {
        self == InsecureFault::Http
    }
}

/// The registry that an entry surely means: without scheme, blanks around it and the slash after it.
pub fn insecure_registry_meant(text: &str) -> Option<&str> {
    let text = text.trim();
    let rest = match text.split_once("://") {
        Some((scheme, rest)) => {
            let http = ["http", "https"].iter().any(|http| scheme.eq_ignore_ascii_case(http));
            http.then_some(rest)?
        }
        None => text,
    };
    let rest = rest.strip_suffix('/').unwrap_or(rest);
    InsecureFault::of(rest).is_none().then_some(rest)
}

fn of_host(text: &str) -> Option<InsecureFault> {
    if Cidr::parse(text).is_some() {
        return None;
    }
    let parts = HostPort::split(text).ok();
    let (host, port) = parts.map_or((text, ""), |parts| (parts.host, parts.port));
    let is_named = is_host_port(text);
    if !is_named && host.parse::<IpAddr>().is_err() {
        return Some(refused(text));
    }
    let is_port = port.is_empty() || port.parse::<u16>().is_ok();
    (!is_port).then_some(InsecureFault::Port)
}

/// Why there is no host in a text in which dockerd finds none.
fn refused(text: &str) -> InsecureFault {
    let length = |(address, length): (&str, &str)| address.parse::<IpAddr>().is_ok() && !length.is_empty();
    match text {
        "" => InsecureFault::Empty,
        _ if text.contains([',', ';']) => InsecureFault::Several,
        _ if text.contains(char::is_whitespace) => InsecureFault::Blank,
        _ if text.contains('*') => InsecureFault::Wildcard,
        _ if text.split_once('/').is_some_and(length) => InsecureFault::Length,
        _ if text.split('/').next().is_some_and(is_host_port) => InsecureFault::Path,
        _ => InsecureFault::Host,
    }
}

/// Whether a text is a domain name or an IPv6 address in brackets, with or without a port of digits.
///
/// Source: distribution/reference 0.6 `regexp.go`, `DomainRegexp`.
fn is_host_port(text: &str) -> bool {
    if let Some((address, port)) = text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        let is_address = !address.is_empty() && address.bytes().all(|byte| byte == b':' || byte.is_ascii_hexdigit());
        return is_address && (port.is_empty() || port.strip_prefix(':').is_some_and(is_digits));
    }
    let (host, port) = text
        .split_once(':')
        .map_or((text, None), |(host, port)| (host, Some(port)));
    host.split('.').all(is_label) && port.is_none_or(is_digits)
}

fn is_label(text: &str) -> bool {
    let fits = text.bytes().all(|byte| byte == b'-' || byte.is_ascii_alphanumeric());
    fits && !text.is_empty() && !text.starts_with('-') && !text.ends_with('-')
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_ports_addresses_and_networks_are_taken() {
        for text in [
            "registry.example.com",
            "registry.example.com:5000",
            "REGISTRY",
            "10.0.0.1",
            "10.0.0.1:5000",
            "10.0.0.7/8",
            "::1",
            "[::1]:5000",
            "fd00::/8",
            "docker.io",
        ] {
            assert_eq!(InsecureFault::of(text), None, "{text}");
        }
    }

    #[test]
    fn what_dockerd_refuses_is_told_apart() {
        use InsecureFault::*;
        for (text, fault) in [
            ("", Empty),
            ("http://h", Http),
            ("HTTPS://h:5000", Http),
            ("http://h:5000/", Path),
            ("svn://h", Scheme),
            ("h/path", Path),
            ("h:5000/", Path),
            ("*.example.com", Wildcard),
            ("10.0.0.*", Wildcard),
            ("10.0.0.0/33", Length),
            ("10.1.2.3//8", Length),
            ("[fe80::]/64", Path),
            ("a,b", Several),
            ("a b", Blank),
            ("a_b", Host),
            (":5000", Host),
            ("h:", Host),
            ("mytest-.com", Host),
            ("\"h\"", Host),
            ("1200:0:AB00:1234:0:2552:7777:1313:8080", Host),
            ("h:70000", Port),
            ("10.0.0.6: 5000", Port),
            ("-h", Hyphen),
            ("h-", Hyphen),
        ] {
            assert_eq!(InsecureFault::of(text), Some(fault), "{text}");
        }
    }

    #[test]
    fn a_scheme_and_a_last_slash_are_seen_through() {
        assert_eq!(insecure_registry_meant("http://h:5000/"), Some("h:5000"));
        assert_eq!(insecure_registry_meant(" h "), Some("h"));
        for text in ["h/v2", "svn://h", "a,b", "http://", "10.0.0.6: 5000"] {
            assert_eq!(insecure_registry_meant(text), None, "{text}");
        }
    }
}
