//! The collections of a text while it is read, each behind its parent.

use std::collections::HashMap;
use std::ops::Range;

use foldhash::fast::RandomState;

use super::names::{NameId, Names};
use crate::source::{FileId, Span, Spanned};
use crate::syntax::{Entry, Node, Style, Value};

/// A part of a key.
#[derive(Debug, Clone)]
pub(super) struct Key {
    /// The part, decoded.
    pub(super) name: NameId,
    /// Its bytes, quotes included.
    pub(super) range: Range<usize>,
}

/// Where a value goes.
#[derive(Debug, Clone, Copy)]
pub(super) enum Target {
    /// A member of a table.
    Member(usize, usize),
    /// The end of an array.
    Element(usize),
}

impl Target {
    /// The collection that holds it.
    pub(super) fn home(self) -> usize {
        match self {
            Target::Member(table, _) => table,
            Target::Element(array) => array,
        }
    }
}

/// A table or an array.
pub(super) struct Collection {
    pub(super) span: Span,
    pub(super) style: Style,
    /// Collections around it.
    pub(super) depth: usize,
    /// Its path without indices.
    pub(super) path: usize,
    content: Content,
}

enum Content {
    Members(Members),
    Elements(Vec<Slot>),
}

/// The keys of a table; a name may come twice.
#[derive(Default)]
struct Members {
    list: Vec<Member>,
    /// The last member of each name, once there are many.
    index: Option<Box<Index>>,
}

/// The numbers of members by name.
struct Index(HashMap<NameId, usize, RandomState>);

/// Members that most tables have room for at first.
const USUAL: usize = 8;

/// Members up to which looking at each is faster than an index.
const FEW: usize = 24;

impl Members {
    fn find(&self, name: NameId) -> Option<usize> {
        match &self.index {
            None => self.list.iter().rposition(|member| member.key == name),
            Some(index) => index.0.get(&name).copied(),
        }
    }

    fn push(&mut self, member: Member) {
        if self.list.is_empty() {
            self.list.reserve(USUAL);
        }
        if self.list.len() == FEW {
            let numbered = self.list.iter().enumerate();
            let index = numbered.map(|(number, member)| (member.key, number));
            self.index = Some(Box::new(Index(index.collect())));
        }
        if let Some(index) = &mut self.index {
            index.0.insert(member.key, self.list.len());
        }
        self.list.push(member);
    }
}

/// A key of a table.
pub(super) struct Member {
    pub(super) key: NameId,
    pub(super) span: Span,
    pub(super) whole: Span,
    pub(super) slot: Slot,
}

/// What stands behind a key or in an array.
pub(super) enum Slot {
    Leaf(Node),
    Inner(usize),
}

/// All collections of a text; the root is the first.
pub(super) struct Arena {
    file: FileId,
    collections: Vec<Collection>,
}

impl Arena {
    pub(super) fn new(file: FileId) -> Arena {
        Arena {
            file,
            collections: Vec::new(),
        }
    }

    pub(super) fn span(&self, range: &Range<usize>) -> Span {
        Span::new(self.file, range.clone())
    }

    pub(super) fn get(&self, collection: usize) -> &Collection {
        &self.collections[collection]
    }

    pub(super) fn get_mut(&mut self, collection: usize) -> &mut Collection {
        &mut self.collections[collection]
    }

    /// Adds a table that is not yet anywhere.
    pub(super) fn add_table(&mut self, range: &Range<usize>, style: Style, depth: usize, path: usize) -> usize {
        self.add(range, style, (depth, path), Content::Members(Members::default()))
    }

    /// Adds an array that is not yet anywhere.
    pub(super) fn add_array(&mut self, range: &Range<usize>, style: Style, depth: usize, path: usize) -> usize {
        self.add(range, style, (depth, path), Content::Elements(Vec::new()))
    }

    fn add(&mut self, range: &Range<usize>, style: Style, at: (usize, usize), content: Content) -> usize {
        self.collections.push(Collection {
            span: self.span(range),
            style,
            depth: at.0,
            path: at.1,
            content,
        });
        self.collections.len() - 1
    }

    /// Adds a member to a table and gives its number.
    pub(super) fn push(&mut self, table: usize, member: Member) -> usize {
        match &mut self.collections[table].content {
            Content::Members(members) => {
                members.push(member);
                members.list.len() - 1
            }
            Content::Elements(_) => unreachable!("keys lead to tables only"),
        }
    }

    /// Puts something to where it goes.
    pub(super) fn fill(&mut self, target: Target, slot: Slot) {
        match (&mut self.collections[target.home()].content, target) {
            (Content::Members(members), Target::Member(_, member)) => members.list[member].slot = slot,
            (Content::Elements(elements), Target::Element(_)) => elements.push(slot),
            _ => unreachable!("members are put into tables and elements into arrays"),
        }
    }

    /// The number of the last member with this name.
    pub(super) fn find(&self, table: usize, name: NameId) -> Option<usize> {
        match &self.collections[table].content {
            Content::Members(members) => members.find(name),
            Content::Elements(_) => None,
        }
    }

    pub(super) fn member(&self, table: usize, member: usize) -> Option<&Member> {
        match &self.collections[table].content {
            Content::Members(members) => members.list.get(member),
            Content::Elements(_) => None,
        }
    }

    pub(super) fn member_mut(&mut self, table: usize, member: usize) -> Option<&mut Member> {
        match &mut self.collections[table].content {
            Content::Members(members) => members.list.get_mut(member),
            Content::Elements(_) => None,
        }
    }

    /// The collection that a member holds.
    pub(super) fn inner(&self, table: usize, member: usize) -> Option<usize> {
        match self.member(table, member)?.slot {
            Slot::Inner(inner) => Some(inner),
            Slot::Leaf(_) => None,
        }
    }

    /// The array of tables that a member holds.
    pub(super) fn table_array(&self, table: usize, member: usize) -> Option<usize> {
        let inner = self.inner(table, member)?;
        (self.get(inner).style == Style::TableArray).then_some(inner)
    }

    /// The table that a member holds; the last one, if it holds an array of tables.
    pub(super) fn inner_table(&self, table: usize, member: usize) -> Option<usize> {
        let inner = self.inner(table, member)?;
        match (&self.get(inner).content, self.get(inner).style) {
            (Content::Members(_), _) => Some(inner),
            (Content::Elements(elements), Style::TableArray) => match elements.last() {
                Some(Slot::Inner(element)) => Some(*element),
                _ => None,
            },
            _ => None,
        }
    }

    /// The tree. Children are behind their parents, so it is built from the back without recursion.
    pub(super) fn into_root(mut self, names: &Names) -> Node {
        let mut nodes: Vec<Option<Node>> = Vec::new();
        nodes.resize_with(self.collections.len(), || None);
        while let Some(collection) = self.collections.pop() {
            let mut node = |slot: Slot| match slot {
                Slot::Leaf(node) => node,
                Slot::Inner(inner) => {
                    let broken = || Node::new(collection.span, Value::Broken, Style::Bare);
                    nodes[inner].take().unwrap_or_else(broken)
                }
            };
            let value = match collection.content {
                Content::Elements(slots) => {
                    // Most arrays are short, and would keep the room that they grew by.
                    let mut items = Vec::with_capacity(slots.len());
                    items.extend(slots.into_iter().map(node));
                    Value::Sequence(items)
                }
                Content::Members(members) => {
                    let entries = members.list.into_iter().map(|member| Entry {
                        key: Spanned {
                            value: names.get(member.key),
                            span: member.span,
                        },
                        node: node(member.slot),
                        whole: member.whole,
                    });
                    Value::Mapping(entries.collect())
                }
            };
            nodes[self.collections.len()] = Some(Node::new(collection.span, value, collection.style));
        }
        let empty = || Node::new(Span::new(self.file, 0..0), Value::Mapping(Vec::new()), Style::Table);
        nodes.first_mut().and_then(Option::take).unwrap_or_else(empty)
    }
}
