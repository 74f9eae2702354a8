//! config.toml held against the schema: keys that nothing reads, values of the wrong type.

use std::collections::HashMap;

use super::credentials::is_credentials;
use super::setting::kind_word;
use crate::schema::phantom::{Phantom, phantom};
use crate::schema::runner::{self, Key, Kind};
use crate::schema::{Children, Target, Version, elsewhere, texts};
use crate::source::{Place, Span, equal_fold};
use crate::syntax::{Cursor, Document, Entry, Node, Scalar, Template, Value};

/// What holding a config.toml against the schema gave.
#[derive(Debug, Default)]
pub(super) struct KeyFacts {
    /// Keys that GitLab Runner does not read.
    pub unknown: Vec<UnknownKey>,
    /// Values that GitLab Runner cannot decode.
    pub mismatches: Vec<Mismatch>,
    /// Keys in two spellings.
    pub respelt: Vec<Respelt>,
}

/// A key that its table has already, in letters of another case.
///
/// Source: BurntSushi/toml 1.6.0 `decode.go`, `unifyStruct`, which goes through a Go map, in random order, and decodes
/// each value into the field of that name; tables are decoded into the table that is there.
#[derive(Debug)]
pub struct Respelt {
    /// The later one.
    pub place: Place,
    /// As written.
    pub key: String,
    /// The first one.
    pub first: Span,
    /// As written there.
    pub first_key: String,
    /// Whether both say the same.
    pub equal: bool,
    /// Whether both are tables that do not contradict each other, so that GitLab Runner reads all of both.
    pub agree: bool,
    /// The span of the later one with its value.
    pub whole: Span,
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
    /// Why it is not read.
    pub reason: Reason,
    /// The nearest other tables that have such a key, if that is what is wrong.
    pub homes: Vec<&'static Key>,
    /// The key of the same table that was meant, if it is free and takes such a value.
    pub meant: Option<&'static str>,
}

/// Why GitLab Runner does not read a key.
#[derive(Debug, Clone, Copy)]
pub enum Reason {
    /// No release has it, here or in a table near by.
    NoSuchKey,
    /// Other tables have it.
    Elsewhere,
    /// Documentation names it, and no release has it.
    Phantom(&'static Phantom),
    /// Only newer releases have it.
    Newer(&'static Key),
    /// Only older releases have it.
    Removed(&'static runner::Removed),
    /// Old releases wrote it at registration, and nothing ever came of it.
    Leftover(&'static runner::Removed),
    /// It is a key, but GitLab Runner passes over a value that is no table.
    NotATable,
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
    /// Whether this release decodes it all the same, with a warning.
    pub tolerated: bool,
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

impl Mismatch {
    /// Whether it is a text in the right place that cannot be read as what it stands for, such as a duration.
    pub fn is_unreadable_text(&self) -> bool {
        let text = matches!(self.value, Actual::Scalar(Scalar::String(_)));
        text && matches!(self.expected, Kind::Duration | Kind::Datetime)
    }

    /// The text, if it stands for a duration and cannot be read as one.
    pub fn unreadable_duration(&self) -> Option<&str> {
        match (&self.value, &self.expected) {
            (Actual::Scalar(Scalar::String(text)), Kind::Duration) => Some(text),
            _ => None,
        }
    }

    /// Whether it is a list of services that are names only.
    pub(super) fn is_service_names(&self) -> bool {
        self.key.name == "services" && self.expected == Kind::Tables && matches!(self.value, Actual::Texts(_))
    }
}

impl KeyFacts {
    /// Holds a document against the schema of a version.
    pub(super) fn of(document: &Document, target: Target) -> KeyFacts {
        let mut walk = Walk::new(target.version, document.template.as_deref());
        walk.table(&document.cursor(), runner::root());
        walk.facts
    }
}

/// A walk through a document that collects facts.
struct Walk<'d> {
    facts: KeyFacts,
    children: Children<'d>,
    version: Version,
    /// What is known only later.
    template: Option<&'d Template>,
}

impl<'d> Walk<'d> {
    fn new(version: Version, template: Option<&'d Template>) -> Walk<'d> {
        Walk {
            facts: KeyFacts::default(),
            children: Children::default(),
            version,
            template,
        }
    }

    fn table(&mut self, cursor: &Cursor<'d>, table: &'static Key) {
        let version = self.version;
        let mut is_respelt = false;
        for entry in cursor.node.entries() {
            let known = self.children.get(table, &entry.key.value);
            is_respelt |= known.is_some_and(|key| entry.key.value != key.name);
            match known.filter(|key| key.since <= version) {
                Some(key) => {
                    let former = key.former_kind(version);
                    let kind = former.as_ref().unwrap_or(&key.kind);
                    // Most values are sound, and their addresses are not asked for.
                    if !is_sound(&entry.node, kind, version) {
                        self.value(&cursor.below(entry), key, kind);
                    }
                    let is_open = self.template.is_some_and(|template| template.touches(entry.node.span));
                    if matches!(key.kind, Kind::Map(_)) && !entry.node.is_mapping() && !is_open {
                        self.facts
                            .unknown
                            .push(unknown_key(cursor, entry, table, Reason::NotATable));
                    }
                }
                None if was_known(table, &entry.key.value, version) => {}
                None => {
                    let removed = removed(table, &entry.key.value, version);
                    let reason = match (known, removed) {
                        (Some(newer), _) => Reason::Newer(newer),
                        (None, Some(removed)) if is_leftover(cursor, removed) => Reason::Leftover(removed),
                        (None, Some(removed)) => Reason::Removed(removed),
                        (None, None) => no_key(table, &entry.key.value),
                    };
                    let mut unknown = unknown_key(cursor, entry, table, reason);
                    if let Reason::Elsewhere = reason {
                        unknown.homes = elsewhere::homes(table, &entry.key.value);
                    }
                    let meant = meant(entry, table, reason, version);
                    unknown.meant = meant.filter(|name| cursor.folded(name).is_none());
                    self.facts.unknown.push(unknown);
                }
            }
        }
        if is_respelt {
            self.facts.respelt.extend(respelt(cursor, table, version));
        }
    }

    fn value(&mut self, cursor: &Cursor<'d>, key: &'static Key, kind: &Kind) {
        let (node, version) = (cursor.node, self.version);
        if fits(node, kind, version) {
            match kind {
                Kind::Table => self.table(cursor, key),
                Kind::Tables => cursor.items().for_each(|item| self.table(&item, key)),
                Kind::List(inner) => cursor.items().for_each(|item| self.value(&item, key, inner)),
                Kind::Map(inner) => cursor.entries().for_each(|(_, item)| self.value(&item, key, inner)),
                _ => {}
            }
            return;
        }
        if matches!(node.value, Value::Broken) || key.is_decoded_leniently() {
            return;
        }
        let value = actual(node);
        self.facts.mismatches.push(Mismatch {
            place: cursor.place(),
            key,
            expected: kind.clone(),
            actual: kind_word(node),
            tolerated: matches!(value, Actual::Texts(_)) && key.takes_names_too(version),
            value,
        });
    }
}

/// The keys of a table that come in two spellings.
fn respelt(cursor: &Cursor<'_>, table: &'static Key, version: Version) -> Vec<Respelt> {
    let mut first_of: HashMap<&str, &Entry> = HashMap::new();
    let mut found = Vec::new();
    for entry in cursor.node.entries() {
        let Some(key) = table.child(&entry.key.value) else {
            continue;
        };
        let first = *first_of.entry(key.name).or_insert(entry);
        // A value of the wrong type has the file refused, whichever it is.
        let decoded = [first, entry].iter().all(|entry| fits(&entry.node, &key.kind, version));
        if first.key.value == entry.key.value || !decoded {
            continue;
        }
        let tables = first.node.is_mapping() && entry.node.is_mapping();
        let folds = key.kind == Kind::Table;
        let same = |a: &Entry, b: &Entry| match folds {
            true => equal_fold(&a.key.value, &b.key.value),
            false => a.key.value == b.key.value,
        };
        let differ = |a: &Entry, b: &Entry| same(a, b) && a.node.literal() != b.node.literal();
        let clashes = |inner: &Entry| first.node.entries().iter().any(|other| differ(inner, other));
        found.push(Respelt {
            place: Place {
                span: entry.key.span,
                address: cursor.address.key(&entry.key.value),
            },
            key: entry.key.value.to_string(),
            first: first.key.span,
            first_key: first.key.value.to_string(),
            equal: first.node.literal() == entry.node.literal(),
            agree: tables && !entry.node.entries().iter().any(clashes),
            whole: entry.whole,
        });
    }
    found
}

/// Whether GitLab Runner decodes a value that is no table and holds none.
fn is_sound(node: &Node, kind: &Kind, version: Version) -> bool {
    match kind {
        Kind::Table | Kind::Tables | Kind::Map(_) => false,
        Kind::List(inner) => node.is_sequence() && node.items().iter().all(|item| is_sound(item, inner, version)),
        _ => fits(node, kind, version),
    }
}

/// Whether GitLab Runner decodes a value of this shape; what is inside arrays and tables is looked at on its own.
///
/// Source: BurntSushi/toml 1.6.0 `decode.go`; GitLab Runner `common/config.go`, `StringOrArray`. A map takes anything,
/// because `unifyMap` passes over what is no table.
fn fits(node: &Node, kind: &Kind, version: Version) -> bool {
    let old = version < runner::TOML_1_0;
    match (kind, &node.value) {
        (Kind::Any | Kind::Map(_), _) => true,
        (Kind::String, Value::Scalar(Scalar::String(_))) => true,
        (Kind::Integer, Value::Scalar(Scalar::Integer(_))) => true,
        (Kind::Float, Value::Scalar(Scalar::Float(_))) => true,
        (Kind::Float, Value::Scalar(Scalar::Integer(_))) => !old,
        (Kind::Bool, Value::Scalar(Scalar::Bool(_))) => true,
        (Kind::Datetime, Value::Scalar(Scalar::Datetime(_))) => true,
        (Kind::Datetime, Value::Scalar(Scalar::String(text))) => texts::is_time(text),
        (Kind::Duration, Value::Scalar(Scalar::Integer(_))) => true,
        (Kind::Duration, Value::Scalar(Scalar::String(text))) => texts::is_duration(text),
        (Kind::StringOrList, Value::Scalar(Scalar::String(_))) => true,
        (Kind::StringOrList, Value::Sequence(items)) => items.iter().all(|item| item.as_str().is_some()),
        (Kind::List(_), Value::Sequence(_)) => true,
        (Kind::Table, Value::Mapping(_)) => true,
        (Kind::Tables, Value::Sequence(items)) => items.iter().all(Node::is_mapping),
        _ => false,
    }
}

pub(super) fn actual(node: &Node) -> Actual {
    let text = |node: &Node| node.as_str().map(str::to_owned);
    match &node.value {
        Value::Scalar(scalar) => Actual::Scalar(scalar.clone()),
        Value::Sequence(items) => {
            let texts: Option<Vec<String>> = items.iter().map(text).collect();
            texts.map_or(Actual::Other, Actual::Texts)
        }
        Value::Mapping(entries) => {
            let pair = |entry: &Entry| Some((entry.key.value.to_string(), text(&entry.node)?));
            let pairs: Option<Vec<(String, String)>> = entries.iter().map(pair).collect();
            pairs.map_or(Actual::Other, Actual::Pairs)
        }
        Value::Alias(_) | Value::Broken => Actual::Other,
    }
}

fn is_table(node: &Node) -> bool {
    node.is_mapping() || node.items().iter().any(Node::is_mapping)
}

fn unknown_key(cursor: &Cursor<'_>, entry: &Entry, table: &'static Key, reason: Reason) -> UnknownKey {
    UnknownKey {
        place: Place {
            span: entry.key.span,
            address: cursor.address.key(&entry.key.value),
        },
        key: entry.key.value.to_string(),
        table,
        value: entry.node.span,
        is_table: is_table(&entry.node),
        is_credentials: is_credentials(table, cursor.node, entry),
        reason,
        homes: Vec::new(),
        meant: None,
    }
}

/// Whether a key decodes a value, with all that is in it, and knows each key of it.
pub(super) fn takes(key: &'static Key, value: &Cursor<'_>, version: Version) -> bool {
    let mut walk = Walk::new(version, None);
    let former = key.former_kind(version);
    walk.value(value, key, former.as_ref().unwrap_or(&key.kind));
    key.since <= version && walk.facts.mismatches.is_empty() && walk.facts.unknown.is_empty()
}

/// Why there is no key of this name, in any release.
fn no_key(table: &'static Key, name: &str) -> Reason {
    if let Some(phantom) = phantom(table, name) {
        return Reason::Phantom(phantom);
    }
    let is_of_this_table = elsewhere::advice(table, name).is_some() || elsewhere::key_like(table, name).is_some();
    match is_of_this_table || elsewhere::homes(table, name).is_empty() {
        true => Reason::NoSuchKey,
        false => Reason::Elsewhere,
    }
}

/// The key of the same table that an unknown one stands for: its successor, or the one spelling close to it.
fn meant(entry: &Entry, table: &'static Key, reason: Reason, version: Version) -> Option<&'static str> {
    let name = entry.key.value.as_str();
    let key = match reason {
        Reason::Removed(removed) => table.child(removed.successor()?)?,
        Reason::Phantom(phantom) => table.child(phantom.real?)?,
        Reason::NoSuchKey if elsewhere::advice(table, name).is_none() => match elsewhere::key_like(table, name) {
            Some(key) => key,
            None => neighbour(name, table)?,
        },
        _ => return None,
    };
    (key.since <= version && fits(&entry.node, &key.kind, version)).then_some(key.name)
}

/// The one key of a table that a spelling is close to.
fn neighbour(name: &str, table: &'static Key) -> Option<&'static Key> {
    let limit = (name.chars().count() / 4).max(1);
    let close = |key: &&Key| {
        let same_start = key.name.chars().next() == name.chars().next();
        same_start && strsim::damerau_levenshtein(key.name, name) <= limit
    };
    let mut near = table.keys.iter().filter(close);
    near.next().filter(|_| near.next().is_none())
}

/// Whether it is the `Insecure` that `gitlab-runner register` once wrote into `[runners.cache]` for everyone: no
/// bucket is named beside it, and no type.
fn is_leftover(table: &Cursor<'_>, removed: &runner::Removed) -> bool {
    let keys = table.node.entries();
    let tells = |entry: &Entry| matches!(entry.node.as_scalar(), Some(Scalar::String(text)) if !text.is_empty());
    removed.path == "runners[].cache.Insecure" && !keys.iter().any(tells)
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
