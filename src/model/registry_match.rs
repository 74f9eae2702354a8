//! Which entry of a Docker client configuration GitLab Runner takes for an image.

use crate::schema::Version;

const DOCKER_HUB: &str = "docker.io";

/// Since when entries may be for a part of a registry. Before, only hosts were compared.
const PATHS: Version = Version::new(17, 5);

/// Since when `http://` before a registry is taken off again, as it was before 17.5.
const HTTP: Version = Version::new(18, 1);

/// What an entry is for, in the way GitLab Runner compares it: `host[:port]`, since 17.5 with a path.
///
/// Source: GitLab Runner `helpers/docker/auth/auth.go`, `convertToRegistryPath`, 17.5 to 19.4; `convertToHostname`, 17.4.
pub fn registry_path(key: &str, version: Version) -> String {
    if version < PATHS {
        let lower = key.to_lowercase();
        let rest = lower.strip_prefix("http://").unwrap_or(&lower);
        let rest = rest.strip_prefix("https://").unwrap_or(rest);
        return without_index(rest.split('/').next().unwrap_or_default());
    }
    match key.split_once("://") {
        Some((scheme, rest)) if is_taken_off(scheme, version) => {
            without_index(&rest.split('/').next().unwrap_or_default().to_lowercase())
        }
        _ => {
            let path = key.strip_suffix('/').unwrap_or(key);
            let path = match (path.rfind(':'), path.rfind('/')) {
                (Some(colon), Some(slash)) if colon > slash => &path[..colon],
                _ => path,
            };
            with_small_host(path)
        }
    }
}

/// The path of an image for which an entry is looked for; of no path, then the path above, and so on.
///
/// Source: GitLab Runner `helpers/docker/auth/auth.go`, `normalizeImageRef`, 19.4; `splitDockerImageName`, 17.4.
pub fn image_path(image: &str, version: Version) -> String {
    let (folder, last) = match image.rsplit_once('/') {
        Some((folder, last)) => (Some(folder), last),
        None => (None, image),
    };
    let last = last.split(':').next().unwrap_or_default();
    let name = folder.map_or(last.to_owned(), |folder| format!("{folder}/{last}"));
    let host = name.split_once('/').map(|(host, _)| host);
    let is_host = |host: &&str| host.contains(['.', ':']) || host.eq_ignore_ascii_case("localhost");
    let Some(host) = host.filter(is_host) else {
        return if version < PATHS {
            DOCKER_HUB.to_owned()
        } else {
            format!("{DOCKER_HUB}/{name}")
        };
    };
    if version < PATHS {
        // Unlike that of an entry, the host of an image kept its case.
        return if host == "index.docker.io" { DOCKER_HUB } else { host }.to_owned();
    }
    if host.eq_ignore_ascii_case("index.docker.io") {
        return with_small_host(&name["index.".len()..]);
    }
    with_small_host(&name)
}

/// Whether an entry is one that GitLab Runner takes for an image, unless a longer one fits, too.
///
/// Source: GitLab Runner `helpers/docker/auth/auth.go`, `ConfigForImage`, 19.4.
pub fn serves(key: &str, image: &str, version: Version) -> bool {
    let (key, image) = (registry_path(key, version), image_path(image, version));
    let below = |rest: &str| rest.is_empty() || rest.starts_with('/');
    !key.is_empty() && image.strip_prefix(&key).is_some_and(below)
}

/// The host with its port that an entry means, whether GitLab Runner finds it or not: without scheme and path.
pub fn authority(key: &str) -> String {
    let rest = key.split_once("://").map_or(key, |(_, rest)| rest);
    rest.split('/').next().unwrap_or_default().to_lowercase()
}

/// A host with its port without that port.
pub fn host(authority: &str) -> &str {
    match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => authority,
    }
}

/// Whether GitLab Runner of this release takes the scheme of an entry off; between 17.5 and 18.1 `http` stayed.
pub fn is_taken_off(scheme: &str, version: Version) -> bool {
    let http = scheme.eq_ignore_ascii_case("http") && !(PATHS..HTTP).contains(&version);
    http || scheme.eq_ignore_ascii_case("https")
}

fn without_index(host: &str) -> String {
    if host == "index.docker.io" { DOCKER_HUB } else { host }.to_owned()
}

fn with_small_host(path: &str) -> String {
    match path.split_once('/') {
        Some((host, rest)) => format!("{}/{rest}", host.to_lowercase()),
        None => path.to_lowercase(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Version = Version::new(19, 4);
    const OLD: Version = Version::new(17, 4);
    const BETWEEN: Version = Version::new(18, 0);

    #[test]
    fn names_of_docker_hub_are_told_apart() {
        for key in [
            "https://index.docker.io/v1/",
            "docker.io",
            "https://docker.io",
            "HTTP://Index.docker.io",
        ] {
            assert!(serves(key, "ruby:3.3", NOW), "{key}");
        }
        for key in ["index.docker.io", "index.docker.io/v1/"] {
            assert!(!serves(key, "ruby:3.3", NOW), "{key}");
            assert!(!serves(key, "index.docker.io/ruby", NOW), "{key}");
            assert!(serves(key, "ruby:3.3", OLD), "{key}");
        }
        assert!(!serves("hub.docker.com", "ruby", NOW));
        assert!(!serves("https://registry-1.docker.io/v2/", "ruby", NOW));
        assert!(serves("registry-1.docker.io", "registry-1.docker.io/library/ruby", NOW));
        assert!(!serves("docker.io/library", "ruby", NOW));
        assert!(serves("docker.io/acme", "acme/app:1", NOW));
    }

    #[test]
    fn ports_have_to_be_equal() {
        assert!(serves("reg.lan:5000", "reg.lan:5000/app:1", NOW));
        assert!(serves("https://Reg.lan:5000/v2/", "REG.lan:5000/app", NOW));
        assert!(!serves("reg.lan", "reg.lan:5000/app", NOW));
        assert!(!serves("reg.lan", "reg.lan:443/app", NOW));
        assert!(!serves("reg.lan:5000", "reg.lan/app", OLD));
    }

    #[test]
    fn paths_count_since_17_5() {
        assert!(serves("reg.lan/group", "reg.lan/group/app:1", NOW));
        assert!(serves("reg.lan/group/", "reg.lan/group/sub/app", NOW));
        assert!(!serves("reg.lan/group", "reg.lan/group2/app", NOW));
        assert!(!serves("reg.lan/v1/", "reg.lan/app", NOW));
        assert!(serves("reg.lan/v1/", "reg.lan/app", OLD));
        assert!(serves("reg.lan/app", "reg.lan/app:1", NOW));
        assert!(!serves("reg.lan/app", "reg.lan/app@sha256:ab", NOW));
        assert!(serves("reg.lan/app:1", "reg.lan/app:2", NOW));
    }

    #[test]
    fn plain_http_is_read_by_all_but_a_few_releases() {
        for version in [OLD, NOW, Version::new(18, 1), Version::new(17, 4)] {
            assert!(serves("http://reg.lan:5000", "reg.lan:5000/app", version));
        }
        for version in [BETWEEN, Version::new(17, 5)] {
            assert!(!serves("http://reg.lan:5000", "reg.lan:5000/app", version));
            assert!(serves("https://reg.lan:5000", "reg.lan:5000/app", version));
        }
    }

    #[test]
    fn a_key_is_taken_apart_into_host_and_port() {
        assert_eq!(authority("https://Reg.lan:5000/v2/"), "reg.lan:5000");
        assert_eq!(host("reg.lan:5000"), "reg.lan");
        assert_eq!(host("reg.lan"), "reg.lan");
        assert_eq!(host("[fd00::1]"), "[fd00::1]");
    }
}
