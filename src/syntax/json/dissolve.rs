//! Objects whose members belong into the object around them.

use super::super::{Document, Entry};
use super::build::{children, inside, is_blank};
use super::layout::{begins_line, indent_at};
use super::relocate::lines;
use super::write::quoted;
use crate::edit::{Edit, Text};
use crate::source::Span;
use std::ops::Range;

/// Takes away what stands around the members of an object, each of which gets the next of `names`, and the step by which
/// their lines are indented further than the object is.
pub(in super::super) fn dissolve(document: &Document, text: &str, entry: &Entry, names: &[&str]) -> Option<Vec<Edit>> {
    let members = entry.node.entries();
    let (first, last) = (members.first()?.whole.range(), members.last()?.whole.range());
    let whole = entry.whole.range();
    let inside = inside(text, &entry.node)?;
    if !is_blank(text, inside.start..first.start) || !is_blank(text, last.end..inside.end) {
        return None;
    }
    let edit = |range: Range<usize>| Edit::new(Span::new(document.file, range), Text::new());
    let mut edits = vec![edit(whole.start..first.start), edit(last.end..whole.end)];
    edits.extend(undented(text, entry).into_iter().map(edit));
    for (member, name) in members.iter().zip(names) {
        if member.key.value != **name {
            let text = quoted(&(*name).into())?;
            edits.push(Edit {
                span: member.key.span,
                text,
            });
        }
    }
    Some(edits)
}

/// What the lines of the members begin with beyond the indentation of the object.
fn undented(text: &str, entry: &Entry) -> Vec<Range<usize>> {
    let spans = children(&entry.node);
    let (Some(first), Some(last)) = (spans.first(), spans.last()) else {
        return Vec::new();
    };
    let start = first.range().start;
    let around = entry.whole.range().start;
    let (outer, inner) = (indent_at(text, around), indent_at(text, start));
    let begin_lines = begins_line(text, around) && begins_line(text, start);
    if !begin_lines || !inner.starts_with(outer) {
        return Vec::new();
    }
    let stretch = Span::new(first.file, start..last.range().end);
    let lines = lines(text, stretch).into_iter();
    let deep = lines.filter(|line| text.get(*line..).is_some_and(|rest| rest.starts_with(inner)));
    deep.map(|line| line + outer.len()..line + inner.len())
        .filter(|range| !range.is_empty())
        .collect()
}
