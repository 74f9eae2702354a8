//! The keys of GitLab Runner's config.toml, from `runner-keys.tsv`.
//!
//! Source: the Go structs of GitLab Runner, `common/config.go`, of every release from 10.0 to 19.4.

use std::sync::LazyLock;

use super::Version;
use crate::source::equal_fold;

/// A key of config.toml and what is below it.
#[derive(Debug)]
pub struct Key {
    /// Its name as the source spells it.
    pub name: &'static str,
    /// Its path: `runners[].docker.volumes`.
    pub path: &'static str,
    /// The type of its value.
    pub kind: Kind,
    /// What it may say or how it is built, in words; empty if anything goes.
    pub values: &'static str,
    /// Its default, in words; empty if there is none.
    pub default: &'static str,
    /// The first release that knows it; 10.0 stands for all earlier ones.
    pub since: Version,
    /// Why it should not be used any more; empty if it may.
    pub deprecated: &'static str,
    /// Whether its value is secret.
    pub secrecy: Secrecy,
    /// The keys below it, if it is a table or an array of tables.
    pub keys: Vec<Key>,
}

/// The type of a value, as GitLab Runner decodes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// A string.
    String,
    /// An integer.
    Integer,
    /// A float; integers count.
    Float,
    /// `true` or `false`.
    Bool,
    /// A TOML date and time, or an RFC 3339 string.
    Datetime,
    /// A Go duration as a string, or an integer of nanoseconds.
    Duration,
    /// A string, or an array of strings.
    StringOrList,
    /// An array of values of one type.
    List(Box<Kind>),
    /// A table with known keys.
    Table,
    /// An array of such tables.
    Tables,
    /// A table with free keys.
    Map(Box<Kind>),
    /// Anything.
    Any,
}

/// Whether a value is secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Secrecy {
    /// Never.
    Open,
    /// Always.
    Secret,
    /// Free content that may hold secrets.
    Maybe,
    /// The path of a secret file, which is no secret itself.
    Path,
}

/// A key that GitLab Runner knew once.
#[derive(Debug)]
pub struct Removed {
    /// Its path.
    pub path: &'static str,
    /// The first release that knew it.
    pub since: Version,
    /// The first release that ignores it.
    pub removed: Version,
    /// The path of what took its place.
    pub replacement: &'static str,
}

/// The first release that reads TOML 1.0: dotted keys, arrays of several types, durations as strings.
pub const TOML_1_0: Version = Version::new(15, 9);
/// The first release that reads TOML 1.1: inline tables of several lines.
pub const TOML_1_1: Version = Version::new(18, 9);

/// The root of config.toml.
pub fn root() -> &'static Key {
    static ROOT: LazyLock<Key> = LazyLock::new(|| read(include_str!("runner-keys.tsv")));
    &ROOT
}

/// The keys that were removed.
pub fn removed() -> &'static [Removed] {
    static REMOVED: LazyLock<Vec<Removed>> = LazyLock::new(|| {
        let rows = include_str!("runner-keys-removed.tsv").lines().skip(1);
        rows.map(|row| {
            let mut fields = row.split('\t');
            let mut next = || fields.next().unwrap_or_default();
            Removed {
                path: next(),
                since: version(next()),
                removed: version(next()),
                replacement: next(),
            }
        })
        .collect()
    });
    &REMOVED
}

impl Removed {
    /// The key of the same table that took its place, if there is one.
    pub fn successor(&self) -> Option<&'static str> {
        let (table, _) = self.path.rsplit_once('.').unwrap_or_default();
        let (home, name) = self.replacement.rsplit_once('.').unwrap_or(("", self.replacement));
        (home == table).then_some(name)
    }
}

impl Key {
    /// The key below this one that GitLab Runner takes `name` for: the same spelling, else the same but for case.
    pub fn child(&self, name: &str) -> Option<&Key> {
        // A length that is another one is the cheapest difference, and a first letter the next.
        let first = name.as_bytes().first();
        let alike = |key: &&Key| key.name.len() == name.len() && key.name.as_bytes().first() == first;
        let same = self.keys.iter().filter(alike).find(|key| key.name == name);
        same.or_else(|| self.keys.iter().find(|key| equal_fold(key.name, name)))
    }

    /// The key at `path` below this one, such as `runners[].docker.volumes`.
    pub fn at(&self, path: &str) -> Option<&Key> {
        let mut steps = path.split('.').map(|step| step.trim_end_matches("[]"));
        steps.try_fold(self, |key, step| key.child(step))
    }

    /// The type that it had in an older release, if that was another one.
    ///
    /// Source: CHANGELOG of GitLab Runner, 12.7 (services), 13.8 and 13.11 (pull_policy); BurntSushi/toml 0.3.1, which
    /// knew no durations.
    pub fn former_kind(&self, version: Version) -> Option<Kind> {
        let (changed, kind) = match self.path {
            "runners[].docker.services" => (Version::new(12, 7), Kind::List(Box::new(Kind::String))),
            "runners[].docker.pull_policy" => (Version::new(13, 8), Kind::String),
            "runners[].kubernetes.pull_policy" => (Version::new(13, 11), Kind::String),
            _ if self.kind == Kind::Duration => (TOML_1_0, Kind::Integer),
            _ => return None,
        };
        (version < changed).then_some(kind)
    }

    /// Whether a release takes names in place of tables, with a warning.
    ///
    /// Source: GitLab Runner 12.7 to 12.10, `common/config.go`, `DockerService.UnmarshalTOML`.
    pub fn takes_names_too(&self, version: Version) -> bool {
        self.path == "runners[].docker.services" && version < Version::new(13, 0)
    }

    /// Whether GitLab Runner passes over values of the wrong type here.
    ///
    /// Source: GitLab Runner `common/config.go`, the `UnmarshalTOML` of NFS volumes, 19.4: it refuses missing texts only.
    pub fn is_decoded_leniently(&self) -> bool {
        let below = self.path.strip_prefix("runners[].kubernetes.volumes.nfs[].");
        below.is_some_and(|name| matches!(name, "sub_path" | "read_only"))
    }

    /// What to call it in a message: `[runners.docker]`, `[[runners]]`, or the top level.
    pub fn title(&self) -> String {
        let path = self.path.replace("[]", "");
        match self.kind {
            _ if path.is_empty() => "the top level".to_owned(),
            Kind::Tables => format!("[[{path}]]"),
            _ => format!("[{path}]"),
        }
    }

    /// All keys below this one, parents before children.
    pub fn all(&self) -> Vec<&Key> {
        let below = self.keys.iter().flat_map(|key| std::iter::once(key).chain(key.all()));
        below.collect()
    }
}

fn read(table: &'static str) -> Key {
    let mut root = Key {
        name: "",
        path: "",
        kind: Kind::Table,
        values: "",
        default: "",
        since: version("10.0"),
        deprecated: "",
        secrecy: Secrecy::Open,
        keys: Vec::new(),
    };
    for row in table.lines().skip(1) {
        let mut fields = row.split('\t');
        let mut next = || fields.next().unwrap_or_default();
        let path = next();
        // The values of free maps have rows of their own, which say nothing more than the map's type does.
        if path.ends_with(".*") {
            continue;
        }
        let key = Key {
            name: path.rsplit('.').next().unwrap_or(path),
            path,
            kind: kind(next()),
            values: next(),
            default: next(),
            since: version(next()),
            deprecated: next(),
            secrecy: secrecy(next()),
            keys: Vec::new(),
        };
        let parent = path.rsplit_once('.').map_or("", |(parent, _)| parent);
        insert(&mut root, parent, key);
    }
    root
}

/// Rows come parents first, so the parent of a key is there.
fn insert(root: &mut Key, parent: &str, key: Key) {
    let mut home = root;
    for step in parent.split('.').filter(|step| !step.is_empty()) {
        let name = step.trim_end_matches("[]");
        let Some(at) = home.keys.iter().position(|key| key.name == name) else {
            return;
        };
        home = &mut home.keys[at];
    }
    home.keys.push(key);
}

fn kind(text: &str) -> Kind {
    let inner = |prefix: &str| text.strip_prefix(prefix).and_then(|rest| rest.strip_suffix('>'));
    match text {
        "string" => Kind::String,
        "int" => Kind::Integer,
        "float" => Kind::Float,
        "bool" => Kind::Bool,
        "datetime" => Kind::Datetime,
        "duration-string|int(ns)" => Kind::Duration,
        "string|array<string>" => Kind::StringOrList,
        "table" => Kind::Table,
        "array<table>" => Kind::Tables,
        _ => match (inner("array<"), inner("map<")) {
            (Some(item), _) => Kind::List(Box::new(kind(item))),
            (_, Some(value)) => Kind::Map(Box::new(kind(value))),
            _ => Kind::Any,
        },
    }
}

fn secrecy(text: &str) -> Secrecy {
    match text {
        "yes" => Secrecy::Secret,
        "maybe" => Secrecy::Maybe,
        "path" => Secrecy::Path,
        _ => Secrecy::Open,
    }
}

fn version(text: &str) -> Version {
    text.parse().unwrap_or(Version::new(10, 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_has_its_place_in_the_tree_and_a_version() {
        let rows = include_str!("runner-keys.tsv").lines().skip(1);
        let rows: Vec<&str> = rows
            .filter(|row| !row.split('\t').next().unwrap().ends_with(".*"))
            .collect();
        assert_eq!(root().all().len(), rows.len());
        for row in rows {
            let fields: Vec<&str> = row.split('\t').collect();
            assert_eq!(fields.len(), 7, "{row}");
            assert!(fields[4].parse::<Version>().is_ok(), "{row}");
            assert!(fields[1] == "any" || kind(fields[1]) != Kind::Any, "{row}");
            assert_eq!(root().at(fields[0]).map(|key| key.path), Some(fields[0]));
        }
        assert!(
            removed()
                .iter()
                .all(|key| key.removed > key.since && root().at(key.path).is_none())
        );
    }

    #[test]
    fn keys_are_found_without_regard_to_case() {
        let machine = root().at("runners[].machine").unwrap();
        assert_eq!(machine.child("idlecount").map(|key| key.name), Some("IdleCount"));
        assert!(machine.child("idle_count").is_none());
    }
}
