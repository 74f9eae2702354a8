//! Tables with headers, wherever they are in the tree.

use std::ops::Range;

use crate::source::Span;
use crate::syntax::{Document, Entry, Node, Style};

/// What stands where in a text; made once, because edits of many places ask for it.
#[derive(Debug, Clone, Default)]
pub(in crate::syntax) struct Outline {
    /// Where headers begin, rising.
    headers: Vec<usize>,
    /// Each `key = value` outside of the others, in order.
    lines: Vec<Span>,
}

impl Outline {
    fn of(root: &Node) -> Outline {
        let mut headers = Vec::new();
        let mut look = |node: &Node| {
            if node.style == Style::Table && !node.span.is_empty() {
                headers.push(node.span.range().start);
            }
        };
        let mut lines = Vec::new();
        walk(root, &mut |entry| {
            look(&entry.node);
            match entry.node.style {
                Style::TableArray => entry.node.items().iter().for_each(&mut look),
                Style::Table | Style::Implied => {}
                _ => lines.push(entry.whole),
            }
        });
        headers.sort_unstable();
        lines.sort_by_key(|line| (line.start, std::cmp::Reverse(line.end)));
        // What does not end behind the one before it lies in it.
        lines.dedup_by(|line, last| line.end <= last.end);
        Outline { headers, lines }
    }
}

/// Where the first header at or behind a byte begins.
pub(super) fn next_header(document: &Document, from: usize) -> Option<usize> {
    let headers = &outline(document).headers;
    headers.get(headers.partition_point(|start| *start < from)).copied()
}

/// The last `key = value` in a stretch of the text, whatever table it is in.
pub(super) fn last_line(document: &Document, body: &Range<usize>) -> Option<Range<usize>> {
    let lines = &outline(document).lines;
    let last = lines
        .partition_point(|line| line.range().end <= body.end)
        .checked_sub(1)?;
    let line = lines.get(last)?.range();
    (body.start <= line.start).then_some(line)
}

fn outline(document: &Document) -> &Outline {
    document.outline.get_or_init(|| Outline::of(&document.root))
}

/// Visits the entries of all tables, nearly in the order of the text; those in arrays are none of a header's.
pub(super) fn walk<'a>(root: &'a Node, visit: &mut dyn FnMut(&'a Entry)) {
    let mut nodes = vec![root];
    while let Some(node) = nodes.pop() {
        node.entries().iter().for_each(&mut *visit);
        for entry in node.entries().iter().rev() {
            if entry.node.style == Style::TableArray {
                nodes.extend(entry.node.items().iter().rev());
            }
            if entry.node.is_mapping() {
                nodes.push(&entry.node);
            }
        }
    }
}
