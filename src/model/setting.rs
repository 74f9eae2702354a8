//! A value with its place, and how it came to be.

use crate::source::{Name, Place, Span};
use crate::syntax::{Cursor, Entry, Node, Scalar};

/// A value, where it stands, and whether it was written there at all.
#[derive(Debug, Clone, PartialEq)]
pub struct Setting<T> {
    /// The value.
    pub value: T,
    /// Where it stands; of a default where it would be written.
    pub place: Place,
    /// Its key, if it was written as the value of one.
    pub key: Option<Span>,
    /// How it came to be.
    pub origin: Origin,
}

/// How a value came to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// Written at its place.
    Written,
    /// Taken over from another place (YAML anchors, `extends`, `default:`).
    Inherited {
        /// What brought it: the alias, the `extends` entry, the default.
        via: Span,
    },
    /// Not written; it is what the program takes then.
    Default,
}

/// A list of settings, such as `volumes`.
#[derive(Debug, Clone, PartialEq)]
pub struct List<T> {
    /// The elements.
    pub items: Vec<Setting<T>>,
    /// Where the list stands, or would be written.
    pub place: Place,
    /// Whether it was written.
    pub origin: Origin,
}

/// What is known of a value that is only partly in the files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Known<T> {
    /// It is surely not set.
    Unset,
    /// It is surely this.
    Is(T),
    /// It may be anything: a variable, a remote include, the web interface.
    Unknown,
}

impl<T> Setting<T> {
    /// A value that was written.
    pub fn written(value: T, place: Place) -> Setting<T> {
        Setting {
            value,
            place,
            key: None,
            origin: Origin::Written,
        }
    }

    /// The same setting with another value.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Setting<U> {
        Setting {
            value: f(self.value),
            place: self.place,
            key: self.key,
            origin: self.origin,
        }
    }

    /// Whether it was written, here or where it was inherited from.
    pub fn is_set(&self) -> bool {
        self.origin != Origin::Default
    }

    /// Whether it was written elsewhere and brought here by an alias, `extends` or a default.
    pub fn is_inherited(&self) -> bool {
        matches!(self.origin, Origin::Inherited { .. })
    }
}

impl<T> List<T> {
    /// The values.
    pub fn values(&self) -> impl Iterator<Item = &T> {
        self.items.iter().map(|item| &item.value)
    }

    /// Whether it was written.
    pub fn is_set(&self) -> bool {
        self.origin != Origin::Default
    }
}

impl<T> Known<T> {
    /// Whether it is surely not set.
    pub fn is_unset(&self) -> bool {
        matches!(self, Known::Unset)
    }

    /// The value, if it is known.
    pub fn get(&self) -> Option<&T> {
        match self {
            Known::Is(value) => Some(value),
            Known::Unset | Known::Unknown => None,
        }
    }
}

/// A table of config.toml, for reading settings out of it. Keys are looked up as GitLab Runner does.
#[derive(Debug, Clone)]
pub struct Table<'a> {
    /// The table.
    pub cursor: Cursor<'a>,
    /// What its keys begin with, a bit each, or all bits if that was not looked at.
    beginnings: u64,
}

/// The bit of the first two letters, whatever their case; all bits where one is not ASCII, because it may fold to
/// anything.
#[inline]
fn beginning(key: &str) -> u64 {
    match key.as_bytes() {
        [first, second, ..] if first.is_ascii() && second.is_ascii() => 1 << ((first & 31) ^ ((second & 31) << 1)),
        _ => u64::MAX,
    }
}

impl<'a> Table<'a> {
    /// The table at `cursor`, if it is one.
    pub fn new(cursor: Cursor<'a>) -> Option<Table<'a>> {
        cursor.node.is_mapping().then(|| Table::of(cursor))
    }

    /// The same for what is known to be a table; anything else has no keys.
    pub(super) fn of(cursor: Cursor<'a>) -> Table<'a> {
        let beginnings = u64::MAX;
        Table { cursor, beginnings }
    }

    /// The same table, made for many lookups: most keys that may be in a table are not, and nearly all of those show in
    /// what its keys begin with.
    #[must_use]
    pub(super) fn indexed(self) -> Table<'a> {
        let keys = self.cursor.node.entries().iter();
        let beginnings = keys.fold(0, |all, entry| all | beginning(&entry.key.value));
        Table { beginnings, ..self }
    }

    /// The place of the table.
    pub fn place(&self) -> Place {
        self.cursor.place()
    }

    /// The place where a missing key would be written.
    pub fn missing(&self, key: &'static str) -> Place {
        Place {
            span: self.cursor.node.span,
            address: self.cursor.address.key(Name::fixed(key)),
        }
    }

    /// The table below `key`.
    pub fn table(&self, key: &str) -> Option<Table<'a>> {
        Table::new(self.value(key)?)
    }

    /// The tables of the array below `key`.
    pub fn tables(&self, key: &str) -> Vec<Table<'a>> {
        let Some(list) = self.value(key) else {
            return Vec::new();
        };
        list.items().filter_map(Table::new).collect()
    }

    /// The string at `key`.
    pub fn text(&self, key: &str) -> Option<Setting<String>> {
        self.read(key, |node| node.as_str().map(str::to_owned))
    }

    /// The truth value at `key`.
    pub fn flag(&self, key: &str) -> Option<Setting<bool>> {
        self.read(key, Node::as_bool)
    }

    /// The truth value at `key`, or the default where it would be written.
    pub fn flag_or(&self, key: &'static str, default: bool) -> Setting<bool> {
        self.flag(key).unwrap_or_else(|| Setting {
            value: default,
            place: self.missing(key),
            key: None,
            origin: Origin::Default,
        })
    }

    /// The integer at `key`.
    pub fn number(&self, key: &str) -> Option<Setting<i64>> {
        self.read(key, Node::as_integer)
    }

    /// The strings of the array at `key`; a lone string counts as one, which only `pull_policy` allows.
    pub fn texts(&self, key: &'static str) -> List<String> {
        let Some(entry) = self.entry(key) else {
            return List {
                items: Vec::new(),
                place: self.missing(key),
                origin: Origin::Default,
            };
        };
        let cursor = self.cursor.below(entry);
        let string = |item: Cursor<'_>| {
            let text = item.node.as_str()?.to_owned();
            Some(Setting::written(text, item.place()))
        };
        let mut items = Vec::with_capacity(entry.node.items().len());
        match entry.node.as_scalar() {
            Some(_) => items.extend(string(cursor.clone())),
            None => items.extend(cursor.items().filter_map(string)),
        }
        List {
            items,
            place: cursor.place(),
            origin: Origin::Written,
        }
    }

    /// The entries of the table below `key`, as far as they are strings.
    pub fn map(&self, key: &str) -> Vec<(String, Setting<String>)> {
        let Some(table) = self.table(key) else {
            return Vec::new();
        };
        let pairs = table.cursor.entries().filter_map(|(entry, value)| {
            let text = value.node.as_str()?.to_owned();
            Some((entry.key.value.to_string(), Setting::written(text, value.place())))
        });
        pairs.collect()
    }

    /// The entry with this key.
    pub fn entry(&self, key: &str) -> Option<&'a Entry> {
        match self.beginnings & beginning(key) {
            0 => None,
            _ => self.cursor.folded(key),
        }
    }

    fn value(&self, key: &str) -> Option<Cursor<'a>> {
        self.entry(key).map(|entry| self.cursor.below(entry))
    }

    fn read<T>(&self, key: &str, value: impl Fn(&Node) -> Option<T>) -> Option<Setting<T>> {
        let entry = self.entry(key)?;
        let cursor = self.cursor.below(entry);
        Some(Setting {
            value: value(&entry.node)?,
            place: cursor.place(),
            key: Some(entry.key.span),
            origin: Origin::Written,
        })
    }
}

/// What kind of value a node is, in the words of GitLab Runner's messages.
pub fn kind_word(node: &Node) -> &'static str {
    use crate::syntax::Value;
    match &node.value {
        Value::Scalar(Scalar::String(_)) => "a string",
        Value::Scalar(Scalar::Integer(_) | Scalar::Large(_)) => "an integer",
        Value::Scalar(Scalar::Float(_)) => "a float",
        Value::Scalar(Scalar::Bool(_)) => "a boolean",
        Value::Scalar(Scalar::Datetime(_)) => "a date",
        Value::Scalar(Scalar::Null) => "null",
        Value::Sequence(items) if items.iter().any(Node::is_mapping) => "an array of tables",
        Value::Sequence(_) => "an array",
        Value::Mapping(_) => "a table",
        Value::Alias(_) => "an alias",
        Value::Broken => "unreadable",
    }
}
