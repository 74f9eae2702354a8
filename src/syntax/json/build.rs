//! Edits of nodes. New text is laid out like its neighbours, and an edit never reaches over anything but blanks, the
//! commas it has to take and what it was asked to change.

use super::super::{Document, Entry, Found, Node, Value};
use super::layout::{Layout, begins_line, has_own_line, indent_at, is_tall};
use super::relocate::Addition;
use super::write::quoted;
use crate::edit::{Edit, Literal, Text};
use crate::source::Span;
use std::ops::Range;

/// Adds a key and its value at the end of an object.
pub(in super::super) fn insert(
    document: &Document,
    text: &str,
    mapping: Found<'_>,
    key: &str,
    value: &Literal,
) -> Option<Vec<Edit>> {
    let node = mapping.node;
    if !node.is_mapping() {
        return None;
    }
    add(document, text, node, &[Addition::Value(Some(key), value)])
}

/// Adds values at the end of an array.
pub(in super::super) fn push(
    document: &Document,
    text: &str,
    sequence: &Node,
    values: &[Literal],
) -> Option<Vec<Edit>> {
    if !sequence.is_sequence() {
        return None;
    }
    let new: Vec<_> = values.iter().map(|value| Addition::Value(None, value)).collect();
    add(document, text, sequence, &new)
}

/// Writes a value in place of another.
pub(in super::super) fn replace(
    document: &Document,
    text: &str,
    found: Found<'_>,
    value: &Literal,
) -> Option<Vec<Edit>> {
    let node = found.node;
    let tall = is_tall(text, node.span);
    let flat = !tall && !children(node).is_empty();
    let layout = Layout::of(document, text);
    let layout = Layout {
        tall_lists: layout.tall_lists || tall && node.is_sequence(),
        ..layout
    };
    let may_be_tall = tall || !flat && has_own_line(document, text, node);
    let indent = may_be_tall.then(|| indent_at(text, node.span.range().start));
    let text = layout.written(None, value, indent)?;
    Some(vec![Edit { span: node.span, text }])
}

/// Takes entries or elements of one collection away.
pub(in super::super) fn remove(document: &Document, text: &str, found: &[Found<'_>]) -> Option<Vec<Edit>> {
    let parent = found.first()?.parent?;
    if !found
        .iter()
        .all(|found| found.parent.is_some_and(|other| std::ptr::eq(parent, other)))
    {
        return None;
    }
    let children = children(parent);
    let mut goes = vec![false; children.len()];
    for found in found {
        let span = found.entry.map_or(found.node.span, |entry| entry.whole);
        let index = children.binary_search_by_key(&span.start, |child| child.start).ok()?;
        *goes.get_mut(index)? = true;
    }
    let edit = |range| Edit::new(Span::new(document.file, range), Text::new());
    let gap = |left: usize, right: usize| {
        let range = children.get(left)?.range().end..children.get(right)?.range().start;
        is_gap(text, range).then_some(())
    };
    let mut edits = Vec::new();
    let mut index = 0;
    while index < goes.len() {
        let first = index;
        index += 1;
        if !goes[first] {
            continue;
        }
        while goes.get(index) == Some(&true) {
            gap(index - 1, index)?;
            index += 1;
        }
        let last = index - 1;
        if first > 0 {
            gap(first - 1, first)?;
        }
        if let Some(next) = children.get(index) {
            gap(last, index)?;
            edits.push(edit(children[first].range().start..next.range().start));
        } else if first > 0 {
            edits.push(edit(children[first - 1].range().end..children[last].range().end));
        } else {
            let inside = inside(text, parent)?;
            let blank_before = is_blank(text, inside.start..children[first].range().start);
            let blank_after = is_blank(text, children[last].range().end..inside.end);
            edits.push((blank_before && blank_after).then(|| edit(inside))?);
        }
    }
    Some(edits)
}

/// Puts an object around a value, in which it has a key.
pub(in super::super) fn wrap(node: &Node, key: &str) -> Option<Vec<Edit>> {
    let before = Text::new().plain("{").then(quoted(&key.into())?).plain(": ");
    let edit = |span: Span, text: Text| Edit { span, text };
    Some(vec![
        edit(node.span.before(), before),
        edit(node.span.after(), "}".into()),
    ])
}

/// Gives an entry another key.
pub(in super::super) fn rename(_document: &Document, _text: &str, entry: &Entry, key: &str) -> Option<Vec<Edit>> {
    let text = quoted(&key.into())?;
    Some(vec![Edit {
        span: entry.key.span,
        text,
    }])
}

/// Adds members or elements after the last one.
pub(super) fn add(document: &Document, text: &str, node: &Node, new: &[Addition<'_>]) -> Option<Vec<Edit>> {
    if new.is_empty() {
        return Some(Vec::new());
    }
    let layout = Layout::of(document, text);
    let inside = inside(text, node)?;
    let children = children(node);
    let Some(last) = children.last() else {
        return add_first(document, text, node, new);
    };
    let last_start = last.range().start;
    let (gap, indent) = if begins_line(text, last_start) {
        let indent = indent_at(text, last_start);
        (format!("{}{indent}", layout.newline), Some(indent))
    } else {
        let before = children.len().checked_sub(2).and_then(|at| children.get(at));
        let written = before.and_then(|before| text.get(before.range().end..last_start));
        let gap = written
            .and_then(|gap| gap.split_once(','))
            .map(|(_, gap)| gap.to_owned());
        (gap.unwrap_or_else(|| layout.gap.to_owned()), None)
    };
    let at = last.range().end;
    is_blank(text, at..inside.end).then_some(())?;
    let mut added = Text::new();
    for addition in new {
        added = added.plain(",").plain(&gap).then(addition.written(&layout, indent)?);
    }
    Some(vec![Edit {
        span: Span::new(document.file, at..at),
        text: added,
    }])
}

/// Fills an empty collection.
fn add_first(document: &Document, text: &str, node: &Node, new: &[Addition<'_>]) -> Option<Vec<Edit>> {
    let layout = Layout::of(document, text);
    let inside = inside(text, node)?;
    is_blank(text, inside.clone()).then_some(())?;
    let span = Span::new(document.file, inside);
    let flat = node.is_sequence() && !layout.tall_lists && new.iter().all(Addition::is_scalar);
    let tall = is_tall(text, span) || !flat && has_own_line(document, text, node);
    let outer = indent_at(text, node.span.range().start);
    let inner = format!("{outer}{}", layout.step);
    let mut added = Text::new();
    for (index, addition) in new.iter().enumerate() {
        let comma = if index == 0 { "" } else { "," };
        let gap = if index == 0 { "" } else { layout.gap };
        added = added.plain(comma);
        added = if tall {
            added.plain(layout.newline).plain(&inner)
        } else {
            added.plain(gap)
        };
        added = added.then(addition.written(&layout, tall.then_some(inner.as_str()))?);
    }
    if tall {
        added = added.plain(layout.newline).plain(outer);
    }
    Some(vec![Edit { span, text: added }])
}

/// The entries or elements of a collection, in order.
pub(super) fn children(node: &Node) -> Vec<Span> {
    match &node.value {
        Value::Mapping(entries) => entries.iter().map(|entry| entry.whole).collect(),
        Value::Sequence(items) => items.iter().map(|item| item.span).collect(),
        _ => Vec::new(),
    }
}

/// What stands between the brackets of a collection, if it has both.
pub(super) fn inside(text: &str, node: &Node) -> Option<Range<usize>> {
    let range = node.span.range();
    let brackets = if node.is_mapping() { ('{', '}') } else { ('[', ']') };
    let whole = text.get(range.clone())?;
    let inside = whole.strip_prefix(brackets.0)?.strip_suffix(brackets.1)?;
    Some(range.start + 1..range.start + 1 + inside.len())
}

pub(super) fn is_blank(text: &str, range: Range<usize>) -> bool {
    let blank = |part: &str| part.bytes().all(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n'));
    text.get(range).is_some_and(blank)
}

/// Whether a stretch is one comma and blanks.
fn is_gap(text: &str, range: Range<usize>) -> bool {
    let comma = text.get(range.clone()).and_then(|gap| gap.find(','));
    comma.is_some_and(|at| {
        let comma = range.start + at;
        is_blank(text, range.start..comma) && is_blank(text, comma + 1..range.end)
    })
}
