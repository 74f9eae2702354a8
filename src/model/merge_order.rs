//! Keys of pipelines that a merge key (`<<`) after them overwrites.
//!
//! Source: ruby/psych `lib/psych/visitors/to_ruby.rb`, `revive_hash`, 5.2: a merge takes effect where it stands.

use std::collections::HashMap;

use super::Workspace;
use crate::source::{Place, Role, Span};
use crate::syntax::{Cursor, Entry, Node, Value};

/// A key whose value is lost.
#[derive(Debug)]
pub struct Overwritten {
    /// The key.
    pub key: String,
    /// Its value.
    pub place: Place,
    /// The merge key after it.
    pub merge: Span,
    /// The value that counts.
    pub winner: Span,
}

/// Merges in merges that are followed.
const LEVELS: usize = 10;

impl Workspace {
    /// The keys of all pipelines that are overwritten by a merge key after them.
    pub fn overwritten_keys(&self) -> Vec<Overwritten> {
        let mut found = Vec::new();
        for document in self.documents_of(Role::Pipeline).filter(|document| document.parses()) {
            let roots = std::iter::once(&document.root).chain(&document.others);
            for root in roots.filter(|root| merges(root)) {
                let mut walk = Walk {
                    anchors: HashMap::new(),
                    found: &mut found,
                };
                walk.node(&Cursor::new(root, document.base.clone()), 0);
            }
        }
        found
    }
}

/// Whether a merge key stands anywhere: few pipelines have one, and a look at everything with its address is slow.
fn merges(node: &Node) -> bool {
    let mut entries = node.entries().iter();
    node.items().iter().any(merges) || entries.any(|entry| entry.key.value == "<<" || merges(&entry.node))
}

struct Walk<'a, 'f> {
    anchors: HashMap<&'a str, &'a Node>,
    found: &'f mut Vec<Overwritten>,
}

impl<'a> Walk<'a, '_> {
    fn node(&mut self, cursor: &Cursor<'a>, depth: usize) {
        // Nobody nests pipelines like this; GitLab reads a hundred levels.
        if depth > 100 {
            return;
        }
        for item in cursor.items() {
            self.node(&item, depth + 1);
        }
        for (entry, below) in cursor.entries() {
            self.node(&below, depth + 1);
            if entry.key.value == "<<" {
                self.merge(cursor, entry);
            }
        }
        if let Some(anchor) = &cursor.node.anchor {
            self.anchors.insert(anchor.value.as_str(), cursor.node);
        }
    }

    fn merge(&mut self, mapping: &Cursor<'a>, merge: &'a Entry) {
        let mut brought = Vec::new();
        self.keys(&merge.node, LEVELS, &mut brought);
        for (own, value) in mapping.entries() {
            let is_before = own.key.span.start < merge.key.span.start && own.key.value != "<<";
            let winner = brought.iter().find(|entry| entry.key.value == own.key.value);
            let comes_again = || {
                let mut later = mapping.node.entries().iter();
                later.any(|later| later.key.value == own.key.value && later.key.span.start > own.key.span.start)
            };
            let Some(winner) = winner.filter(|_| is_before) else {
                continue;
            };
            if !same(&winner.node, &own.node) && !comes_again() {
                self.found.push(Overwritten {
                    key: own.key.value.to_string(),
                    place: value.place(),
                    merge: merge.key.span,
                    winner: winner.key.span,
                });
            }
        }
    }

    /// The entries that a merge brings; of those of one key the first counts.
    fn keys(&self, node: &'a Node, levels: usize, brought: &mut Vec<&'a Entry>) {
        let Some(levels) = levels.checked_sub(1) else { return };
        match &node.value {
            Value::Alias(name) => {
                if let Some(target) = self.anchors.get(name.as_str()) {
                    self.keys(target, levels, brought);
                }
            }
            Value::Sequence(items) => items.iter().for_each(|item| self.keys(item, levels, brought)),
            Value::Mapping(entries) => {
                // The last of one key wins, and a merge in it counts where it stands.
                for entry in entries.iter().rev() {
                    match entry.key.value == "<<" {
                        true => self.keys(&entry.node, levels, brought),
                        false => brought.push(entry),
                    }
                }
            }
            Value::Scalar(_) | Value::Broken => {}
        }
    }
}

/// Whether nothing is lost.
fn same(a: &Node, b: &Node) -> bool {
    match (&a.value, &b.value) {
        (Value::Scalar(a), Value::Scalar(b)) => a == b,
        (Value::Alias(a), Value::Alias(b)) => a == b,
        (Value::Sequence(a), Value::Sequence(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        _ => false,
    }
}
