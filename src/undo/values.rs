//! The values in which two texts differ, and where they stand, by names that survive a reordering.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::holds_secret;
use crate::edit::Literal;
use crate::model::ElementName;
use crate::source::{Address, Role, SourceFile, redacted};
use crate::syntax::{Entry, Node, Value};

/// A step to a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// A key of a mapping.
    Key(String),
    /// The element of a list that has this name.
    Name(String),
    /// The element of a list that has this id.
    Id(i64),
    /// An element of a list, counted from 0.
    Index(usize),
}

/// A value that differs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    /// Where it stands.
    pub path: Vec<Step>,
    /// What stood there before the change.
    pub before: Held,
    /// What the change wrote.
    pub after: Held,
}

/// What stands at an address.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Held {
    /// Nothing: there is no such key.
    Nothing,
    /// Something that holds a secret, or that is no plain value, and is not kept.
    Hidden,
    /// This value.
    Value(Kept),
}

/// A value as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kept {
    /// A string.
    Text(String),
    /// An integer.
    Integer(i64),
    /// A number with a fraction, in digits.
    Float(String),
    /// `true` or `false`.
    Bool(bool),
    /// `null`
    Null,
    /// A date or time as it is written.
    Datetime(String),
    /// Values in order.
    List(Vec<Kept>),
    /// Keys and values in order.
    Table(Vec<(String, Kept)>),
}

impl Kept {
    /// The value of a node; `None` if it is none that can be written again.
    pub(super) fn of(node: &Node) -> Option<Kept> {
        if node.tag.is_some() || node.anchor.is_some() {
            return None;
        }
        match &node.value {
            Value::Sequence(items) => items.iter().map(Kept::of).collect::<Option<_>>().map(Kept::List),
            Value::Mapping(entries) => {
                let pair = |entry: &Entry| Some((entry.key.value.to_string(), Kept::of(&entry.node)?));
                entries.iter().map(pair).collect::<Option<_>>().map(Kept::Table)
            }
            Value::Alias(_) | Value::Broken => None,
            Value::Scalar(_) => match node.literal() {
                Literal::Text(text) => text.shown().map(Kept::Text),
                Literal::Integer(value) => Some(Kept::Integer(value)),
                Literal::Float(value) => Some(Kept::Float(format!("{value:?}"))),
                Literal::Bool(value) => Some(Kept::Bool(value)),
                Literal::Null => Some(Kept::Null),
                Literal::Datetime(text) => Some(Kept::Datetime(text)),
                Literal::List(_) | Literal::Table(_) => None,
            },
        }
    }

    /// The value as edits write it; `None` if what was kept is no value.
    pub(super) fn literal(&self) -> Option<Literal> {
        Some(match self {
            Kept::Text(text) => text.as_str().into(),
            Kept::Integer(value) => Literal::Integer(*value),
            Kept::Float(digits) => Literal::Float(digits.parse().ok()?),
            Kept::Bool(value) => Literal::Bool(*value),
            Kept::Null => Literal::Null,
            Kept::Datetime(text) => Literal::Datetime(text.clone()),
            Kept::List(items) => Literal::List(items.iter().map(Kept::literal).collect::<Option<_>>()?),
            Kept::Table(entries) => {
                let pair = |(key, value): &(String, Kept)| Some((key.clone(), value.literal()?));
                Literal::Table(entries.iter().map(pair).collect::<Option<_>>()?)
            }
        })
    }
}

impl Held {
    /// What stands at a node.
    pub(super) fn of(node: &Node, file: &SourceFile) -> Held {
        match holds_secret(file, node) {
            true => Held::Hidden,
            false => Kept::of(node).map_or(Held::Hidden, Held::Value),
        }
    }
}

/// A path as people read it: `runners[name="docker-1"].docker.volumes`.
impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, step) in self.path.iter().enumerate() {
            match step {
                Step::Key(key) if at == 0 => write!(f, "{}", Address::root().key(key.as_str()))?,
                Step::Key(key) => write!(f, ".{}", Address::root().key(key.as_str()))?,
                Step::Name(name) => write!(f, "[name={name:?}]")?,
                Step::Id(id) => write!(f, "[id={id}]")?,
                Step::Index(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}

/// Whether two texts hold the same values, whatever the order of their keys.
pub fn same(a: &Node, b: &Node) -> bool {
    let nowhere = SourceFile::new("", Role::Pipeline, Vec::new());
    differences((a, &nowhere), (b, &nowhere)).is_empty()
}

/// A node and the file that it stands in.
type Side<'a> = (&'a Node, &'a SourceFile);

/// The values in which `after` differs from `before`.
pub(super) fn differences(before: Side<'_>, after: Side<'_>) -> Vec<Difference> {
    let mut found = Vec::new();
    compare(before, after, &mut Vec::new(), &mut found);
    found
}

fn compare(before: Side<'_>, after: Side<'_>, path: &mut Vec<Step>, found: &mut Vec<Difference>) {
    match (&before.0.value, &after.0.value) {
        (Value::Mapping(_), Value::Mapping(_)) => compare_entries(before, after, path, found),
        (Value::Sequence(old), Value::Sequence(new)) if old.len() == new.len() || begin_alike(old, new) => {
            compare_items((old, before.1), (new, after.1), path, found);
        }
        _ if alike(before.0, after.0) => {}
        _ => found.push(Difference {
            path: path.clone(),
            before: Held::of(before.0, before.1),
            after: Held::of(after.0, after.1),
        }),
    }
}

fn compare_entries(before: Side<'_>, after: Side<'_>, path: &mut Vec<Step>, found: &mut Vec<Difference>) {
    // A key can be anything, a token too; one that is masked leads nowhere and is left alone.
    let key = |entry: &Entry, file: &SourceFile| match file.holds_secret_word(entry.key.span.range()) {
        true => Step::Key("*".repeat(entry.key.value.len())),
        false => Step::Key(redacted(&entry.key.value).into_owned()),
    };
    for entry in before.0.entries() {
        path.push(key(entry, before.1));
        match after.0.get(&entry.key.value) {
            Some(node) => compare((&entry.node, before.1), (node, after.1), path, found),
            None => found.push(Difference {
                path: path.clone(),
                before: Held::of(&entry.node, before.1),
                after: Held::Nothing,
            }),
        }
        path.pop();
    }
    for entry in after
        .0
        .entries()
        .iter()
        .filter(|entry| before.0.get(&entry.key.value).is_none())
    {
        path.push(key(entry, after.1));
        found.push(Difference {
            path: path.clone(),
            before: Held::Nothing,
            after: Held::of(&entry.node, after.1),
        });
        path.pop();
    }
}

/// Whether two nodes hold the same value, not a number included.
fn alike(a: &Node, b: &Node) -> bool {
    a.literal() == b.literal() || Kept::of(a).is_some_and(|kept| Kept::of(b).as_ref() == Some(&kept))
}

/// Whether one list is the other with more at its end.
fn begin_alike(old: &[Node], new: &[Node]) -> bool {
    old.iter().zip(new).all(|(a, b)| alike(a, b))
}

/// Elements are compared by their place: fixes change them where they stand, or add or remove some at the end.
fn compare_items(
    (old, before): (&[Node], &SourceFile),
    (new, after): (&[Node], &SourceFile),
    path: &mut Vec<Step>,
    found: &mut Vec<Difference>,
) {
    for at in 0..old.len().max(new.len()) {
        if let (Some(former), Some(node)) = (old.get(at), new.get(at)) {
            let is_shown = node.get("name").is_none_or(|name| !holds_secret(after, name));
            let name = ElementName::of(node).filter(|_| node.is_mapping() && is_shown);
            let name = name.filter(|name| ElementName::of(former).as_ref() == Some(name));
            path.push(step(name, (old, new), at));
            compare((former, before), (node, after), path, found);
        } else {
            path.push(Step::Index(at));
            let held = |node: Option<&Node>, file| node.map_or(Held::Nothing, |node| Held::of(node, file));
            found.push(Difference {
                path: path.clone(),
                before: held(old.get(at), before),
                after: held(new.get(at), after),
            });
        }
        path.pop();
    }
}

/// How to find an element again: by the name that it has kept, if no other has it.
fn step(name: Option<ElementName>, (old, new): (&[Node], &[Node]), at: usize) -> Step {
    let is_unique = |items: &[Node], name: &ElementName| {
        let same = items.iter().filter(|item| ElementName::of(item).as_ref() == Some(name));
        same.count() == 1
    };
    match name.filter(|name| is_unique(old, name) && is_unique(new, name)) {
        Some(ElementName::Name(name)) => Step::Name(name),
        Some(ElementName::Id(id)) => Step::Id(id),
        None => Step::Index(at),
    }
}
