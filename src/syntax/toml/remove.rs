//! Taking entries and elements away, whole lines where they stand on lines of their own.

use std::ops::Range;

use super::flow::{self, Flow};
use super::headers::next_header;
use super::lines::Lines;
use crate::edit::Edit;
use crate::source::Span;
use crate::syntax::{Document, Found, Node, Style};

/// Takes entries of one mapping or elements of one sequence away.
pub(in crate::syntax) fn remove(document: &Document, text: &str, found: &[Found<'_>]) -> Option<Vec<Edit>> {
    let parent = found.first()?.parent?;
    let same = |other: &Found<'_>| other.parent.is_some_and(|other| std::ptr::eq(other, parent));
    if !found.iter().all(same) || !outlives(parent, found) {
        return None;
    }
    let removal = Removal {
        document,
        lines: Lines { text },
    };
    let mut values = Vec::new();
    let mut cuts = Vec::new();
    for found in found {
        match found.entry {
            Some(entry) if is_block(&entry.node) => removal.block(&entry.node, &mut cuts)?,
            Some(entry) => values.extend(flow::leaves(entry)?),
            None if is_block(found.node) => removal.block(found.node, &mut cuts)?,
            None => values.push(found.node.span.range()),
        }
    }
    if values.iter().any(|range| removal.has_comment(range)) {
        return None;
    }
    let inside = values.first().map(|range| Span::new(document.file, range.clone()));
    if let Some(home) = inside.and_then(|inside| inline_home(document, parent, inside)) {
        let sound = cuts.is_empty() && !document.broken_at(home.span);
        return Flow::new(text, home)?.remove(&values).filter(|_| sound);
    }
    for range in values {
        removal.line(range, &mut cuts)?;
    }
    Some(flow::joined_cuts(document.file, cuts))
}

/// Whether a collection is still there without some of its parts.
fn outlives(parent: &Node, found: &[Found<'_>]) -> bool {
    let parts = parent.entries().len() + parent.items().len();
    match parent.style {
        Style::Dotted | Style::Implied | Style::TableArray => found.len() < parts,
        _ => true,
    }
}

fn is_block(node: &Node) -> bool {
    matches!(node.style, Style::Table | Style::TableArray | Style::Implied)
}

/// The array or inline table that a part of a collection stands in.
fn inline_home<'a>(document: &'a Document, parent: &'a Node, part: Span) -> Option<&'a Node> {
    match parent.style {
        Style::Flow => Some(parent).filter(|parent| parent.span.contains(part)),
        Style::Dotted => flow::around(&document.root, part),
        _ => None,
    }
}

/// The lines of a table with a header, if all of them are between that and the next header.
pub(super) fn own_lines(document: &Document, table: &Node) -> Option<Vec<Range<usize>>> {
    let end = table.span.range().end;
    let next = next_header(document, end).unwrap_or(usize::MAX);
    let mut lines = Vec::new();
    for entry in table.entries() {
        lines.extend(flow::leaves(entry)?);
    }
    lines
        .iter()
        .all(|line| end < line.start && line.end <= next)
        .then_some(lines)
}

struct Removal<'a> {
    document: &'a Document,
    lines: Lines<'a>,
}

impl Removal<'_> {
    /// `key = value` on lines of its own; a comment behind it stays.
    fn line(&self, range: Range<usize>, cuts: &mut Vec<Range<usize>>) -> Option<()> {
        if !self.lines.begins(range.start) {
            return None;
        }
        let behind = self.lines.past_blanks(range.end);
        if behind == self.lines.end(range.end) {
            cuts.push(self.lines.start(range.start)..self.lines.next(range.end));
        } else if self.lines.text[behind..].starts_with('#') {
            cuts.push(range.start..behind);
        } else {
            return None;
        }
        Some(())
    }

    /// A table with its header and all its lines, if nothing of it stands elsewhere and no comment inside.
    fn block(&self, node: &Node, cuts: &mut Vec<Range<usize>>) -> Option<()> {
        match node.style {
            Style::TableArray => node.items().iter().try_for_each(|item| self.block(item, cuts)),
            Style::Table => {
                let header = node.span.range();
                let lines = own_lines(self.document, node)?;
                let last = lines.iter().map(|line| line.end).fold(header.end, usize::max);
                let range = self.lines.start(header.start)..self.lines.next(last);
                let begins = self.lines.begins(header.start);
                let broken = self.document.broken_at(Span::new(self.document.file, range.clone()));
                if !begins || broken || self.has_comment(&range) {
                    return None;
                }
                cuts.push(range.start..self.past_blank_lines(range));
                Some(())
            }
            _ => None,
        }
    }

    /// The end of the blank lines behind a stretch, if there are some before it too.
    fn past_blank_lines(&self, range: Range<usize>) -> usize {
        let is_blank = |line: usize| {
            self.lines.text[self.lines.start(line)..self.lines.next(line)]
                .trim()
                .is_empty()
        };
        let mut end = range.end;
        if range.start == 0 || is_blank(range.start - 1) {
            while end < self.lines.text.len() && is_blank(end) {
                end = self.lines.next(end);
            }
        }
        end
    }

    fn has_comment(&self, range: &Range<usize>) -> bool {
        let comments = &self.document.comments;
        let from = comments.partition_point(|comment| comment.range().start < range.start);
        comments
            .get(from)
            .is_some_and(|comment| comment.range().start < range.end)
    }
}
