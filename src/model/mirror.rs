//! Entries of `registry-mirrors`, as dockerd judges them.

use crate::schema::texts::{Reach, is_scheme};
use crate::schema::{Version, daemon};

/// A mirror of Docker Hub.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mirror {
    /// As written.
    pub text: String,
    /// The host, without port and user.
    pub host: String,
}

/// Why dockerd refuses a mirror.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MirrorFault {
    /// It has no `http://` or `https://`.
    NoScheme,
    /// It has another scheme.
    OtherScheme,
    /// It is no URL: a blank, a port that is no number, an open bracket.
    NoUrl,
    /// It names a user.
    User,
    /// It has a query or a fragment.
    Query,
    /// It has a path, which Docker takes from 24.0.8 on only.
    Path,
}

/// The first release that takes a mirror with a path.
///
/// Source: moby `registry/config.go`, `ValidateMirror`, 24.0.7 and 24.0.8.
const TAKES_PATHS: Version = Version::patch(24, 0, 8);
/// The first release known to refuse an IPv6 address without brackets.
const WANTS_BRACKETS: Version = Version::patch(29, 7, 2);

impl Mirror {
    /// Takes an entry apart.
    pub fn parse(text: &str) -> Mirror {
        let (host, _) = split_port(split(text).authority.rsplit('@').next().unwrap_or_default());
        Mirror {
            text: text.to_owned(),
            host: host.to_ascii_lowercase(),
        }
    }

    /// Why dockerd refuses it.
    ///
    /// Source: moby `daemon/pkg/registry/config.go`, `ValidateMirror`, 29.7; Go `net/url`, `parseAuthority`.
    pub fn fault(&self, version: Version) -> Option<MirrorFault> {
        let parts = split(&self.text);
        let Some(scheme) = parts.scheme else {
            return Some(MirrorFault::NoScheme);
        };
        let host = parts.authority.rsplit('@').next().unwrap_or_default();
        if scheme.is_empty() || !is_scheme(scheme) || !is_host(host, version) || self.text.contains(char::is_control) {
            return Some(MirrorFault::NoUrl);
        }
        let has_path = !matches!(parts.path, "" | "/");
        if !matches!(scheme.to_ascii_lowercase().as_str(), "http" | "https") {
            Some(MirrorFault::OtherScheme)
        } else if parts.has_query {
            Some(MirrorFault::Query)
        } else if parts.authority.contains('@') {
            Some(MirrorFault::User)
        } else if has_path && version < TAKES_PATHS {
            Some(MirrorFault::Path)
        } else {
            None
        }
    }

    /// Whether it is Docker Hub itself, or its web site.
    pub fn is_docker_hub(&self) -> bool {
        matches!(self.host.as_str(), "docker.io" | "hub.docker.com" | "www.docker.com")
    }

    /// Whether it has a path, below which it may serve anything.
    pub fn has_path(&self) -> bool {
        !matches!(split(&self.text).path, "" | "/")
    }

    /// Whether it is asked without TLS.
    pub fn is_plain_http(&self) -> bool {
        split(&self.text)
            .scheme
            .is_some_and(|scheme| scheme.eq_ignore_ascii_case("http"))
    }

    /// Whether it is a machine on the Internet, as far as its name tells. An address of IPv6 may well be one of a network
    /// of one's own.
    pub fn is_public(&self) -> bool {
        Reach::of(&self.host) == Reach::Internet && !self.host.contains(':')
    }

    /// Whether it is the machine itself.
    pub fn is_loopback(&self) -> bool {
        Reach::of(&self.host) == Reach::Machine
    }

    /// Whether there are several mirrors in one text, of which dockerd finds none.
    pub fn is_several(&self) -> bool {
        self.text.matches("://").count() > 1
    }

    /// Whether its scheme is in capitals, which dockerd takes and then does not recognise.
    ///
    /// Source: moby `daemon/pkg/registry/service_v2.go`, `lookupV2Endpoints`, 29.7.
    pub fn shouts(&self) -> bool {
        split(&self.text)
            .scheme
            .is_some_and(|scheme| scheme.contains(|c: char| c.is_ascii_uppercase()))
    }

    /// Whether dockerd takes it and it can be asked for images.
    pub fn is_of_use(&self, version: Version) -> bool {
        self.fault(version).is_none() && !self.is_docker_hub() && daemon::mirror(&self.host).is_none()
    }

    /// Whether it would be a URL if `https://` stood before it.
    pub fn lacks_only_scheme(&self, version: Version) -> bool {
        let with_scheme = Mirror::parse(&format!("https://{}", self.text));
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
        // `https:/m` and `https//m` are misspelt in another way.
        let scheme = matches!(with_scheme.host.as_str(), "" | "http" | "https");
        let named = !scheme && with_scheme.host.chars().all(is_name);
        named && split(&self.text).scheme.is_none() && with_scheme.fault(version).is_none()
    }
}

struct Parts<'a> {
    scheme: Option<&'a str>,
    authority: &'a str,
    path: &'a str,
    has_query: bool,
}

fn split(text: &str) -> Parts<'_> {
    let (scheme, rest) = match text.split_once("://") {
        Some((scheme, rest)) => (Some(scheme), rest),
        None => (None, text),
    };
    let (rest, fragment) = rest.split_once('#').unwrap_or((rest, ""));
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    let at = rest.find('/').unwrap_or(rest.len());
    Parts {
        scheme,
        authority: &rest[..at],
        path: &rest[at..],
        has_query: !query.is_empty() || !fragment.is_empty(),
    }
}

/// A host and what follows its last colon outside brackets.
fn split_port(host: &str) -> (&str, Option<&str>) {
    match (host.rfind(':'), host.rfind(']')) {
        (Some(colon), Some(bracket)) if colon < bracket => (host, None),
        (Some(colon), _) => (&host[..colon], Some(&host[colon + 1..])),
        (None, _) => (host, None),
    }
}

/// Whether Go reads a host and port.
fn is_host(host: &str, version: Version) -> bool {
    let (name, port) = split_port(host);
    let number = port.is_none_or(|port| port.bytes().all(|byte| byte.is_ascii_digit()));
    let closed = !name.starts_with('[') || name.ends_with(']');
    let bare_ipv6 = !name.starts_with('[') && name.contains(':');
    let fits = |c: char| !c.is_ascii() || c.is_ascii_alphanumeric() || "-_.~!$&'()*+,;=:[]<>\"".contains(c);
    number && closed && host.chars().all(fits) && !(bare_ipv6 && version >= WANTS_BRACKETS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(text: &str) -> Option<MirrorFault> {
        Mirror::parse(text).fault(Version::patch(29, 7, 2))
    }

    #[test]
    fn what_is_no_mirror_is_told_apart() {
        for text in [
            "mirror.gcr.io",
            "mirror.gcr.io:443",
            "//m",
            "https:/m",
            "https//m",
            "http;//m",
            "",
        ] {
            assert_eq!(fault(text), Some(MirrorFault::NoScheme), "{text}");
        }
        assert_eq!(fault("ftp://x"), Some(MirrorFault::OtherScheme));
        assert_eq!(fault("https://m?x"), Some(MirrorFault::Query));
        assert_eq!(fault("https://m#f"), Some(MirrorFault::Query));
        assert_eq!(fault("https://u:p@m"), Some(MirrorFault::User));
        for text in [
            "https://m ",
            " https://m",
            "https://m:abc",
            "https://fe80::1:80",
            "https://[::1",
        ] {
            assert_eq!(fault(text), Some(MirrorFault::NoUrl), "{text}");
        }
    }

    #[test]
    fn what_dockerd_takes_is_no_fault() {
        for text in [
            "https://m",
            "https://m/",
            "https://m/v2",
            "https://",
            "https://m:99999",
            "https://a,https://b",
            "HTTPS://m",
            "https://m?",
            "http://[::1]:5000",
            "https://<mirror>",
        ] {
            assert_eq!(fault(text), None, "{text}");
        }
        let old = |text: &str| Mirror::parse(text).fault(Version::patch(24, 0, 7));
        assert_eq!(old("https://m/v2"), Some(MirrorFault::Path));
        assert_eq!(old("https://m/"), None);
    }

    #[test]
    fn a_host_is_found_without_port_and_user() {
        assert_eq!(
            Mirror::parse("https://u:p@Mirror.example.com:5000/v2").host,
            "mirror.example.com"
        );
        assert_eq!(Mirror::parse("mirror.example.com/v2").host, "mirror.example.com");
        assert!(Mirror::parse("mirror.example.com:5000").lacks_only_scheme(Version::new(29, 0)));
        assert!(!Mirror::parse("https:/m").lacks_only_scheme(Version::new(29, 0)));
        assert!(!Mirror::parse("").lacks_only_scheme(Version::new(29, 0)));
    }
}
