//! Headers that give a config.toml no list of runners: `[runners]` for `[[runners]]`, `[runners.docker]` before it.

use crate::source::{Place, Span, equal_fold};
use crate::syntax::{Document, Entry, Fault, Node, Style};

/// What keeps GitLab Runner from reading the runners of a config.toml as a list; it refuses the file.
#[derive(Debug)]
pub struct WrongHeaders {
    /// The headers `[runners]`, in order.
    pub single: Vec<Place>,
    /// The first header of a table of a runner that stands before any runner.
    pub early: Option<Place>,
    /// The first `[[runners]]`, however it is spelt.
    pub list: Option<Span>,
    /// Whether doubling the brackets of all single headers surely gives what was meant.
    pub is_certain: bool,
    /// Spans of the syntax errors and values that are explained by this.
    explained: Vec<Span>,
}

impl WrongHeaders {
    /// What is wrong with the headers of a document, if anything.
    pub(super) fn of(document: &Document) -> Option<WrongHeaders> {
        let named = document.root.entries().iter();
        let named: Vec<&Entry> = named.filter(|entry| equal_fold(&entry.key.value, "runners")).collect();
        let place = |span, entry: &Entry| Place {
            span,
            address: document.base.key(entry.key.value.as_str()),
        };
        let mut single: Vec<(Place, &Node)> = Vec::new();
        let mut early = None;
        let mut list = None;
        let mut explained: Vec<Span> = Vec::new();
        for entry in &named {
            let node = &entry.node;
            match node.style {
                Style::Table if node.is_mapping() => {
                    explained.push(node.span);
                    single.push((place(node.span, entry), node));
                }
                Style::Implied => {
                    explained.push(node.span);
                    let first = node.entries().first().map_or(node.span, |first| first.whole);
                    early.get_or_insert(place(first, entry));
                }
                Style::TableArray => {
                    list = list.or(node.items().first().map(|item| item.span));
                    for (index, item) in node
                        .items()
                        .iter()
                        .enumerate()
                        .filter(|(_, item)| is_taken(document, item))
                    {
                        explained.push(item.span);
                        // The first element of a list always has two brackets: what stands before it is wrong.
                        if index > 0 {
                            let address = document.base.key(entry.key.value.as_str()).index(index);
                            single.push((
                                Place {
                                    span: item.span,
                                    address,
                                },
                                item,
                            ));
                        }
                    }
                }
                _ => {}
            }
        }
        if single.is_empty() && early.is_none() {
            return None;
        }
        let spelt_alike = named.iter().all(|entry| entry.key.value == named[0].key.value);
        let alone = single.len() == 1 && list.is_none();
        let is_runner = |node: &Node| ["url", "token"].iter().any(|key| has(node, key));
        let is_certain =
            early.is_none() && spelt_alike && single.iter().all(|(_, node)| heads(node) && (alone || is_runner(node)));
        Some(WrongHeaders {
            single: single.into_iter().map(|(place, _)| place).collect(),
            early,
            list,
            is_certain,
            explained,
        })
    }

    /// Whether a syntax error or a value of the wrong type at `span` is explained by this.
    pub(super) fn explains(&self, span: Span) -> bool {
        self.explained.contains(&span)
    }
}

/// Whether the name that a header defines was taken.
fn is_taken(document: &Document, item: &Node) -> bool {
    document.errors.iter().any(|error| {
        let taken = matches!(error.fault, Fault::Redefined { .. } | Fault::Duplicate { .. });
        taken && error.span == item.span
    })
}

fn has(node: &Node, key: &str) -> bool {
    node.entries().iter().any(|entry| equal_fold(&entry.key.value, key))
}

/// Whether all that belongs to a header stands below it.
fn heads(node: &Node) -> bool {
    node.entries().iter().all(|entry| entry.whole.start > node.span.start)
}
