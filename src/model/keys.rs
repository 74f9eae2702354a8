//! config.toml held against the schema: keys that nothing reads, values of the wrong type, one key spelt twice.

use super::credentials::is_credentials;
use super::setting::kind_word;
use crate::schema::runner::{self, Key, Kind};
use crate::schema::{Target, Version};
use crate::source::{Place, Span, equal_fold};
use crate::syntax::{Cursor, Document, Entry, Node, Scalar, Value};

/// What holding a config.toml against the schema gave.
#[derive(Debug, Default)]
pub(super) struct KeyFacts {
    /// Keys that GitLab Runner does not read.
    pub unknown: Vec<UnknownKey>,
    /// Values that GitLab Runner cannot decode.
    pub mismatches: Vec<Mismatch>,
    /// Keys that are spelt in two ways in one table.
    pub respelled: Vec<Respelled>,
}

/// A key that GitLab Runner does not read.
#[derive(Debug)]
pub struct UnknownKey {
    /// The key.
    pub place: Place,
    /// As written.
    pub key: String,
    /// The table it is in.
    pub table: &'static Key,
    /// The span of its value.
    pub value: Span,
    /// Whether its value is a table or an array of tables.
    pub is_table: bool,
    /// Whether it is meant for credentials of a registry.
    pub is_credentials: bool,
    /// The key of a newer release, if it is one.
    pub newer: Option<&'static Key>,
    /// The key of an older release, if it is one.
    pub removed: Option<&'static runner::Removed>,
}

/// A value that GitLab Runner cannot decode: it refuses the whole file.
#[derive(Debug)]
pub struct Mismatch {
    /// The value.
    pub place: Place,
    /// The key it belongs to, of an element the key of the array.
    pub key: &'static Key,
    /// What is wanted there.
    pub expected: Kind,
    /// What is there, in words.
    pub actual: &'static str,
    /// The value, for conversions.
    pub value: Actual,
}

/// A value of the wrong type, as far as a conversion needs it.
#[derive(Debug, Clone, PartialEq)]
pub enum Actual {
    /// A single value.
    Scalar(Scalar),
    /// An array of strings.
    Texts(Vec<String>),
    /// A table of strings.
    Pairs(Vec<(String, String)>),
    /// Anything else.
    Other,
}

/// A key that is spelt in two ways; which one counts is random.
#[derive(Debug)]
pub struct Respelled {
    /// The second spelling.
    pub place: Place,
    /// The first one.
    pub first: Span,
    /// The key that both mean.
    pub key: &'static Key,
}

impl KeyFacts {
    /// Holds a document against the schema of a version.
    pub(super) fn of(document: &Document, target: Target) -> KeyFacts {
        let mut facts = KeyFacts::default();
        facts.table(&document.cursor(), runner::root(), target.version);
        facts
    }

    fn table(&mut self, cursor: &Cursor<'_>, table: &'static Key, version: Version) {
        let mut seen: Vec<(&'static Key, &Entry)> = Vec::new();
        for (entry, value) in cursor.entries() {
            let known = table.child(&entry.key.value);
            match known.filter(|key| key.since <= version) {
                Some(key) => {
                    let earlier = seen.iter().find(|(other, _)| std::ptr::eq(*other, key));
                    if let Some((_, first)) = earlier
                        && first.key.value != entry.key.value
                    {
                        self.respelled.push(Respelled {
                            place: key_place(entry, &value),
                            first: first.key.span,
                            key,
                        });
                    }
                    seen.push((key, entry));
                    self.value(&value, key, &key.kind, version);
                }
                None if was_known(table, &entry.key.value, version) => {}
                None => self.unknown.push(UnknownKey {
                    place: key_place(entry, &value),
                    key: entry.key.value.clone(),
                    table,
                    value: entry.node.span,
                    is_table: is_table(&entry.node),
                    is_credentials: is_credentials(table, cursor.node, entry),
                    newer: known,
                    removed: removed(table, &entry.key.value, version),
                }),
            }
        }
    }

    fn value(&mut self, cursor: &Cursor<'_>, key: &'static Key, kind: &Kind, version: Version) {
        let node = cursor.node;
        if fits(node, kind) {
            match kind {
                Kind::Table => self.table(cursor, key, version),
                Kind::Tables => cursor.items().for_each(|item| self.table(&item, key, version)),
                Kind::List(inner) => cursor.items().for_each(|item| self.value(&item, key, inner, version)),
                Kind::Map(inner) => cursor
                    .entries()
                    .for_each(|(_, item)| self.value(&item, key, inner, version)),
                _ => {}
            }
            return;
        }
        if matches!(node.value, Value::Broken) {
            return;
        }
        self.mismatches.push(Mismatch {
            place: cursor.place(),
            key,
            expected: kind.clone(),
            actual: kind_word(node),
            value: actual(node),
        });
    }
}

/// Whether GitLab Runner decodes a value of this shape; what is inside arrays and tables is looked at on its own.
///
/// Source: BurntSushi/toml 1.6.0 `decode.go`; GitLab Runner `common/config.go`, `StringOrArray`.
fn fits(node: &Node, kind: &Kind) -> bool {
    match (kind, &node.value) {
        (Kind::Any, _) => true,
        (Kind::String, Value::Scalar(Scalar::String(_))) => true,
        (Kind::Integer, Value::Scalar(Scalar::Integer(_))) => true,
        (Kind::Float, Value::Scalar(Scalar::Float(_) | Scalar::Integer(_))) => true,
        (Kind::Bool, Value::Scalar(Scalar::Bool(_))) => true,
        (Kind::Datetime, Value::Scalar(Scalar::Datetime(_) | Scalar::String(_))) => true,
        (Kind::Duration, Value::Scalar(Scalar::String(_) | Scalar::Integer(_))) => true,
        (Kind::StringOrList, Value::Scalar(Scalar::String(_))) => true,
        (Kind::StringOrList, Value::Sequence(items)) => items.iter().all(|item| item.as_str().is_some()),
        (Kind::List(_), Value::Sequence(_)) => true,
        (Kind::Table | Kind::Map(_), Value::Mapping(_)) => true,
        (Kind::Tables, Value::Sequence(items)) => items.iter().all(Node::is_mapping),
        _ => false,
    }
}

fn actual(node: &Node) -> Actual {
    let text = |node: &Node| node.as_str().map(str::to_owned);
    match &node.value {
        Value::Scalar(scalar) => Actual::Scalar(scalar.clone()),
        Value::Sequence(items) => {
            let texts: Option<Vec<String>> = items.iter().map(text).collect();
            texts.map_or(Actual::Other, Actual::Texts)
        }
        Value::Mapping(entries) => {
            let pair = |entry: &Entry| Some((entry.key.value.clone(), text(&entry.node)?));
            let pairs: Option<Vec<(String, String)>> = entries.iter().map(pair).collect();
            pairs.map_or(Actual::Other, Actual::Pairs)
        }
        Value::Alias(_) | Value::Broken => Actual::Other,
    }
}

fn is_table(node: &Node) -> bool {
    node.is_mapping() || node.items().iter().any(Node::is_mapping)
}

fn removed(table: &Key, name: &str, version: Version) -> Option<&'static runner::Removed> {
    former(table, name).filter(|key| key.removed <= version)
}

/// Whether it was removed later, so that the version at hand still reads it.
fn was_known(table: &Key, name: &str, version: Version) -> bool {
    former(table, name).is_some_and(|key| key.since <= version && version < key.removed)
}

fn former(table: &Key, name: &str) -> Option<&'static runner::Removed> {
    let path = match (table.path, &table.kind) {
        ("", _) => name.to_owned(),
        (path, Kind::Tables) => format!("{path}[].{name}"),
        (path, _) => format!("{path}.{name}"),
    };
    runner::removed().iter().find(|key| equal_fold(key.path, &path))
}

fn key_place(entry: &Entry, value: &Cursor<'_>) -> Place {
    Place {
        span: entry.key.span,
        address: value.address.clone(),
    }
}
