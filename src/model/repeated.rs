//! Keys and tables that are there twice: in config.toml under one name, which TOML forbids, or in two spellings, which
//! GitLab Runner takes for one; in JSON under one name, which is allowed.

use super::Workspace;
use super::keys::Respelt;
use super::toml_faults::TomlFault;
use crate::source::{Address, Place, Role, Span};
use crate::syntax::{Document, Entry, Fault, Node, SyntaxError};

/// A key or table that its table has already.
#[derive(Debug)]
pub struct Repeated<'a> {
    /// What TOML says of it.
    pub fault: TomlFault<'a>,
    /// The two, if they were read as such.
    pub pair: Option<Pair>,
}

/// Two entries of one name.
#[derive(Debug)]
pub struct Pair {
    /// The first one.
    pub first: Place,
    /// The later one.
    pub later: Place,
    /// Whether both say the same.
    pub equal: bool,
    /// Whether both are tables that have no key in common.
    pub disjoint: bool,
    /// Whether a secret is in the later one.
    pub holds_secret: bool,
}

impl Workspace {
    /// Keys and tables that are there twice under one name; GitLab Runner refuses the file.
    pub fn repeated_keys(&self) -> Vec<Repeated<'_>> {
        let faults = self.toml_faults().into_iter().filter(TomlFault::is_repeat);
        let faults = faults.filter(|fault| self.is_sound(fault));
        faults
            .map(|fault| Repeated {
                pair: self.pair(fault.place.span),
                fault,
            })
            .collect()
    }

    /// Keys that are there twice in an object of sound JSON texts of a role, where the last one counts.
    pub fn repeated_members(&self, role: Role) -> impl Iterator<Item = Pair> {
        let sound = self.documents_of(role).filter(|document| document.parses());
        let errors = sound.flat_map(|document| &document.errors);
        let repeats = errors.filter(|error| matches!(error.fault, Fault::Duplicate { .. }));
        repeats.filter_map(|error| self.pair(error.span))
    }

    /// Keys and tables that are there in two spellings.
    pub fn respelt_keys(&self) -> impl Iterator<Item = &Respelt> {
        self.keys.iter().flat_map(|facts| &facts.respelt)
    }

    /// Whether nothing else is wrong on the lines of both, so that they surely are what they look like.
    fn is_sound(&self, fault: &TomlFault<'_>) -> bool {
        let file = fault.place.span.file;
        let lines = self.sources.get(file).lines();
        let line = |span: Span| lines.line_of(span.start as usize);
        let both = [Some(fault.place.span), fault.first].map(|span| span.map(line));
        let repeats = |error: &SyntaxError| matches!(error.fault, Fault::Duplicate { .. } | Fault::Redefined { .. });
        let others = self.document(file).errors.iter().filter(|error| !repeats(error));
        !others
            .map(|error| line(error.span))
            .any(|line| both.contains(&Some(line)))
    }

    fn pair(&self, repeat: Span) -> Option<Pair> {
        let document = self.document(repeat.file);
        let (table, address) = table_of(document, repeat)?;
        let at = |span: Span| {
            table
                .entries()
                .iter()
                .find(|entry| entry.key.span == span || entry.whole == span)
        };
        let later = at(repeat)?;
        let same = |entry: &&Entry| entry.key.value == later.key.value;
        let first = table.entries().iter().find(same)?;
        let place = |entry: &Entry| Place {
            span: entry.whole,
            address: address.key(entry.key.value.as_str()),
        };
        let tables = first.node.is_mapping() && later.node.is_mapping();
        let common = |entry: &Entry| first.node.entry(&entry.key.value).is_some();
        let source = self.sources.get(repeat.file);
        Some(Pair {
            first: place(first),
            later: place(later),
            equal: first.node.literal() == later.node.literal(),
            disjoint: tables && !later.node.entries().iter().any(common),
            holds_secret: source.holds_secret(later.whole.range()),
        })
    }
}

/// The table that has a key or header at `span`, and its address.
fn table_of(document: &Document, span: Span) -> Option<(&Node, Address)> {
    let mut nodes = vec![(&document.root, document.base.clone())];
    while let Some((node, address)) = nodes.pop() {
        if node
            .entries()
            .iter()
            .any(|entry| entry.key.span == span || entry.whole == span)
        {
            return Some((node, address));
        }
        let entries = node
            .entries()
            .iter()
            .map(|entry| (&entry.node, address.key(entry.key.value.as_str())));
        let items = node
            .items()
            .iter()
            .enumerate()
            .map(|(index, item)| (item, address.index(index)));
        let below: Vec<(&Node, Address)> = entries.chain(items).collect();
        nodes.extend(below);
    }
    None
}
