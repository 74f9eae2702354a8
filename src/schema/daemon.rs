//! The keys of dockerd's daemon.json, from `daemon-keys.tsv`, and public mirrors of Docker Hub, from
//! `daemon-mirrors.tsv`.
//!
//! Source: moby `daemon/config/config.go` and `daemon/command/config*.go` of every release from 1.10 to 29.7;
//! `daemon/reload.go` of 29.7.

mod shape;
mod storage_driver;
mod words;

use std::sync::LazyLock;

use super::Version;

pub use shape::{Shape, known_since, members, shape};
pub use storage_driver::StorageDriver;
pub use words::{RANGE_KEYS, WORD_KEYS, range, words};

/// A key of daemon.json that dockerd accepts, or once accepted.
#[derive(Debug)]
pub struct Key {
    /// Its name; dockerd compares names exactly.
    pub name: &'static str,
    /// The type of its value.
    pub kind: Kind,
    /// The first release that accepts it.
    pub since: Version,
    /// What became of it.
    pub fate: Fate,
    /// The key to use instead, if it is of no use any more: a path.
    pub instead: &'static str,
    /// Whether a reload (SIGHUP) takes a change over.
    pub reloads: bool,
}

/// The type of a value in daemon.json.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `true` or `false`.
    Bool,
    /// A string.
    String,
    /// An integer.
    Integer,
    /// An array of strings.
    Strings,
    /// An array of objects.
    Tables,
    /// An object.
    Table,
    /// Anything: dockerd never looks at it.
    Any,
}

/// What became of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It is in use.
    InUse,
    /// Accepted without effect from this release on.
    Ignored(Version),
    /// Refused from this release on.
    Removed(Version),
}

/// A public mirror that is of no use any more, or not everywhere, or a host that is often taken for a mirror.
#[derive(Debug)]
pub struct Mirror {
    /// Its host; `*.` in front stands for any host below.
    pub host: &'static str,
    /// What became of it.
    pub state: MirrorState,
    /// The year since when.
    pub since: &'static str,
    /// The year and month in which this was last known to be so.
    pub checked: &'static str,
    /// Where it still answers, if it answers somewhere; of another registry whose it is.
    pub place: &'static str,
}

/// What became of a public mirror.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MirrorState {
    /// It serves nobody.
    Closed,
    /// It serves one network only, to which hardly anybody belongs.
    Inside,
    /// It serves the machines of one cloud only.
    Cloud,
    /// It serves old images only.
    Stale,
    /// It is another registry, and no mirror.
    Other,
    /// It is Docker Hub's own registry.
    Hub,
}

/// Objects with these keys are values of their own; every other object is a group, and dockerd takes the keys inside
/// for keys of the top level.
///
/// Source: moby `daemon/config/config.go`, `flatOptions`, 29.7.
const OBJECTS: &[&str] = &[
    "builder",
    "cluster-store-opts",
    "default-network-opts",
    "default-ulimits",
    "features",
    "log-opts",
    "nri-opts",
    "runtimes",
];

/// All keys.
pub fn keys() -> &'static [Key] {
    static KEYS: LazyLock<Vec<Key>> = LazyLock::new(|| {
        let rows = include_str!("daemon-keys.tsv").lines().skip(1);
        rows.map(key).collect()
    });
    &KEYS
}

/// The key of exactly this name.
pub fn named(name: &str) -> Option<&'static Key> {
    keys().iter().find(|key| key.name == name)
}

/// Whether dockerd takes a change of this top-level key over at a reload (SIGHUP), without a restart.
pub fn reloads(name: &str) -> bool {
    named(name).is_some_and(|key| key.reloads)
}

/// Whether a flag of dockerd, such as `--registry-mirror` or `-H`, sets a key that daemon.json then must not have.
/// `--add-runtime` adds to `runtimes`, which may be in both.
///
/// Source: moby `daemon/config/config.go`, `findConfigurationConflicts`, and `daemon/command/config*.go`, 29.7.
pub fn sets(flag: &str, key: &str) -> bool {
    let Some(name) = flag.strip_prefix("--") else {
        return SHORT.iter().any(|(short, long)| *short == flag && *long == key);
    };
    let instead = named(name)
        .filter(|own| matches!(own.fate, Fate::Ignored(_)))
        .map_or("", |own| own.instead);
    match (name, instead) {
        ("add-runtime", _) => false,
        ("host-gateway-ip", _) => matches!(key, "host-gateway-ip" | "host-gateway-ips"),
        // The keys of `proxies` are named like their flags.
        (name, instead) if instead.is_empty() || instead.contains('.') => key == name,
        (_, instead) => key == instead,
    }
}

/// The flags of one letter, and the keys they set.
const SHORT: &[(&str, &str)] = &[
    ("-D", "debug"),
    ("-G", "group"),
    ("-H", "hosts"),
    ("-b", "bridge"),
    ("-l", "log-level"),
    ("-s", "storage-driver"),
];

/// Whether this release looks into an object with this key for keys of the top level.
pub fn is_group(name: &str, version: Version) -> bool {
    let is_value = |key: &Key| OBJECTS.contains(&key.name) && key.since <= version;
    !named(name).is_some_and(is_value)
}

/// What is known of the public mirror at `host`.
pub fn mirror(host: &str) -> Option<&'static Mirror> {
    static MIRRORS: LazyLock<Vec<Mirror>> = LazyLock::new(|| {
        let rows = include_str!("daemon-mirrors.tsv").lines().skip(1);
        rows.map(|row| {
            let [host, state, since, checked, place] = fields(row);
            Mirror {
                host,
                state: match state {
                    "inside" => MirrorState::Inside,
                    "cloud" => MirrorState::Cloud,
                    "stale" => MirrorState::Stale,
                    "other" => MirrorState::Other,
                    "hub" => MirrorState::Hub,
                    _ => MirrorState::Closed,
                },
                since,
                checked,
                place,
            }
        })
        .collect()
    });
    let host = host.to_ascii_lowercase();
    MIRRORS.iter().find(|mirror| match mirror.host.strip_prefix('*') {
        Some(below) => host.len() > below.len() && host.ends_with(below),
        None => mirror.host == host,
    })
}

impl Key {
    /// Whether it has an effect in this release.
    pub fn works_in(&self, version: Version) -> bool {
        let ended = match self.fate {
            Fate::InUse => false,
            Fate::Ignored(from) | Fate::Removed(from) => from <= version,
        };
        self.since <= version && !ended
    }
}

/// A release as Docker writes it: 19.03, but 20.10.
pub fn release(version: Version) -> String {
    match (version.major, version.minor) {
        (17..=19, minor) => format!("{}.{minor:02}", version.major),
        _ => version.to_string(),
    }
}

fn key(row: &'static str) -> Key {
    let [name, kind, since, state, from, instead, reload] = fields(row);
    let version = |text: &str| text.parse().unwrap_or(Version::new(0, 0));
    Key {
        name,
        kind: match kind {
            "bool" => Kind::Bool,
            "string" => Kind::String,
            "integer" => Kind::Integer,
            "strings" => Kind::Strings,
            "tables" => Kind::Tables,
            "table" => Kind::Table,
            _ => Kind::Any,
        },
        since: version(since),
        fate: match state {
            "ignored" => Fate::Ignored(version(from)),
            "removed" => Fate::Removed(version(from)),
            _ => Fate::InUse,
        },
        instead,
        reloads: reload == "yes",
    }
}

fn fields<const N: usize>(row: &'static str) -> [&'static str; N] {
    let mut fields = row.split('\t');
    std::array::from_fn(|_| fields.next().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_tables_is_whole() {
        for row in include_str!("daemon-keys.tsv").lines().skip(1) {
            let fields: Vec<&str> = row.split('\t').collect();
            assert_eq!(fields.len(), 7, "{row}");
            assert!(fields[2].parse::<Version>().is_ok(), "{row}");
            assert_eq!(fields[3].is_empty(), fields[4].is_empty(), "{row}");
            assert!(fields[4].is_empty() || fields[4].parse::<Version>().is_ok(), "{row}");
            let group = fields[5].split('.').next().unwrap();
            assert!(fields[5].is_empty() || named(group).is_some(), "{row}");
        }
        for row in include_str!("daemon-mirrors.tsv").lines().skip(1) {
            let fields: Vec<&str> = row.split('\t').collect();
            assert_eq!(fields.len(), 5, "{row}");
            assert!(fields[3].len() == 7 && fields[3].starts_with("20"), "{row}");
        }
    }

    #[test]
    fn a_key_works_from_its_first_release_to_its_last() {
        let works = |name: &str, major, minor| named(name).unwrap().works_in(Version::new(major, minor));
        assert!(works("graph", 20, 10) && !works("graph", 23, 0));
        assert!(!works("firewall-backend", 28, 5) && works("firewall-backend", 29, 0));
        assert!(!works("registry-mirror", 29, 0));
        assert!(works("allow-nondistributable-artifacts", 27, 5));
    }

    #[test]
    fn flags_are_matched_with_the_keys_they_set() {
        for (flag, key) in [
            ("--insecure-registry", "insecure-registries"),
            ("--registry-mirror", "registry-mirrors"),
            ("--authorization-plugin", "authorization-plugins"),
            ("--default-address-pool", "default-address-pools"),
            ("--feature", "features"),
            ("--host-gateway-ip", "host-gateway-ips"),
            ("--http-proxy", "http-proxy"),
            ("--mtu", "mtu"),
            ("--dns", "dns"),
            ("--label", "labels"),
            ("-H", "hosts"),
            ("--tls", "tls"),
        ] {
            assert!(sets(flag, key), "{flag} {key}");
        }
        assert!(!sets("--add-runtime", "runtimes"));
        assert!(!sets("--dns", "dns-search") && !sets("--registry-mirror", "registry-mirror"));
    }

    #[test]
    fn keys_that_a_reload_takes_over_are_known() {
        let known = [
            "allow-nondistributable-artifacts",
            "authorization-plugins",
            "debug",
            "default-cgroupns-mode",
            "default-ipc-mode",
            "default-runtime",
            "default-shm-size",
            "default-stop-timeout",
            "features",
            "insecure-registries",
            "labels",
            "live-restore",
            "max-concurrent-downloads",
            "max-concurrent-uploads",
            "max-download-attempts",
            "network-diagnostic-port",
            "nri-opts",
            "registry-mirrors",
            "runtimes",
            "shutdown-timeout",
        ];
        let reloaded: Vec<&str> = keys().iter().map(|key| key.name).filter(|name| reloads(name)).collect();
        assert_eq!(reloaded, known);
        assert!(!reloads(""));
    }

    #[test]
    fn mirrors_are_found_by_host() {
        assert_eq!(mirror("Registry.docker-cn.com").unwrap().state, MirrorState::Closed);
        assert_eq!(mirror("abc123.mirror.aliyuncs.com").unwrap().state, MirrorState::Stale);
        assert!(mirror("mirror.aliyuncs.com").is_none() && mirror("mirror.gcr.io").is_none());
    }
}
