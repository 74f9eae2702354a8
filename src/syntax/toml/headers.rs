//! Tables with headers, wherever they are in the tree.

use std::ops::Range;

use crate::syntax::{Document, Entry, Node, Style};

/// What stands where in a text; made once, because edits of many places ask for it.
#[derive(Debug, Clone, Default)]
pub(in crate::syntax) struct Outline {
    /// Where headers begin, rising.
    headers: Vec<usize>,
    /// Each `key = value` outside of the others, in order.
    lines: Vec<Range<usize>>,
}

impl Outline {
    fn of(root: &Node) -> Outline {
        let mut headers = Vec::new();
        let mut look = |node: &Node| {
            if node.style == Style::Table && !node.span.is_empty() {
                headers.push(node.span.range().start);
            }
        };
        let mut all = Vec::new();
        walk(root, &mut |entry| {
            look(&entry.node);
            match entry.node.style {
                Style::TableArray => entry.node.items().iter().for_each(&mut look),
                Style::Table | Style::Implied => {}
                _ => all.push(entry.whole.range()),
            }
        });
        headers.sort_unstable();
        all.sort_by_key(|line| (line.start, std::cmp::Reverse(line.end)));
        let mut lines: Vec<Range<usize>> = Vec::new();
        for line in all {
            if lines.last().is_none_or(|last| last.end < line.end) {
                lines.push(line);
            }
        }
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
    let last = lines.partition_point(|line| line.end <= body.end).checked_sub(1)?;
    lines.get(last).filter(|line| body.start <= line.start).cloned()
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
