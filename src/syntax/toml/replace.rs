//! Other values and other names in place.

use super::flow::{self, Flow};
use super::lines::Lines;
use super::quoted;
use super::remove::own_lines;
use super::write;
use crate::edit::{Edit, Literal, Text};
use crate::syntax::{Document, Entry, Found, Node, Style, Value};

/// Writes a value in place of a node.
pub(in crate::syntax) fn replace(
    document: &Document,
    text: &str,
    found: Found<'_>,
    value: &Literal,
) -> Option<Vec<Edit>> {
    let node = found.node;
    let written = matches!(node.value, Value::Scalar(_)) || node.style == Style::Flow;
    let comments = document.comments.iter().any(|comment| node.span.contains(*comment));
    if !written || comments || matches!(node.value, Value::Broken) || !flow::is_self_contained(node) {
        return None;
    }
    let new = match value {
        Literal::Text(new) => write::string(new, style_for(text, node, new))?,
        Literal::List(values) => many_lines(text, node, values).or_else(|| write::value(value))?,
        _ => write::value(value)?,
    };
    Some(vec![Edit::new(node.span, new)])
}

/// The quotes for a new text: those of the old one, unless a plain line feed would stand among other line ends.
fn style_for(text: &str, node: &Node, new: &Text) -> Style {
    let end = Lines { text }.line_end(node.span.range().start);
    match new.all(|piece| !piece.contains('\n')) || end == "\n" {
        true => node.style,
        false => Style::DoubleQuoted,
    }
}

/// A list one element per line, if the one it replaces is written so.
fn many_lines(text: &str, node: &Node, values: &[Literal]) -> Option<Text> {
    let flow = Flow::new(text, node).filter(|flow| flow.one_per_line() && !values.is_empty())?;
    let lines = Lines { text };
    let first = node.items().first()?.span.range();
    let (indent, end) = (lines.indent(first.start), lines.line_end(first.start));
    let close = node.span.range().end - 1;
    let mut new = Text::from("[");
    for (index, value) in values.iter().enumerate() {
        let comma = index + 1 < values.len() || flow.ends_with_comma();
        new = new.plain(end).plain(indent).then(write::value(value)?);
        new = new.plain(if comma { "," } else { "" });
    }
    Some(new.plain(end).plain(lines.indent(close)).plain("]"))
}

/// Gives an entry another key.
pub(in crate::syntax) fn rename(document: &Document, text: &str, found: Found<'_>, key: &str) -> Option<Vec<Edit>> {
    let (entry, siblings) = (found.entry?, found.parent?.entries());
    if siblings.iter().any(|other| other.key.value == key) || !is_named_once(document, entry) {
        return None;
    }
    let style = match text.get(entry.key.span.range())? {
        raw if raw.starts_with(['"', '\'']) => quoted::style(raw),
        _ => Style::Bare,
    };
    let new = match style {
        Style::Bare => write::key(key),
        style => write::quoted_key(key, style),
    };
    Some(vec![Edit::new(entry.key.span, new)])
}

/// Whether the key stands at one place only: not if further headers or dotted keys lead through it.
fn is_named_once(document: &Document, entry: &Entry) -> bool {
    let node = &entry.node;
    match node.style {
        Style::Implied | Style::TableArray => false,
        Style::Table => own_lines(document, node).is_some(),
        Style::Dotted => match node.entries() {
            [only] => is_named_once(document, only) && flow::leaves(only).is_some(),
            _ => false,
        },
        _ => flow::is_self_contained(node),
    }
}
