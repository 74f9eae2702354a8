//! Tables with headers, wherever they are in the tree.

use crate::syntax::{Document, Entry, Node, Style};

/// Where the first header at or behind a byte begins.
pub(super) fn next_header(document: &Document, from: usize) -> Option<usize> {
    let mut next: Option<usize> = None;
    let mut look = |node: &Node| {
        let start = node.span.range().start;
        let is_header = node.style == Style::Table && !node.span.is_empty();
        if is_header && start >= from && next.is_none_or(|next| start < next) {
            next = Some(start);
        }
    };
    walk(&document.root, &mut |entry| {
        look(&entry.node);
        if entry.node.style == Style::TableArray {
            entry.node.items().iter().for_each(&mut look);
        }
    });
    next
}

/// Visits the entries of all tables; those in arrays are none of a header's.
pub(super) fn walk<'a>(root: &'a Node, visit: &mut dyn FnMut(&'a Entry)) {
    let mut nodes = vec![root];
    while let Some(node) = nodes.pop() {
        for entry in node.entries() {
            visit(entry);
            nodes.push(&entry.node);
            if entry.node.style == Style::TableArray {
                nodes.extend(entry.node.items());
            }
        }
    }
}
