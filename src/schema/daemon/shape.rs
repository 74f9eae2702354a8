//! What the values of daemon.json have to be, down to the keys of nested objects: from `daemon-shapes.tsv`, and from
//! the kind of a key where that says it all.
//!
//! Source: the fields and decoders of moby `daemon/config/config.go`, `config_linux.go` and `builder.go`, `opts/opts.go`,
//! `opts/address_pools.go` and `registry/config.go`, 23.0 to 29.7.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::{Fate, Kind, fields, keys};
use crate::schema::Version;
use crate::source::equal_fold;

/// What a value has to be so that dockerd decodes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// `true` or `false`.
    Bool,
    /// A string.
    Text,
    /// A number without a point and an exponent, of at most 64 bits.
    Integer,
    /// An array.
    List,
    /// An object with any keys.
    Map,
    /// An object with known keys; others are passed over.
    Object,
    /// An object with known keys; others have the file refused.
    StrictObject,
    /// The filter of a rule of the builder's garbage collection: an array of strings, or an object of objects of flags.
    Filter,
    /// An amount of memory, as a string.
    Size,
    /// An IP address, as a string; an empty one is none.
    Address,
    /// An IP address, as a string, with blanks around it that do not matter.
    TrimmedAddress,
    /// An IP address, as a string, perhaps with a zone: `fe80::1%eth0`.
    ZonedAddress,
    /// A range of IP addresses, as a string: `10.0.0.0/8`.
    Prefix,
    /// A duration or a number of seconds, as a string.
    Age,
}

#[derive(Debug)]
struct Row {
    path: &'static str,
    shape: Shape,
    since: Version,
    until: Option<Version>,
}

/// What the value at a path has to be in a release: `dns[]`, `log-opts.*`, `builder.gc.enabled`. Names of keys are
/// compared as Go does, without regard to case.
pub fn shape(path: &str, version: Version) -> Option<Shape> {
    let nested = rows(path).iter().find(|row| row.is_in(version));
    nested.map(|row| row.shape).or_else(|| of_key(path, version))
}

/// The first release that knows a nested key, if any does.
pub fn known_since(path: &str) -> Option<Version> {
    rows(path).iter().map(|row| row.since).min()
}

/// The names of the keys of an object, in a release.
pub fn members(object: &str, version: Version) -> impl Iterator<Item = &'static str> {
    let all = TABLE.values().flatten().filter(move |row| row.is_in(version));
    all.filter_map(move |row| {
        let (above, name) = row.path.rsplit_once('.')?;
        equal_fold(above, object).then_some(name)
    })
}

impl Row {
    fn is_in(&self, version: Version) -> bool {
        self.since <= version && self.until.is_none_or(|until| version < until)
    }
}

static TABLE: LazyLock<HashMap<String, Vec<Row>>> = LazyLock::new(|| {
    let mut table: HashMap<String, Vec<Row>> = HashMap::new();
    for row in include_str!("../daemon-shapes.tsv").lines().skip(1).map(row) {
        table.entry(row.path.to_lowercase()).or_default().push(row);
    }
    table
});

fn rows(path: &str) -> &'static [Row] {
    TABLE.get(&path.to_lowercase()).map_or(&[], Vec::as_slice)
}

/// What a key of the top level has to be while a field of dockerd stands behind it, and what is in its list.
fn of_key(path: &str, version: Version) -> Option<Shape> {
    let (name, is_element) = match path.strip_suffix("[]") {
        Some(name) => (name, true),
        None => (path, false),
    };
    let key = keys().iter().find(|key| equal_fold(key.name, name))?;
    let ended = match key.fate {
        Fate::InUse => false,
        Fate::Ignored(from) | Fate::Removed(from) => from <= version,
    };
    if version < key.since || ended {
        return None;
    }
    match (key.kind, is_element) {
        (Kind::Strings, true) => Some(Shape::Text),
        (_, true) | (Kind::Any, _) => None,
        (Kind::Bool, _) => Some(Shape::Bool),
        (Kind::String, _) => Some(Shape::Text),
        (Kind::Integer, _) => Some(Shape::Integer),
        (Kind::Strings | Kind::Tables, _) => Some(Shape::List),
        (Kind::Table, _) => Some(Shape::Map),
    }
}

fn row(row: &'static str) -> Row {
    let [path, shape, since, until] = fields(row);
    Row {
        path,
        shape: match shape {
            "bool" => Shape::Bool,
            "integer" => Shape::Integer,
            "list" => Shape::List,
            "map" => Shape::Map,
            "object" => Shape::Object,
            "strict-object" => Shape::StrictObject,
            "filter" => Shape::Filter,
            "size" => Shape::Size,
            "address" => Shape::Address,
            "trimmed-address" => Shape::TrimmedAddress,
            "zoned-address" => Shape::ZonedAddress,
            "prefix" => Shape::Prefix,
            "age" => Shape::Age,
            _ => Shape::Text,
        },
        since: since.parse().unwrap_or(Version::new(0, 0)),
        until: until.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_table_is_whole() {
        for row in include_str!("../daemon-shapes.tsv").lines().skip(1) {
            let fields: Vec<&str> = row.split('\t').collect();
            assert_eq!(fields.len(), 4, "{row}");
            assert!(fields[2].parse::<Version>().is_ok(), "{row}");
            assert!(fields[3].is_empty() || fields[3].parse::<Version>().is_ok(), "{row}");
        }
    }

    #[test]
    fn shapes_change_with_the_release() {
        let dns = |version| shape("dns[]", version);
        assert_eq!(dns(Version::new(24, 0)), Some(Shape::TrimmedAddress));
        assert_eq!(dns(Version::new(28, 5)), Some(Shape::Address));
        assert_eq!(dns(Version::new(29, 0)), Some(Shape::ZonedAddress));
        assert_eq!(shape("graph", Version::new(29, 0)), None);
        assert_eq!(shape("nri-opts", Version::new(29, 0)), None);
        assert_eq!(shape("labels[]", Version::new(29, 0)), Some(Shape::Text));
        assert_eq!(shape("Builder.GC.Enabled", Version::new(29, 0)), Some(Shape::Bool));
    }
}
