//! New entries and elements.

use super::layout::{Layout, below, children, column, has_brackets, holds_tabs_below, indentation};
use super::replace::replace;
use super::tokens::{line_end, line_start, skip_blanks};
use super::write::{Room, block, block_entry, entry, inline};
use crate::edit::{Edit, Literal, Text};
use crate::source::Span;
use crate::syntax::{Document, Found, Node, Scalar, Style, Value};

/// Adds an entry at the end of a mapping, or makes a mapping of a null. Whoever uses the mapping by an alias gets
/// the entry, too.
pub(in crate::syntax) fn insert(
    document: &Document,
    text: &str,
    mapping: Found<'_>,
    key: &str,
    value: &Literal,
) -> Option<Vec<Edit>> {
    let layout = Layout::of(document, text);
    match &mapping.node.value {
        Value::Mapping(_) if mapping.node.style == Style::Flow => {
            flow(document, text, mapping.node, vec![entry(key, value, Room::Flow)?])
        }
        Value::Mapping(entries) => {
            let last = &entries.last()?.node;
            let indent = indentation(text, &mapping)?;
            let at = below(text, last, mapping.node.span.range().end)?;
            let new = block_entry(key, value, indent, layout)?;
            Some(vec![line(document, at, indent, layout, new)])
        }
        Value::Scalar(Scalar::Null) => {
            let table = Literal::Table(vec![(key.to_owned(), value.clone())]);
            fill(document, text, mapping, &table)
        }
        _ => None,
    }
}

/// Adds elements at the end of a sequence, or makes a sequence of a null.
pub(in crate::syntax) fn push(
    document: &Document,
    text: &str,
    sequence: Found<'_>,
    values: &[Literal],
) -> Option<Vec<Edit>> {
    let layout = Layout::of(document, text);
    let Value::Sequence(items) = &sequence.node.value else {
        let null = sequence.node.as_scalar() == Some(&Scalar::Null) && !values.is_empty();
        return if null {
            fill(document, text, sequence, &Literal::List(values.to_vec()))
        } else {
            None
        };
    };
    let like = items.last().map_or(Style::Bare, |last| last.style);
    if sequence.node.style == Style::Flow {
        let values = values.iter().map(|value| inline(value, like, Room::Flow));
        return flow(document, text, sequence.node, values.collect::<Option<_>>()?);
    }
    let indent = indentation(text, &sequence)?;
    let at = below(text, items.last()?, sequence.node.span.range().end)?;
    let mut lines = Text::new();
    for (index, value) in values.iter().enumerate() {
        let item = match value {
            Literal::Text(_) => inline(value, like, Room::Block)?,
            value => block(value, indent + 2, layout)?,
        };
        let before = if index == 0 {
            String::new()
        } else {
            format!("{}{}", layout.line_end, " ".repeat(indent))
        };
        lines = lines.plain(before + "- ").then(item);
    }
    Some(vec![line(document, at, indent, layout, lines)])
}

/// Writes a collection in place of a null, also of an empty document.
fn fill(document: &Document, text: &str, found: Found<'_>, value: &Literal) -> Option<Vec<Edit>> {
    if found.parent.is_some() {
        return replace(document, text, found, value);
    }
    let empty = found.node.span.range() == (text.len()..text.len()) && document.others.is_empty();
    if !empty || found.node.tag.is_some() || found.node.anchor.is_some() || !document.errors.is_empty() {
        return None;
    }
    // A lone `~` is a document as well, and would stand above the new one.
    let only_comments = skip_blanks(text, 0) == text.len() || text.trim_end() == "---";
    let layout = Layout::of(document, text);
    let before = if text.is_empty() || text.ends_with('\n') {
        ""
    } else {
        layout.line_end
    };
    let new = Text::from(before).then(block(value, 0, layout)?).plain(layout.line_end);
    only_comments.then(|| vec![Edit::new(found.node.span, new)])
}

/// A new line of a block collection, inserted at the end of the line above.
fn line(document: &Document, at: usize, indent: usize, layout: Layout, new: Text) -> Edit {
    let before = format!("{}{}", layout.line_end, " ".repeat(indent));
    Edit::new(Span::new(document.file, at..at), Text::from(before).then(new))
}

/// Adds elements before the closing bracket: on lines of their own if the last one has a line of its own.
fn flow(document: &Document, text: &str, node: &Node, new: Vec<Text>) -> Option<Vec<Edit>> {
    if !has_brackets(text, node) || new.is_empty() {
        return None;
    }
    let insertion = |at: usize, new: Text| Edit::new(Span::new(document.file, at..at), new);
    let range = node.span.range();
    let Some(last) = children(text, node).pop() else {
        let inner = range.start + 1..range.end - 1;
        let source = &text[inner.clone()];
        let new = joined(new, ", ");
        return Some(vec![if !source.trim().is_empty() {
            insertion(inner.start, new)
        } else {
            let pad = if source.contains('\n') { "" } else { source };
            Edit::new(Span::new(document.file, inner), Text::from(pad).then(new).plain(pad))
        }]);
    };
    let comma = Some(skip_blanks(text, last.end)).filter(|at| text[*at..].starts_with(','));
    if holds_tabs_below(text, comma.map_or(last.end, |comma| comma + 1)) {
        return None;
    }
    let first_line = line_start(text, last.start);
    let last_line = line_end(text, comma.unwrap_or(last.end));
    let alone = text[first_line..last.start].trim().is_empty() && last_line < range.end;
    if alone {
        let layout = Layout::of(document, text);
        let before = format!("{}{}", layout.line_end, " ".repeat(column(text, last.start)));
        let lines = Text::from(before.as_str()).then(joined(new, &format!(",{before}")));
        return Some(match comma {
            Some(_) => vec![insertion(last_line, lines.plain(","))],
            None if last_line == last.end => vec![insertion(last.end, separator(text, last.end, ",").then(lines))],
            None => vec![
                insertion(last.end, separator(text, last.end, ",")),
                insertion(last_line, lines),
            ],
        });
    }
    Some(vec![match comma {
        Some(comma) => insertion(comma + 1, Text::from(" ").then(joined(new, ", "))),
        None => insertion(last.end, separator(text, last.end, ", ").then(joined(new, ", "))),
    }])
}

/// A comma behind a value that ends at `end`; libyaml wants a blank between it and a colon.
fn separator(text: &str, end: usize, comma: &str) -> Text {
    let blank = if text[..end].ends_with(':') { " " } else { "" };
    Text::from(blank).plain(comma)
}

fn joined(parts: Vec<Text>, separator: &str) -> Text {
    let mut out = Text::new();
    for (index, part) in parts.into_iter().enumerate() {
        out = out.plain(if index == 0 { "" } else { separator }).then(part);
    }
    out
}
