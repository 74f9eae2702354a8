//! How a text is laid out: indentation, line ends, comments and anchors around a place that an edit touches.

use std::collections::{HashSet, VecDeque};
use std::ops::Range;

use super::tokens::{is_indicator, line_end, line_start, skip_blanks};
use crate::source::Span;
use crate::syntax::{Document, Entry, Found, Node, Style, Value};

/// The habits of a text, which a new part of it follows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Layout {
    /// The line end.
    pub(super) line_end: &'static str,
    /// Columns that a mapping is indented below its key.
    pub(super) step: usize,
    /// Columns that a sequence is indented below its key.
    pub(super) dash: usize,
}

impl Layout {
    /// The habits of a text: those of its first nested mapping and its first sequence below a key.
    pub(super) fn of(document: &Document, text: &str) -> Layout {
        let first_break = text.find('\n');
        let crlf = first_break.is_some_and(|at| text[..at].ends_with('\r'));
        let (mut step, mut dash) = (None, None);
        let mut left = VecDeque::from([&document.root]);
        while let Some(node) = left.pop_front() {
            if step.is_some() && dash.is_some() || node.style != Style::Block {
                break;
            }
            let here = column(text, node.span.range().start);
            let is_mapping = node.is_mapping();
            let children = node.entries().iter().map(|entry| &entry.node).chain(node.items());
            for child in children.filter(|child| child.style == Style::Block) {
                let deeper = column(text, child.span.range().start).checked_sub(here);
                match &child.value {
                    Value::Mapping(_) if is_mapping => step = step.or(deeper.filter(|step| *step > 0)),
                    Value::Sequence(_) if is_mapping => dash = dash.or(deeper),
                    _ => {}
                }
                left.push_back(child);
            }
        }
        Layout {
            line_end: if crlf { "\r\n" } else { "\n" },
            step: step.unwrap_or(2),
            dash: dash.unwrap_or(2),
        }
    }
}

/// The column of a byte. What stands before a block collection on its line is ASCII.
pub(super) fn column(text: &str, at: usize) -> usize {
    at - line_start(text, at)
}

/// The indentation of the children of a block collection, if a new line may be written with it.
///
/// GitLab drops the indentation of the first line below `---`, so a root that is indented, or stands behind the
/// dashes, has no column that holds for both GitLab and YAML.
pub(super) fn indentation(text: &str, found: &Found<'_>) -> Option<usize> {
    let start = found.node.span.range().start;
    let prefix = &text[line_start(text, start)..start];
    let compact = prefix.bytes().all(|byte| matches!(byte, b' ' | b'-' | b'?' | b':'));
    let sure = compact && !prefix.starts_with("---") && (prefix.is_empty() || found.parent.is_some());
    sure.then_some(prefix.len())
}

/// Where a node begins with its tag and anchor.
pub(super) fn outer_start(node: &Node) -> usize {
    let properties = [&node.tag, &node.anchor].into_iter().flatten();
    let starts = properties.map(|property| property.span.range().start);
    starts.fold(node.span.range().start, usize::min)
}

/// The children of a collection: whole entries, items with their tag, anchor and, in a block, their dash.
pub(super) fn children(text: &str, node: &Node) -> Vec<Range<usize>> {
    if node.is_mapping() {
        return node.entries().iter().map(|entry| entry.whole.range()).collect();
    }
    let mut at = node.span.range().start;
    let item = |item: &Node| {
        let end = item.span.range().end;
        let start = if node.style == Style::Block {
            let dash = skip_blanks(text, at);
            at = end;
            dash
        } else {
            outer_start(item)
        };
        start..end
    };
    node.items().iter().map(item).collect()
}

/// Whether a flow collection has brackets of its own; the `a: b` of `[a: b]` has none, and of a broken one the last may be missing.
pub(super) fn has_brackets(text: &str, node: &Node) -> bool {
    let source = &text[node.span.range()];
    let is_closed = source.len() > 1 && source.ends_with(['}', ']']);
    node.style == Style::Flow && source.starts_with(['{', '[']) && is_closed
}

/// The last scalar inside a node, whose end is the node's end.
pub(super) fn last_leaf(mut node: &Node) -> &Node {
    loop {
        let child = match &node.value {
            Value::Sequence(items) if node.style == Style::Block => items.last(),
            Value::Mapping(entries) if node.style == Style::Block => entries.last().map(|entry| &entry.node),
            _ => None,
        };
        match child {
            Some(child) => node = child,
            None => return node,
        }
    }
}

/// Whether a node is written with `|` or `>`.
pub(super) fn is_block_scalar(node: &Node) -> bool {
    matches!(node.style, Style::Literal | Style::Folded)
}

/// The end of the line on which a child of a block collection ends: where a line below it is inserted. `None` if that
/// would give a text without a last line end one, and so change the block scalar that it ends with, or if a plain scalar
/// has to stay the last thing above the lines below.
pub(super) fn below(text: &str, child: &Node, end: usize) -> Option<usize> {
    let at = line_end(text, end);
    let unended = at == text.len() && is_block_scalar(last_leaf(child));
    (!unended && !holds_tabs_below(text, at)).then_some(at)
}

/// Whether a comment begins inside `range`.
pub(super) fn has_comment(document: &Document, range: &Range<usize>) -> bool {
    let first = document
        .comments
        .partition_point(|span| span.range().start < range.start);
    document
        .comments
        .get(first)
        .is_some_and(|span| span.range().start < range.end)
}

/// The start of the comment that ends at `end`.
pub(super) fn comment_before(document: &Document, end: usize) -> Option<usize> {
    let ends = |span: &Span| span.range().end.cmp(&end);
    let found = document.comments.binary_search_by(ends).ok()?;
    document.comments.get(found).map(|span| span.range().start)
}

/// Whether a comment of its own line stands right above the line that begins at `line`: it speaks of that line.
pub(super) fn is_spoken_of(document: &Document, text: &str, line: usize) -> bool {
    let Some(above) = line.checked_sub(1).map(|end| line_start(text, end)) else {
        return false;
    };
    let above = if text[above..line].trim().is_empty() && text[..line].ends_with("\r\n") && line >= 2 {
        line_start(text, line - 2)
    } else {
        above
    };
    let first = above + text[above..line].len() - text[above..line].trim_start().len();
    let starts = |span: &Span| span.range().start.cmp(&first);
    document.comments.binary_search_by(starts).is_ok()
}

/// Whether `range` defines an anchor that is used outside of it. A `&name` in any text counts as an anchor, and a
/// `*name` as its use: rather one edit too few than a text that no longer parses.
pub(super) fn defines_used_anchor(text: &str, range: &Range<usize>) -> bool {
    let names: HashSet<&str> = marked(&text[range.clone()], '&').collect();
    let mut used = marked(&text[..range.start], '*').chain(marked(&text[range.end..], '*'));
    !names.is_empty() && used.any(|name| names.contains(name))
}

/// The names that follow `mark` in a text.
fn marked(text: &str, mark: char) -> impl Iterator<Item = &str> {
    text.match_indices(mark).filter_map(move |(at, _)| {
        let rest = &text[at + 1..];
        let end = rest
            .find(|c: char| c.is_whitespace() || ",[]{}".contains(c))
            .unwrap_or(rest.len());
        (end > 0).then(|| &rest[..end])
    })
}

/// Whether the value of an entry is missing, with a `:` or `-` right before it (or a tag or anchor) to write it behind.
/// What a key ends with (`? a:`, `? -`) is none of these.
pub(super) fn may_be_filled(text: &str, found: &Found<'_>) -> bool {
    let node = found.node;
    let at = node.span.range().start;
    let behind_key = found.entry.is_some_and(|entry| entry.key.span.range().end == at);
    // The root has no indicator; what stands before a missing one ends a comment.
    // Further to the left than its `?` a `:` is that of another mapping.
    let is_ours = |entry: &Entry| {
        let start = entry.whole.range().start;
        !text[start..].starts_with('?') || at > 0 && column(text, at - 1) >= column(text, start)
    };
    let has_indicator = found.parent.is_some() && !behind_key && found.entry.is_none_or(is_ours);
    let behind = |indicator: u8| has_indicator && at > 0 && text.as_bytes()[at - 1] == indicator;
    let property = outer_start(node) < at;
    node.span.is_empty() && (property || behind(b':') || behind(b'-') && is_indicator(text, at - 1, b'-'))
}

/// Whether a line of blanks below `at` has a tab. libyaml counts such lines as a part of a plain scalar that may go on
/// below, and takes the tab behind nothing else; inside brackets it takes it behind anything else. So what stands
/// before `at` has to stay.
pub(super) fn holds_tabs_below(text: &str, at: usize) -> bool {
    let is_blank = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
    let blanks = text.as_bytes()[at..].iter().take_while(|byte| is_blank(byte)).count();
    let first = if line_start(text, at) == at {
        at
    } else {
        line_end(text, at)
    };
    text.as_bytes()[..at + blanks]
        .get(first..)
        .is_some_and(|lines| lines.contains(&b'\t'))
}
