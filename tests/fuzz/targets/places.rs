//! The nodes of a document as edits want them.

use runnerlint::syntax::{Document, Found, Node};

/// A node, and the way to it by the indices of entries and elements.
pub(crate) struct Place<'a> {
    pub(crate) found: Found<'a>,
    pub(crate) path: Vec<usize>,
}

/// All nodes of a document, the root first.
pub(crate) fn places(document: &Document) -> Vec<Place<'_>> {
    let root = Found {
        node: &document.root,
        entry: None,
        parent: None,
        index: None,
    };
    let mut places = vec![Place {
        found: root,
        path: Vec::new(),
    }];
    let mut next = 0;
    while next < places.len() {
        let path = places[next].path.clone();
        let below = children(places[next].found.node);
        places.extend(below.into_iter().enumerate().map(|(index, found)| Place {
            found,
            path: [&path[..], &[index]].concat(),
        }));
        next += 1;
    }
    places
}

/// What is in a node.
pub(crate) fn children(node: &Node) -> Vec<Found<'_>> {
    let found = |node, entry, index| (node, entry, index);
    let entries = node.entries().iter().map(|entry| found(&entry.node, Some(entry), None));
    let items = node.items().iter().enumerate();
    let items = items.map(|(index, item)| found(item, None, Some(index)));
    let all = entries.chain(items).map(|(child, entry, index)| Found {
        node: child,
        entry,
        parent: Some(node),
        index,
    });
    all.collect()
}
