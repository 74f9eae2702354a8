//! A node together with its address, for walking down a document.

use super::{Document, Entry, Fault, Node, SyntaxError, Value};
use crate::source::{Address, Place, Span, Step, Upwards, equal_fold};

/// A node and the path to it.
#[derive(Debug, Clone)]
pub struct Cursor<'a> {
    /// The node.
    pub node: &'a Node,
    /// The path from the root of the document.
    pub address: Address,
}

impl<'a> Cursor<'a> {
    /// The node at `address`.
    pub fn new(node: &'a Node, address: Address) -> Cursor<'a> {
        Cursor { node, address }
    }

    /// The node at an address that is made for what is in the node.
    fn at(node: &'a Node, address: Address) -> Cursor<'a> {
        let address = match node.value {
            Value::Sequence(_) | Value::Mapping(_) => address.shared(),
            _ => address,
        };
        Cursor::new(node, address)
    }

    /// The value of exactly this key.
    pub fn get(&self, key: &str) -> Option<Cursor<'a>> {
        self.node.entry(key).map(|entry| self.below(entry))
    }

    /// The entry whose key is `key` as GitLab Runner compares keys: exactly, else without regard to case.
    ///
    /// Source: BurntSushi/toml 1.6.0 `decode.go`, `unifyStruct` (`strings.EqualFold`).
    pub fn folded(&self, key: &str) -> Option<&'a Entry> {
        // Of equal spellings the last one counts, of others the first.
        let other = || {
            let mut entries = self.node.entries().iter();
            entries.find(|entry| equal_fold(&entry.key.value, key))
        };
        self.node.entry(key).or_else(other)
    }

    /// The value of [`Cursor::folded`].
    pub fn get_folded(&self, key: &str) -> Option<Cursor<'a>> {
        self.folded(key).map(|entry| self.below(entry))
    }

    /// The value of an entry of this mapping.
    pub fn below(&self, entry: &'a Entry) -> Cursor<'a> {
        Cursor::at(&entry.node, self.address.key(&entry.key.value))
    }

    /// The entries of a mapping.
    pub fn entries(&self) -> impl Iterator<Item = (&'a Entry, Cursor<'a>)> + '_ {
        self.node.entries().iter().map(|entry| (entry, self.below(entry)))
    }

    /// The elements of a sequence.
    pub fn items(&self) -> impl Iterator<Item = Cursor<'a>> + '_ {
        let items = self.node.items().iter().enumerate();
        items.map(|(index, node)| Cursor::at(node, self.address.index(index)))
    }

    /// The place of the value.
    pub fn place(&self) -> Place {
        Place {
            span: self.node.span,
            address: self.address.clone(),
        }
    }
}

/// The entry with this key that is around a span, else the last one.
fn entry_at<'a>(entries: &'a [Entry], key: &str, span: Span) -> Option<&'a Entry> {
    let mut same = entries.iter().filter(|entry| entry.key.value == *key);
    let holds = |entry: &&Entry| entry.whole.contains(span) || entry.node.span.contains(span);
    if entries.len() > FEW {
        // Entries stand in order almost always, so the one around the span is found without a search.
        let near = entries.partition_point(|entry| entry.whole.end <= span.start);
        let near = entries.get(near).filter(|entry| entry.key.value == *key);
        if let Some(near) = near.filter(holds) {
            return Some(near);
        }
    }
    let first = same.next()?;
    match same.next_back() {
        Some(last) => Some(
            entries
                .iter()
                .filter(|entry| entry.key.value == *key)
                .find(holds)
                .unwrap_or(last),
        ),
        None => Some(first),
    }
}

/// Entries up to which comparing all keys is fast.
const FEW: usize = 16;

/// A node that was looked up for an edit.
#[derive(Debug, Clone, Copy)]
pub struct Found<'a> {
    /// The node.
    pub node: &'a Node,
    /// The entry that holds it, if its parent is a mapping.
    pub entry: Option<&'a Entry>,
    /// The collection that holds it; the root has none.
    pub parent: Option<&'a Node>,
    /// Its index in a parent that is a sequence.
    pub index: Option<usize>,
}

/// Where an entry is to be written.
#[derive(Debug, Clone, Copy)]
pub struct Home<'a> {
    /// The mapping that is there.
    pub to: Found<'a>,
    /// The table in it that has to be made for the entry, if there is none.
    pub missing: Option<&'a str>,
}

impl Document {
    /// The node at `address`. Of two entries with one key it is the one that `span` lies in, else the last.
    pub fn find(&self, address: &Address, span: Span) -> Option<Found<'_>> {
        // Addresses count from the first document of a YAML stream.
        if self.others.iter().any(|other| other.span.contains(span)) {
            return None;
        }
        let below = address.len().checked_sub(self.base.len())?;
        self.found(&mut address.upwards(), below, span)
    }

    /// The node that `below` more steps lead to from the root, of which the last one comes first.
    fn found(&self, steps: &mut Upwards<'_>, below: usize, span: Span) -> Option<Found<'_>> {
        if below == 0 {
            let at_root = steps.eq(self.base.upwards());
            return at_root.then_some(Found {
                node: &self.root,
                entry: None,
                parent: None,
                index: None,
            });
        }
        let step = steps.next()?;
        let parent = self.found(steps, below - 1, span)?.node;
        match step {
            Step::Key(key) => {
                let entry = entry_at(parent.entries(), key, span)?;
                Some(Found {
                    node: &entry.node,
                    entry: Some(entry),
                    parent: Some(parent),
                    index: None,
                })
            }
            Step::Index(index) => Some(Found {
                node: parent.items().get(*index)?,
                entry: None,
                parent: Some(parent),
                index: Some(*index),
            }),
            Step::Inside => None,
        }
    }

    /// Whether what `address` and `span` lead to lies in an entry whose key comes again later, so that the address alone
    /// means something else.
    pub fn is_shadowed(&self, address: &Address, span: Span) -> bool {
        let repeats = |error: &SyntaxError| matches!(error.fault, Fault::Duplicate { .. } | Fault::Redefined { .. });
        // Looking through all keys is slow, and hardly any document needs it.
        if self.error_count <= self.errors.len() && !self.errors.iter().any(repeats) {
            return false;
        }
        let is_last = |depth: usize| {
            let above = address.first(depth);
            let Some(found) = self.find(&above, span) else {
                return true;
            };
            match (found.parent, found.entry) {
                (Some(parent), Some(entry)) => parent
                    .entry(&entry.key.value)
                    .is_some_and(|last| std::ptr::eq(last, entry)),
                _ => true,
            }
        };
        !(self.base.len() + 1..=address.len()).all(is_last)
    }
}
