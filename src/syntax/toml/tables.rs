//! Who defines which table: the rules of GitLab Runner's decoder, which differ from TOML's.
//!
//! The decoder remembers for each path, array indices left out, whether a table there was only implied. A table that
//! was implied may be defined once; a dotted key may go into any table. Source: BurntSushi/toml 1.6.0 `parse.go`,
//! `addContext` and `setValue`. Where the decoder accepts a text and silently drops a value of it, we report the key.

use std::collections::HashMap;
use std::ops::Range;

use foldhash::fast::RandomState;

use super::arena::{Arena, Key, Member, Slot, Target};
use super::names::{NameId, Names};
use crate::source::{FileId, Name, Span};
use crate::syntax::{Fault, MAX_DEPTH, Node, Style, Value};

/// A name that is taken: where the error is to be shown and of which kind it is.
#[derive(Debug)]
pub(super) struct Clash {
    /// The bytes to point at.
    pub(super) range: Range<usize>,
    /// [`Fault::Duplicate`] or [`Fault::Redefined`].
    pub(super) fault: Fault,
}

/// The tables and arrays of a text while it is read.
pub(super) struct Tables {
    arena: Arena,
    /// The names of its keys.
    pub(super) names: Names,
    paths: HashMap<(usize, NameId), usize, RandomState>,
    /// For each path whether a table there was only implied so far.
    implied: Vec<bool>,
    /// The names that were found taken and not yet reported.
    pub(super) clashes: Vec<Clash>,
    /// Whether a table that is written out already got a header.
    pub(super) defined_again: bool,
}

/// The place that a dotted key leads to.
pub(super) struct Opened {
    /// Where the value goes.
    pub(super) target: Target,
    /// Whether the key could not be read, so that the place is none of the tree.
    pub(super) lost: bool,
    /// Tables that this key made; they span the whole line once it is read.
    made: Vec<(usize, usize)>,
}

const ROOT: usize = 0;

impl Tables {
    pub(super) fn new(file: FileId) -> Tables {
        let mut tables = Tables {
            arena: Arena::new(file),
            names: Names::default(),
            paths: HashMap::default(),
            implied: vec![false],
            clashes: Vec::new(),
            defined_again: false,
        };
        tables.detached();
        tables
    }

    /// A table that belongs to nothing, for keys below a header that cannot be read. The first one is the root.
    pub(super) fn detached(&mut self) -> usize {
        self.arena.add_table(&(0..0), Style::Table, 0, ROOT)
    }

    /// Whether `levels` more levels fit below a collection.
    pub(super) fn fits(&self, collection: usize, levels: usize) -> bool {
        self.arena.get(collection).depth + levels <= MAX_DEPTH
    }

    /// Defines a table by its header; gives `None` if it would be too deep.
    pub(super) fn header(&mut self, keys: &[Key], header: Range<usize>, style: Style) -> Option<usize> {
        let (last, parents) = keys.split_last()?;
        let mut table = ROOT;
        for key in parents {
            table = self.parent(table, key, &header)?;
        }
        if !self.fits(table, 2) {
            return None;
        }
        if style == Style::TableArray {
            return Some(self.array_header(table, last, &header));
        }
        let path = self.path(table, last.name);
        let Some(member) = self.arena.find(table, last.name) else {
            return Some(self.add_at(path, table, last, &header, Style::Table));
        };
        let implied = std::mem::take(&mut self.implied[path]);
        if let Some(inner) = self.arena.inner_table(table, member).filter(|_| implied) {
            self.defined_again |= self.arena.get(inner).style == Style::Table;
            self.define(table, member, last, &header);
            return Some(inner);
        }
        // A `[a]` after `[[a]]` is one bracket short, so it is read as what was meant.
        if let Some(array) = self.arena.table_array(table, member) {
            self.clash((table, member), &header, Fault::redefined);
            return Some(self.add_element(array, &header));
        }
        let inner = self.arena.inner(table, member).map(|inner| self.arena.get(inner).style);
        let fault = match inner {
            Some(Style::Table | Style::Implied | Style::Dotted) => Fault::duplicate,
            _ => Fault::redefined,
        };
        self.clash((table, member), &header, fault);
        Some(self.add(table, last, &header, Style::Table))
    }

    fn array_header(&mut self, table: usize, key: &Key, header: &Range<usize>) -> usize {
        let found = self.arena.find(table, key.name);
        let array = found.and_then(|member| self.arena.table_array(table, member));
        let array = array.unwrap_or_else(|| {
            if let Some(member) = found {
                self.clash((table, member), header, Fault::redefined);
            }
            self.add(table, key, header, Style::TableArray)
        });
        self.add_element(array, header)
    }

    /// The table that a part of a header before the last one leads to.
    fn parent(&mut self, table: usize, key: &Key, header: &Range<usize>) -> Option<usize> {
        if !self.fits(table, 2) {
            return None;
        }
        let found = self.arena.find(table, key.name);
        match found.map(|member| (member, self.arena.inner_table(table, member))) {
            Some((_, Some(inner))) => return Some(inner),
            Some((member, None)) => self.clash((table, member), &key.range, Fault::redefined),
            None => {
                let path = self.path(table, key.name);
                self.implied[path] = true;
            }
        }
        let inner = self.add(table, key, header, Style::Implied);
        self.arena.get_mut(inner).span = self.arena.span(&key.range);
        Some(inner)
    }

    /// Makes room for the value of a dotted key; gives `None` if it would be too deep.
    pub(super) fn open(&mut self, table: usize, keys: &[Key], whole: Range<usize>) -> Option<Opened> {
        let (last, parents) = keys.split_last()?;
        if !self.fits(table, keys.len()) {
            return None;
        }
        let mut made = Vec::new();
        let mut table = table;
        for key in parents {
            let path = self.path(table, key.name);
            let found = self.arena.find(table, key.name);
            self.implied[path] = found.is_none();
            let inner = found.and_then(|member| self.arena.inner_table(table, member));
            table = inner.unwrap_or_else(|| {
                if let Some(member) = found {
                    self.clash((table, member), &key.range, Fault::redefined);
                }
                let inner = self.add(table, key, &key.range, Style::Dotted);
                made.extend(self.arena.find(table, key.name).map(|member| (table, member)));
                inner
            });
            if !self.fits(table, 1) {
                return None;
            }
        }
        if let Some(member) = self.arena.find(table, last.name) {
            let inner = self.arena.inner(table, member);
            let value = inner.is_none_or(|inner| self.arena.get(inner).style == Style::Flow);
            let fault = if value { Fault::duplicate } else { Fault::redefined };
            self.clash((table, member), &last.range, fault);
        }
        let span = self.arena.span(&last.range);
        let nothing = Node::new(span.after(), Value::Broken, Style::Bare);
        let member = self.arena.push(
            table,
            Member {
                key: last.name,
                span,
                whole: self.arena.span(&whole),
                slot: Slot::Leaf(nothing),
            },
        );
        Some(Opened {
            target: Target::Member(table, member),
            lost: false,
            made,
        })
    }

    /// Says how far an entry reaches, once it is read.
    pub(super) fn close(&mut self, opened: &Opened, whole: Range<usize>) {
        let whole = self.arena.span(&whole);
        let leaf = match opened.target {
            Target::Member(table, member) => Some((table, member)),
            Target::Element(_) => None,
        };
        for (table, member) in opened.made.iter().copied().chain(leaf) {
            if let Some(member) = self.arena.member_mut(table, member) {
                member.whole = whole;
            }
        }
    }

    /// Puts a value without members or elements.
    pub(super) fn set(&mut self, target: Target, node: Node) {
        self.arena.fill(target, Slot::Leaf(node));
    }

    /// Starts an inline table.
    pub(super) fn begin_table(&mut self, target: Target, open: &Range<usize>) -> usize {
        let path = self.path_of(target);
        self.implied[path] = false;
        let depth = self.arena.get(target.home()).depth + 1;
        let inner = self.arena.add_table(open, Style::Flow, depth, path);
        self.arena.fill(target, Slot::Inner(inner));
        inner
    }

    /// Starts an array.
    pub(super) fn begin_array(&mut self, target: Target, open: &Range<usize>) -> usize {
        let path = self.path_of(target);
        let depth = self.arena.get(target.home()).depth + 1;
        let inner = self.arena.add_array(open, Style::Flow, depth, path);
        self.arena.fill(target, Slot::Inner(inner));
        inner
    }

    /// Ends an inline table or an array.
    pub(super) fn end(&mut self, collection: usize, range: Range<usize>) {
        self.arena.get_mut(collection).span = self.arena.span(&range);
    }

    /// The tree, and the names of its keys.
    pub(super) fn into_root(self) -> (Node, Vec<Name>) {
        (self.arena.into_root(&self.names), self.names.into_list())
    }

    fn clash(&mut self, member: (usize, usize), range: &Range<usize>, fault: fn(Span) -> Fault) {
        if let Some(first) = self.arena.member(member.0, member.1) {
            self.clashes.push(Clash {
                range: range.clone(),
                fault: fault(first.span),
            });
        }
    }

    /// A table that was implied gets its header.
    fn define(&mut self, table: usize, member: usize, key: &Key, header: &Range<usize>) {
        let (span, whole) = (self.arena.span(&key.range), self.arena.span(header));
        let inner = self.arena.inner(table, member);
        let Some(inner) = inner.filter(|inner| self.arena.get(*inner).style != Style::TableArray) else {
            return;
        };
        if let Some(member) = self.arena.member_mut(table, member) {
            member.span = span;
            member.whole = whole;
        }
        let collection = self.arena.get_mut(inner);
        collection.span = whole;
        collection.style = Style::Table;
    }

    /// Adds a table, or an array of tables, as a member of a table.
    fn add(&mut self, table: usize, key: &Key, range: &Range<usize>, style: Style) -> usize {
        let path = self.path(table, key.name);
        self.add_at(path, table, key, range, style)
    }

    fn add_at(&mut self, path: usize, table: usize, key: &Key, range: &Range<usize>, style: Style) -> usize {
        let depth = self.arena.get(table).depth + 1;
        let inner = match style {
            Style::TableArray => self.arena.add_array(range, style, depth, path),
            _ => self.arena.add_table(range, style, depth, path),
        };
        let member = Member {
            key: key.name,
            span: self.arena.span(&key.range),
            whole: self.arena.span(range),
            slot: Slot::Inner(inner),
        };
        self.arena.push(table, member);
        inner
    }

    fn add_element(&mut self, array: usize, header: &Range<usize>) -> usize {
        let (depth, path) = (self.arena.get(array).depth + 1, self.arena.get(array).path);
        let element = self.arena.add_table(header, Style::Table, depth, path);
        self.arena.fill(Target::Element(array), Slot::Inner(element));
        element
    }

    /// The path of a key of a table.
    fn path(&mut self, table: usize, name: NameId) -> usize {
        let next = self.implied.len();
        let parent = self.arena.get(table).path;
        let path = *self.paths.entry((parent, name)).or_insert(next);
        if path == next {
            self.implied.push(false);
        }
        path
    }

    fn path_of(&mut self, target: Target) -> usize {
        let name = match target {
            Target::Member(table, member) => self.arena.member(table, member).map(|member| member.key),
            Target::Element(_) => None,
        };
        match name {
            Some(name) => self.path(target.home(), name),
            None => self.arena.get(target.home()).path,
        }
    }
}

impl Fault {
    fn duplicate(first: Span) -> Fault {
        Fault::Duplicate { first }
    }

    fn redefined(first: Span) -> Fault {
        Fault::Redefined { first }
    }
}
