//! Values written in place of others, and keys in place of keys.

use super::layout::{
    Layout, column, comment_before, defines_used_anchor, has_comment, holds_tabs_below, indentation, may_be_filled,
    outer_start,
};
use super::tokens::{line_end, line_start};
use super::typing::typed;
use super::write::{Room, behind_colon, block, inline, key, plain_holds};
use crate::edit::{Edit, Literal, Text};
use crate::source::{SourceFile, Span};
use crate::syntax::{Document, Entry, Found, Node, Scalar, Style};

/// Writes a value in place of a node. An anchor stays, so that its aliases change as well; a tag goes, because it was
/// about the value that goes.
///
/// There is no edit if a comment inside the old value would go with it, or an anchor inside it that is used elsewhere.
pub(in crate::syntax) fn replace(
    document: &Document,
    text: &str,
    found: Found<'_>,
    value: &Literal,
) -> Option<Vec<Edit>> {
    let node = found.node;
    let range = node.span.range();
    let empty = range.is_empty();
    if empty && !may_be_filled(text, &found) || has_comment(document, &range) || defines_used_anchor(text, &range) {
        return None;
    }
    // A comment may follow a bracket or a quote at once, but not a plain value.
    if holds_tabs_below(text, range.end) || text[range.end..].starts_with('#') {
        return None;
    }
    let place = Place { document, text, found };
    let flow = found.parent.is_some_and(|parent| parent.style == Style::Flow);
    let nested = match value {
        Literal::List(items) => !items.is_empty(),
        Literal::Table(entries) => !entries.is_empty(),
        _ => false,
    };
    if flow || !nested {
        let room = if flow { Room::Flow } else { Room::Block };
        return place.inline(inline(value, node.style, room)?);
    }
    if found.entry.is_some() {
        place.nested(value)
    } else if found.parent.is_some() {
        place.item(value)
    } else {
        None
    }
}

/// Gives an entry another key, quoted as the old one if that can hold it. Brackets are assumed around it. A key with a
/// tag stays: Psych types it in spite of quotes.
pub(in crate::syntax) fn rename(document: &Document, text: &str, entry: &Entry, name: &str) -> Option<Vec<Edit>> {
    let source = &text[entry.key.span.range()];
    let (like, simple) = match source.chars().next()? {
        '"' => (Style::DoubleQuoted, true),
        '\'' => (Style::SingleQuoted, true),
        // A complex key, an alias and a block scalar are not to be renamed.
        '[' | '{' | '*' | '|' | '>' => (Style::Bare, false),
        _ => (
            Style::Bare,
            !source.contains(": ") && !source.ends_with(':') && !source.starts_with("- "),
        ),
    };
    let range = entry.key.span.range();
    let tagged = text[entry.whole.range().start..range.start].contains('!');
    let fixed = tagged || defines_used_anchor(text, &range) || holds_tabs_below(text, range.end);
    if !simple || source.contains(['\n', '\r']) || fixed {
        return None;
    }
    let new = key(name, like, Room::Flow)?;
    Some(vec![Edit::new(Span::new(document.file, range), new)])
}

/// Whether a `|` scalar cannot have a part of it replaced line by line. What is written at its last line end would stand without
/// indentation, and its first line that is not blank tells how far all are indented.
pub(in crate::syntax) fn breaks_block(node: &Node, range: &std::ops::Range<usize>, new: &Text) -> bool {
    let Some(value) = node.as_str().filter(|_| node.style == Style::Literal) else {
        return false;
    };
    let (Some(before), Some(after), Some(new)) = (value.get(..range.start), value.get(range.end..), new.shown()) else {
        return true;
    };
    let first = |text: &str| text.len() - text.trim_start_matches('\n').len();
    let changed = format!("{before}{new}{after}");
    let is_first_kept = first(&changed) == first(value) && !changed[first(&changed)..].starts_with([' ', '\t']);
    range.end > value.trim_end_matches('\n').len() || !is_first_kept
}

/// What a plain string is replaced by where a part of it becomes `text`, if its new value needs quotes; `None` if it
/// does not. There is nothing to write if the rest of it is a secret, or has to stay plain.
pub(in crate::syntax) fn quoted_anew(
    file: &SourceFile,
    node: &Node,
    range: std::ops::Range<usize>,
    text: &Text,
) -> Option<Option<Text>> {
    let whole = node.as_str().filter(|_| node.style == Style::Bare)?;
    let (before, after) = (whole.get(..range.start)?, whole.get(range.end..)?);
    let new = Text::new().plain(before).then(text.clone()).plain(after);
    let stays = |new: &str| {
        // A character that is kept at the start stands there already, and an indicator depends on what comes next.
        let ends = new[before.len()..].chars().next().is_none_or(|c| " ,[]{}".contains(c));
        let kept = if before.is_empty() || ends && matches!(before, "-" | "?" | ":") {
            ""
        } else {
            "x"
        };
        plain_holds(&format!("{kept}{new}"), Room::Block) && matches!(typed(new), Scalar::String(same) if same == new)
    };
    if new.shown().is_none_or(|new| stays(&new)) {
        return None;
    }
    let range = node.span.range();
    let stays = file.holds_secret(range.clone()) || holds_tabs_below(file.text(), range.end);
    Some(inline(&Literal::Text(new), Style::DoubleQuoted, Room::Flow).filter(|_| !stays))
}

/// Where a value is to be written.
struct Place<'a> {
    document: &'a Document,
    text: &'a str,
    found: Found<'a>,
}

impl Place<'_> {
    /// Behind the `:` or `-` of the value and its anchor, before blanks and comments.
    fn behind(&self) -> usize {
        let node = self.found.node;
        let anchor = node.anchor.as_ref().map(|anchor| anchor.span.range().end);
        let start = node
            .tag
            .as_ref()
            .map_or(node.span.range().start, |tag| tag.span.range().start);
        let mut start = start.min(outer_start(node)).max(anchor.unwrap_or(0));
        loop {
            let trimmed = self.text[..start].trim_end().len();
            match comment_before(self.document, trimmed) {
                Some(comment) => start = comment,
                None => return trimmed,
            }
        }
    }

    /// The place of the value, and the edit that takes away its tag and the blanks behind it.
    fn without_tag(&self) -> (std::ops::Range<usize>, Option<Edit>) {
        let range = self.found.node.span.range();
        let Some(tag) = &self.found.node.tag else {
            return (range, None);
        };
        let tag = tag.span.range();
        let behind_anchor = self
            .found
            .node
            .anchor
            .as_ref()
            .is_none_or(|anchor| anchor.span.range().end <= tag.start);
        if behind_anchor {
            return (tag.start..range.end, None);
        }
        let blanks = self.text[tag.end..].len() - self.text[tag.end..].trim_start().len();
        let cut = tag.start..tag.end + blanks;
        (range, Some(self.edit(cut, Text::new())))
    }

    fn edit(&self, range: std::ops::Range<usize>, new: Text) -> Edit {
        Edit::new(Span::new(self.document.file, range), new)
    }

    /// Whether the value stands on the line of its key or dash.
    fn on_same_line(&self) -> bool {
        let behind = self.behind();
        !self.text[behind..self.found.node.span.range().start].contains(['\n', '\r'])
    }

    /// Writes a value of one line.
    fn inline(&self, new: Text) -> Option<Vec<Edit>> {
        let node = self.found.node;
        let (range, untag) = self.without_tag();
        if has_comment(self.document, &range) {
            return None;
        }
        let below = node.style == Style::Block && !self.on_same_line();
        let gap = self.behind()..range.end;
        let edit = if range.is_empty() {
            self.edit(range, Text::from(" ").then(new))
        } else if below && !has_comment(self.document, &gap) && self.found.parent.is_some() && untag.is_none() {
            self.edit(gap, Text::from(" ").then(new))
        } else if below && !self.is_indented(node) {
            return None;
        } else {
            self.edit(range, new)
        };
        Some(untag.into_iter().chain([edit]).collect())
    }

    /// Whether a block collection is indented deeper than its key, as a scalar has to be.
    fn is_indented(&self, node: &Node) -> bool {
        let parent = self
            .found
            .parent
            .map(|parent| column(self.text, parent.span.range().start));
        parent.is_none_or(|parent| column(self.text, node.span.range().start) > parent)
    }

    /// Writes a block collection as the value of a key, on the lines below it.
    fn nested(&self, value: &Literal) -> Option<Vec<Edit>> {
        let layout = Layout::of(self.document, self.text);
        let parent = Found {
            node: self.found.parent?,
            entry: None,
            parent: self.found.parent,
            index: None,
        };
        let indent = indentation(self.text, &parent)?;
        let indented_root = self.document.root.span == parent.node.span && indent > 0;
        let (range, untag) = self.without_tag();
        let gap = self.behind()..range.end;
        if indented_root || untag.is_some() || has_comment(self.document, &gap) {
            return None;
        }
        let new = behind_colon(value, indent, layout)?;
        let end = line_end(self.text, range.end);
        if has_comment(self.document, &(range.end..end)) {
            // The comment stays on the line of the key.
            let cut = (!gap.is_empty()).then(|| self.edit(gap, Text::new()));
            let below = self.edit(end..end, new);
            return Some(cut.into_iter().chain([below]).collect());
        }
        Some(vec![self.edit(gap, new)])
    }

    /// Writes a block collection as an element, behind its dash.
    fn item(&self, value: &Literal) -> Option<Vec<Edit>> {
        let layout = Layout::of(self.document, self.text);
        let (range, untag) = self.without_tag();
        let start = self.text[..range.start].len();
        let prefix = &self.text[line_start(self.text, start)..start];
        let compact =
            prefix.bytes().all(|byte| matches!(byte, b' ' | b'-' | b'?' | b':')) && !prefix.starts_with("---");
        if !compact || untag.is_some() || self.found.node.anchor.is_some() || has_comment(self.document, &range) {
            return None;
        }
        if range.is_empty() {
            let new = block(value, prefix.len() + 1, layout)?;
            return Some(vec![self.edit(range, Text::from(" ").then(new))]);
        }
        Some(vec![self.edit(range, block(value, prefix.len(), layout)?)])
    }
}
