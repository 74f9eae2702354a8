//! Entries and elements taken away.

use std::ops::Range;

use super::layout::{
    children, defines_used_anchor, has_brackets, has_comment, holds_tabs_below, is_block_scalar, is_spoken_of,
    last_leaf,
};
use super::tokens::{keeps_blank_lines, line_end, line_start, next_line};
use crate::edit::{Edit, Text};
use crate::source::Span;
use crate::syntax::{Document, Found, Node, Style};

/// Takes entries of one mapping, or elements of one sequence, away.
///
/// There is no edit if a comment would go or would come to speak of something else, if an anchor that is used
/// elsewhere would go, or if nothing would be left of a block collection; brackets may become empty.
pub(in crate::syntax) fn remove(document: &Document, text: &str, found: &[Found<'_>]) -> Option<Vec<Edit>> {
    let parent = found.first()?.parent?;
    let children = children(text, parent);
    let mut gone = vec![false; children.len()];
    for found in found {
        let same = found.parent.is_some_and(|other| std::ptr::eq(other, parent));
        let place = found.index.filter(|_| same).or_else(|| {
            let entry = found.entry?;
            parent.entries().iter().position(|other| std::ptr::eq(other, entry))
        })?;
        *gone.get_mut(place)? = true;
    }
    let cut = match parent.style {
        Style::Flow if has_brackets(text, parent) => cut_from_flow,
        Style::Block => cut_from_block,
        _ => return None,
    };
    let cut = |run: Range<usize>| cut(document, text, parent, &children, run);
    let cuts = runs(&gone).into_iter().map(cut).collect::<Option<Vec<_>>>()?;
    let kept = |range: &Range<usize>| {
        has_comment(document, range) || defines_used_anchor(text, range) || holds_tabs_below(text, range.end)
    };
    if cuts.iter().any(kept) {
        return None;
    }
    let edits = cuts
        .into_iter()
        .map(|range| Edit::new(Span::new(document.file, range), Text::new()));
    Some(edits.collect())
}

/// Stretches of neighbours that go.
fn runs(gone: &[bool]) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for (index, _) in gone.iter().enumerate().filter(|(_, gone)| **gone) {
        match runs.last_mut() {
            Some(run) if run.end == index => run.end += 1,
            _ => runs.push(index..index + 1),
        }
    }
    runs
}

/// A run with one comma: the one behind it, or the one before it if nothing follows.
fn cut_from_flow(
    _document: &Document,
    text: &str,
    parent: &Node,
    children: &[Range<usize>],
    run: Range<usize>,
) -> Option<Range<usize>> {
    let start = children.get(run.start)?.start;
    let inner = parent.span.range();
    let inner = inner.start + 1..inner.end - 1;
    Some(
        match (
            run.start.checked_sub(1).and_then(|last| children.get(last)),
            children.get(run.end),
        ) {
            (_, Some(next)) => start..next.start,
            // libyaml wants a blank between a colon and the bracket or comma that comes next.
            (Some(last), None) if text[..last.end].ends_with(':') => last.end + 1..children.get(run.end - 1)?.end,
            (Some(last), None) => last.end..children.get(run.end - 1)?.end,
            (None, None) => inner,
        },
    )
}

/// The lines of a run. The first children of a compact collection (`- a: 1`) share the line of a dash that stays.
fn cut_from_block(
    document: &Document,
    text: &str,
    parent: &Node,
    children: &[Range<usize>],
    run: Range<usize>,
) -> Option<Range<usize>> {
    let (start, end) = (children.get(run.start)?.start, children.get(run.end - 1)?.end);
    if run.len() == children.len() {
        return None;
    }
    let line = line_start(text, start);
    if !text[line..start].bytes().all(|byte| byte == b' ') {
        return Some(start..children.get(run.end)?.start);
    }
    let mut cut = line..next_line(text, end);
    if is_spoken_of(document, text, line) || has_comment(document, &cut) {
        return None;
    }
    // Blank lines and comments below would become part of a block scalar above.
    let above = run
        .start
        .checked_sub(1)
        .and_then(|last| child(parent, last))
        .map(last_leaf);
    if let Some(scalar) = above.filter(|leaf| is_block_scalar(leaf)) {
        let mut at = cut.end;
        while at < text.len() && text[at..line_end(text, at)].trim().is_empty() {
            at = next_line(text, at);
        }
        let below = &text[at..line_end(text, at)];
        if below.starts_with([' ', '\t']) && below.trim_start().starts_with('#') {
            return None;
        }
        // A blank line that is indented may be deeper than the scalar, and so a line of it.
        let indented = text[cut.end..at].contains([' ', '\t']);
        if indented || keeps_blank_lines(text, scalar.span.range().start) {
            cut.end = at;
        }
    }
    Some(cut)
}

fn child(parent: &Node, index: usize) -> Option<&Node> {
    let value = parent.entries().get(index).map(|entry| &entry.node);
    value.or_else(|| parent.items().get(index))
}
