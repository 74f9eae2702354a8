//! daemon.json, as dockerd decodes it.

mod homes;
mod values;

use super::json::json_word;
use super::mirror::Mirror;
use super::setting::{List, Setting, Table};
use crate::schema::daemon::{self, Fate, Key};
use crate::schema::{Target, Version};
use crate::source::{FileId, Place, equal_fold};
use crate::syntax::{Cursor, Document, Entry, Node, Scalar, Value};

pub use homes::ClientProxies;
pub use values::{DaemonMismatch, DaemonValues, NestedKey, is_ipv6_subnet};

/// The settings of a Docker daemon.
#[derive(Debug, Clone)]
pub struct Daemon {
    /// The daemon.json.
    pub file: FileId,
    /// The whole object.
    pub place: Place,
    /// All keys, the ones inside groups such as `proxies` included.
    pub keys: Vec<DaemonKey>,
    /// What is wrong with the values.
    pub values: DaemonValues,
    /// Mirrors of Docker Hub.
    pub registry_mirrors: List<Mirror>,
    /// Registries that may do without TLS or with a certificate nobody vouches for.
    pub insecure_registries: List<String>,
    /// Where dockerd listens.
    pub hosts: List<String>,
    /// `tls`.
    pub tls: Option<Setting<bool>>,
    /// `tlsverify`.
    pub tlsverify: Option<Setting<bool>>,
}

/// A key of daemon.json and what dockerd makes of it.
#[derive(Debug, Clone)]
pub struct DaemonKey {
    /// As written.
    pub name: String,
    /// The key.
    pub place: Place,
    /// The object it stands in, if that is not the top level: `proxies`, however that is written.
    pub group: Option<String>,
    /// What dockerd makes of it.
    pub standing: Standing,
    /// Whether its value is `true`.
    pub is_true: bool,
    /// Whether its value is `false`, 0, null or empty, which dockerd takes for not set.
    pub is_zero: bool,
    /// Whether its value is an array.
    pub is_list: bool,
    /// The strings in that array.
    pub texts: Vec<String>,
}

/// What dockerd makes of a key.
#[derive(Debug, Clone, Copy)]
pub enum Standing {
    /// It is a setting.
    Setting(&'static Key),
    /// An object that only groups other keys. Outside `proxies` what is in it has hardly any effect.
    Group,
    /// Accepted without effect.
    Ignored(&'static Key),
    /// Refused: a later release accepts it.
    TooNew(&'static Key),
    /// Refused: an earlier release accepted it, up to this one.
    Removed(&'static Key, Version),
    /// Refused: no release accepts it.
    Unknown,
}

/// A daemon.json whose value is no object.
#[derive(Debug, Clone)]
pub struct NoObject {
    /// The value.
    pub place: Place,
    /// What it is, in words.
    pub actual: &'static str,
}

impl Daemon {
    /// Reads a document; an empty one has no keys.
    pub(super) fn read(document: &Document, target: Target) -> Result<Daemon, NoObject> {
        let cursor = document.cursor();
        let actual = json_word(cursor.node);
        match &cursor.node.value {
            Value::Mapping(_) | Value::Scalar(Scalar::Null) => {}
            _ => {
                return Err(NoObject {
                    place: cursor.place(),
                    actual,
                });
            }
        }
        let mut keys = Vec::new();
        let mut values = DaemonValues::default();
        for (entry, value) in cursor.entries() {
            let name = entry.key.value.as_str();
            let own = standing(name, target.version);
            let is_setting = matches!(own, Standing::Setting(_));
            let is_group = value.node.is_mapping() && daemon::is_group(name, target.version);
            // An object where a setting wants something else is taken apart too, but that is not what is wrong with it.
            if is_group || matches!(own, Standing::Setting(_) | Standing::Ignored(_)) {
                values.read(name, &value, target.version);
            }
            if !is_group || is_setting {
                keys.push(DaemonKey::read(entry, &value, None, own));
                continue;
            }
            keys.push(DaemonKey::read(entry, &value, None, Standing::Group));
            let group = if is_proxies(name) { "proxies" } else { name };
            for (inner, value) in value.entries() {
                let standing = standing_in(group, &inner.key.value, target.version);
                keys.push(DaemonKey::read(inner, &value, Some(group), standing));
            }
        }
        let table = Table::of(cursor);
        let mirrors = table.texts("registry-mirrors");
        Ok(Daemon {
            file: document.file,
            place: table.place(),
            keys,
            values,
            registry_mirrors: List {
                items: mirrors
                    .items
                    .into_iter()
                    .map(|item| item.map(|text| Mirror::parse(&text)))
                    .collect(),
                place: mirrors.place,
                origin: mirrors.origin,
            },
            insecure_registries: table.texts("insecure-registries"),
            hosts: table.texts("hosts"),
            tls: table.flag("tls"),
            tlsverify: table.flag("tlsverify"),
        })
    }

    /// The key of this name on the top level.
    pub fn key(&self, name: &str) -> Option<&DaemonKey> {
        let same = |key: &&DaemonKey| key.group.is_none() && key.name == name;
        self.keys.iter().rev().find(same)
    }
}

impl DaemonKey {
    fn read(entry: &Entry, value: &Cursor<'_>, group: Option<&str>, standing: Standing) -> DaemonKey {
        DaemonKey {
            name: entry.key.value.to_string(),
            place: Place {
                span: entry.key.span,
                address: value.address.clone(),
            },
            group: group.map(str::to_owned),
            standing,
            is_true: value.node.as_bool() == Some(true),
            is_zero: is_zero(value.node),
            is_list: value.node.is_sequence(),
            texts: value
                .items()
                .filter_map(|item| Some(item.node.as_str()?.to_owned()))
                .collect(),
        }
    }

    /// Whether it is the object that holds the proxies.
    pub fn is_proxies(&self) -> bool {
        self.group.is_none() && matches!(self.standing, Standing::Group) && is_proxies(&self.name)
    }

    /// Whether it is a comment in the shape of a key.
    pub fn is_remark(&self) -> bool {
        self.name.starts_with(['_', '/', '#', '$']) || self.name.eq_ignore_ascii_case("comment")
    }

    /// Whether a key of this name has a field in dockerd, but none that a file can set.
    pub fn is_unreachable(&self, version: Version) -> bool {
        matches!(self.standing, Standing::Unknown) && daemon::named(&self.name).is_none() && self.has_field(version)
    }

    fn has_field(&self, version: Version) -> bool {
        self.group.is_none() && daemon::shape(&self.name, version).is_some() && self.name == self.name.to_lowercase()
    }

    /// The setting that is meant by an unknown key: written as dockerd writes its keys, it is the same word; else the
    /// one setting whose name is close to it.
    pub fn meant(&self, version: Version) -> Option<&'static Key> {
        let is_proxy = |key: &&Key| key.instead.starts_with("proxies.");
        let of_proxies = self.group.as_deref() == Some("proxies");
        let other = |key: &&Key| match of_proxies {
            true => is_proxy(key),
            false => key.works_in(version) && key.name != self.name,
        };
        let settings = || daemon::keys().iter().filter(other);
        let kebab = kebab(&self.name);
        if let Some(key) = settings().find(|key| key.name == kebab) {
            return Some(key);
        }
        let limit = (kebab.chars().count() / 4).max(1);
        let close = |key: &&Key| {
            key.name.chars().next() == kebab.chars().next() && strsim::damerau_levenshtein(key.name, &kebab) <= limit
        };
        let mut near = settings().filter(close);
        near.next().filter(|_| near.next().is_none())
    }
}

fn is_zero(node: &Node) -> bool {
    match &node.value {
        Value::Scalar(Scalar::String(text)) => text.is_empty(),
        Value::Scalar(Scalar::Bool(value)) => !value,
        Value::Scalar(Scalar::Integer(number)) => *number == 0,
        Value::Scalar(Scalar::Null) => true,
        Value::Scalar(_) | Value::Alias(_) | Value::Broken => false,
        Value::Sequence(items) => items.is_empty(),
        Value::Mapping(entries) => entries.is_empty(),
    }
}

/// `registryMirrors` and `registry_mirrors` as `registry-mirrors`.
fn kebab(name: &str) -> String {
    let mut out = String::new();
    let mut before = '-';
    for c in name.chars() {
        if c.is_uppercase() && (before.is_lowercase() || before.is_ascii_digit()) {
            out.push('-');
        }
        match c {
            '_' | ' ' | '.' => out.push('-'),
            c => out.extend(c.to_lowercase()),
        }
        before = c;
    }
    out.trim_matches('-').to_owned()
}

fn standing(name: &str, version: Version) -> Standing {
    // An object would be a group; as anything else `proxies` is no key.
    let Some(key) = daemon::named(name).filter(|key| key.name != "proxies") else {
        return Standing::Unknown;
    };
    match key.fate {
        _ if version < key.since => Standing::TooNew(key),
        Fate::Ignored(from) if from <= version => Standing::Ignored(key),
        Fate::Removed(from) if from <= version => Standing::Removed(key, from),
        _ => Standing::Setting(key),
    }
}

/// Whether an object of this name holds the proxies. Names of groups are not held against those of settings, and Go finds
/// the field without regard to case.
///
/// Source: moby `daemon/config/config.go`, `getConflictFreeConfiguration`, 29.7; Go 1.26 `encoding/json/decode.go`.
fn is_proxies(name: &str) -> bool {
    equal_fold(name, "proxies")
}

/// The standing of a key in a group. Only in `proxies` do keys have an effect, and only the three it is made for.
fn standing_in(group: &str, name: &str, version: Version) -> Standing {
    match standing(name, version) {
        Standing::Ignored(key) if group == "proxies" && key.instead.starts_with("proxies.") => Standing::Setting(key),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_ways_to_write_a_key_are_seen_through() {
        for name in [
            "registryMirrors",
            "registry_mirrors",
            "Registry-Mirrors",
            "registry mirrors",
        ] {
            assert_eq!(kebab(name), "registry-mirrors");
        }
        assert_eq!(kebab("ip6Tables"), "ip6-tables");
    }
}
