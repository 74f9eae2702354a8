//! How a JSON text is laid out: its line ends, its indentation, and how it writes lists.

use super::super::{Document, Node, Value};
use crate::source::Span;

/// The habits of one text.
pub(super) struct Layout<'a> {
    /// The line end.
    pub(super) newline: &'static str,
    /// What a level of nesting adds to the indentation.
    pub(super) step: &'a str,
    /// What stands between key and value.
    pub(super) colon: &'static str,
    /// What stands between a comma and what follows on the same line.
    pub(super) gap: &'static str,
    /// Whether a list of scalars has its elements on lines of their own.
    pub(super) tall_lists: bool,
}

impl<'a> Layout<'a> {
    pub(super) fn of(document: &Document, text: &'a str) -> Layout<'a> {
        let colon = some_colon(document, text);
        Layout {
            newline: newline(text),
            step: step(document, text).unwrap_or("  "),
            colon,
            gap: if colon.ends_with(' ') { " " } else { "" },
            tall_lists: has_tall_lists(document, text),
        }
    }
}

/// Where the line begins that byte `at` stands on.
pub(super) fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind(['\n', '\r']).map_or(0, |end| end + 1)
}

/// The blanks that a line begins with.
pub(super) fn indent(line: &str) -> &str {
    &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
}

/// The indentation of the line that byte `at` stands on.
pub(super) fn indent_at(text: &str, at: usize) -> &str {
    indent(&text[line_start(text, at)..])
}

/// The line end that a text uses.
pub(super) fn newline(text: &str) -> &'static str {
    match text.find(['\n', '\r']) {
        Some(at) if text[at..].starts_with("\r\n") => "\r\n",
        Some(at) if text[at..].starts_with('\r') => "\r",
        _ => "\n",
    }
}

/// Whether a stretch has a line end in it.
pub(super) fn is_tall(text: &str, span: Span) -> bool {
    text.get(span.range()).is_some_and(|part| part.contains(['\n', '\r']))
}

/// Whether byte `at` is the first of its line but for blanks, and not of the first line.
pub(super) fn begins_line(text: &str, at: usize) -> bool {
    text[..at].trim_end_matches([' ', '\t']).ends_with(['\n', '\r'])
}

/// Whether a node, with its key, stands on a line of its own; the root does in a text of several lines.
pub(super) fn has_own_line(document: &Document, text: &str, node: &Node) -> bool {
    let mut around = &document.root;
    loop {
        if around.span == node.span {
            return text.contains(['\n', '\r']);
        }
        let holds = |span: Span| span.contains(node.span);
        let next = match &around.value {
            Value::Mapping(entries) => entries.iter().find(|e| holds(e.node.span)).map(|e| (e.whole, &e.node)),
            Value::Sequence(items) => items.iter().find(|item| holds(item.span)).map(|item| (item.span, item)),
            _ => None,
        };
        match next {
            Some((whole, child)) if child.span == node.span => return begins_line(text, whole.range().start),
            Some((_, child)) => around = child,
            None => return false,
        }
    }
}

/// The first child of the root that stands on a line of its own tells the step.
fn step<'a>(document: &Document, text: &'a str) -> Option<&'a str> {
    let root = &document.root;
    let entries = root.entries().iter().map(|entry| entry.whole);
    let mut children = entries.chain(root.items().iter().map(|item| item.span));
    let child = children.find(|child| begins_line(text, child.range().start))?;
    let outer = indent_at(text, root.span.range().start);
    indent_at(text, child.range().start).strip_prefix(outer)
}

fn some_colon(document: &Document, text: &str) -> &'static str {
    let first = walk(document, |node| {
        node.entries().first().map(|entry| (entry.key.span, entry.node.span))
    });
    let written = first.and_then(|(key, value)| text.get(key.range().end..value.range().start));
    let (before, after) = written.and_then(|colon| colon.split_once(':')).unwrap_or(("", " "));
    match (before.is_empty(), after.is_empty()) {
        (true, true) => ":",
        (true, false) => ": ",
        (false, true) => " :",
        (false, false) => " : ",
    }
}

fn has_tall_lists(document: &Document, text: &str) -> bool {
    let first_list = |node: &Node| {
        let items = node.items();
        let scalars = !items.is_empty() && items.iter().all(|item| item.as_scalar().is_some());
        scalars.then_some(node.span)
    };
    walk(document, first_list).is_some_and(|list| is_tall(text, list))
}

/// The first node, in the order of the text, for which `found` gives something.
fn walk<T>(document: &Document, found: impl Fn(&Node) -> Option<T>) -> Option<T> {
    let mut waiting = vec![&document.root];
    while let Some(node) = waiting.pop() {
        if let Some(answer) = found(node) {
            return Some(answer);
        }
        waiting.extend(node.items().iter().rev());
        waiting.extend(node.entries().iter().rev().map(|entry| &entry.node));
    }
    None
}
