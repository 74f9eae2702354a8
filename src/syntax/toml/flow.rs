//! Elements of arrays and inline tables: adding some at the end and taking some away, with their commas.

use std::ops::Range;

use super::lines::Lines;
use super::write;
use crate::edit::{Edit, Text};
use crate::source::{FileId, Span};
use crate::syntax::{Entry, Node, Style, Value};

/// An array or inline table as it is written.
pub(super) struct Flow<'t> {
    lines: Lines<'t>,
    file: FileId,
    /// Between the brackets.
    inside: Range<usize>,
    /// The elements, in order.
    elements: Vec<Range<usize>>,
    is_table: bool,
}

impl<'t> Flow<'t> {
    /// What is written between the brackets of a node; `None` if there are no brackets.
    pub(super) fn new(text: &'t str, node: &Node) -> Option<Flow<'t>> {
        let raw = text.get(node.span.range())?;
        let brackets = match &node.value {
            Value::Sequence(_) => raw.starts_with('[') && raw.ends_with(']'),
            Value::Mapping(_) => raw.starts_with('{') && raw.ends_with('}'),
            _ => false,
        };
        if !brackets || raw.len() < 2 || node.style != Style::Flow {
            return None;
        }
        let mut elements: Vec<Range<usize>> = node.items().iter().map(|item| item.span.range()).collect();
        for entry in node.entries() {
            elements.extend(leaves(entry)?);
        }
        // A header may add to an inline table; that is none of its elements.
        elements.retain(|element| node.span.contains(Span::new(node.span.file, element.clone())));
        elements.sort_by_key(|element| element.start);
        Some(Flow {
            lines: Lines { text },
            file: node.span.file,
            inside: node.span.range().start + 1..node.span.range().end - 1,
            elements,
            is_table: node.is_mapping(),
        })
    }

    /// Whether each element stands on lines of its own.
    pub(super) fn one_per_line(&self) -> bool {
        let on_own_line = |element: &Range<usize>| {
            self.lines.start(element.start) > self.inside.start && self.lines.begins(element.start)
        };
        let last_line = self.elements.last().map(|last| self.lines.next(last.end));
        self.elements.iter().all(on_own_line) && last_line.is_some_and(|next| next <= self.inside.end)
    }

    /// Whether a comma stands behind the last element.
    pub(super) fn ends_with_comma(&self) -> bool {
        let last = self.elements.len().checked_sub(1);
        last.is_some_and(|last| self.comma(self.gap(last)).is_some())
    }

    /// The edits that add elements at the end.
    pub(super) fn add(&self, new: Vec<Text>) -> Option<Vec<Edit>> {
        if new.is_empty() {
            return Some(Vec::new());
        }
        let Some(last) = self.elements.last() else {
            return self.add_first(new);
        };
        let comma = self.comma(last.end..self.inside.end);
        if self.one_per_line() && comma.is_none_or(|comma| comma < self.lines.end(last.end)) {
            let indent = self.lines.indent(last.start);
            let count = new.len();
            let line = |(index, text): (usize, Text)| {
                let last = index + 1 == count && comma.is_none();
                text.plain(if last { "" } else { "," })
            };
            let lines = new.into_iter().enumerate().map(line).collect();
            let below = self.lines.below(self.file, last.end, indent, lines);
            let comma = comma.is_none().then(|| self.insert(last.end, ",".into()));
            return Some(comma.into_iter().chain([below]).collect());
        }
        let new = write::joined(new);
        Some(vec![match comma {
            Some(comma) => self.insert(comma + 1, Text::from(" ").then(new).plain(",")),
            None => self.insert(last.end, Text::from(", ").then(new)),
        }])
    }

    /// The first elements.
    fn add_first(&self, new: Vec<Text>) -> Option<Vec<Edit>> {
        let text = &self.lines.text[self.inside.clone()];
        let close = self.inside.end;
        if !text.contains('\n') {
            let padding = if self.is_table { " " } else { "" };
            let new = Text::from(padding).then(write::joined(new)).plain(padding);
            return text
                .trim()
                .is_empty()
                .then(|| vec![self.replace(self.inside.clone(), new)]);
        }
        if self.is_table || !self.lines.begins(close) {
            return None;
        }
        let before = self.lines.start(close).saturating_sub(1);
        let indent = match self.lines.start(before) {
            start if start > self.inside.start && !self.lines.is_blank(start..self.lines.end(before)) => {
                self.lines.indent(self.lines.past_blanks(start)).to_owned()
            }
            _ => format!("{}  ", self.lines.indent(close)),
        };
        let lines = new.into_iter().map(|text| text.plain(",")).collect();
        Some(vec![self.lines.below(self.file, before, &indent, lines)])
    }

    /// The edits that take the elements at some ranges away. Comments stay, and so do the lines of others.
    pub(super) fn remove(&self, gone: &[Range<usize>]) -> Option<Vec<Edit>> {
        let number = |range: &Range<usize>| {
            let found = self
                .elements
                .binary_search_by_key(&range.start, |element| element.start);
            found.ok()
        };
        let mut gone: Vec<usize> = gone.iter().map(number).collect::<Option<_>>()?;
        gone.sort_unstable();
        gone.dedup();
        let last_kept = (0..self.elements.len())
            .rev()
            .find(|index| gone.binary_search(index).is_err());
        let inside = &self.lines.text[self.inside.clone()];
        let comments = (0..self.elements.len()).any(|index| self.has_comment(self.gap(index)))
            || self.has_comment(self.inside.start..self.elements.first()?.start);
        if last_kept.is_none() && !comments {
            return Some(vec![self.replace(self.inside.clone(), Text::new())]).filter(|_| !inside.is_empty());
        }
        let last_comma = self.comma(self.gap(self.elements.len() - 1));
        let mut cuts = Vec::new();
        for index in gone {
            let kept_after = last_kept.is_some_and(|last| last > index);
            self.cut(index, kept_after, &mut cuts);
            if !kept_after && last_comma.is_none() {
                let comma = last_kept.and_then(|last| self.comma(self.gap(last)));
                cuts.extend(comma.map(|comma| comma..comma + 1));
            }
        }
        Some(joined_cuts(self.file, cuts))
    }

    /// The bytes that go with an element.
    fn cut(&self, index: usize, kept_after: bool, cuts: &mut Vec<Range<usize>>) {
        let lines = self.lines;
        let element = self.elements[index].clone();
        let comma = self.comma(self.gap(index));
        let mut end = element.end;
        cuts.push(element.clone());
        if let Some(comma) = comma {
            cuts.push(comma..comma + 1);
            if lines.is_blank(element.end..comma) {
                cuts.push(element.end..comma);
                end = comma + 1;
            }
        }
        let begins = lines.start(element.start) >= self.inside.start && lines.begins(element.start);
        let behind = lines.past_blanks(end);
        let line_ends = behind == lines.end(end) && behind < self.inside.end;
        let comment = lines.text[behind..].starts_with('#');
        if begins && line_ends {
            cuts.push(lines.start(element.start)..lines.next(end));
        } else if begins && comment {
            cuts.push(end..behind);
        } else {
            if kept_after && !line_ends && !comment {
                cuts.push(end..behind);
            }
            if !begins && (!kept_after || line_ends || comment) {
                let line = lines.start(element.start).max(self.inside.start);
                cuts.push(lines.trimmed(line..element.start)..element.start);
            }
        }
    }

    /// What stands between an element and the next one, or the bracket.
    fn gap(&self, index: usize) -> Range<usize> {
        let next = self.elements.get(index + 1).map(|next| next.start);
        self.elements[index].end..next.unwrap_or(self.inside.end)
    }

    /// The comma in a gap, which holds blanks and comments else.
    fn comma(&self, gap: Range<usize>) -> Option<usize> {
        let mut at = gap.start;
        while at < gap.end {
            match self.lines.text.as_bytes()[at] {
                b',' => return Some(at),
                b'#' => at = self.lines.end(at),
                _ => at += 1,
            }
        }
        None
    }

    fn has_comment(&self, gap: Range<usize>) -> bool {
        self.lines.text[gap].contains('#')
    }

    fn insert(&self, at: usize, text: Text) -> Edit {
        self.replace(at..at, text)
    }

    fn replace(&self, range: Range<usize>, text: Text) -> Edit {
        Edit::new(Span::new(self.file, range), text)
    }
}

/// The ranges of `key = value` that make up an entry; several if dotted keys do. `None` if a header has a part in it.
pub(super) fn leaves(entry: &Entry) -> Option<Vec<Range<usize>>> {
    let mut ranges = Vec::new();
    let mut entries = vec![entry];
    while let Some(entry) = entries.pop() {
        match entry.node.style {
            Style::Table | Style::TableArray | Style::Implied => return None,
            Style::Dotted => entries.extend(entry.node.entries()),
            Style::Flow if !is_self_contained(&entry.node) => return None,
            _ => ranges.push(entry.whole.range()),
        }
    }
    Some(ranges)
}

/// Whether all of a value stands between its brackets; a header or a dotted key may add to an inline table.
pub(super) fn is_self_contained(node: &Node) -> bool {
    let mut nodes = vec![(node.span, node)];
    while let Some((span, node)) = nodes.pop() {
        for entry in node.entries() {
            let dotted = entry.node.style == Style::Dotted;
            if !span.contains(entry.whole) || !dotted && !span.contains(entry.node.span) {
                return false;
            }
            nodes.push((if dotted { span } else { entry.node.span }, &entry.node));
        }
        nodes.extend(node.items().iter().map(|item| (item.span, item)));
    }
    true
}

/// The innermost array or inline table that a stretch stands in.
pub(super) fn around(root: &Node, span: Span) -> Option<&Node> {
    let mut innermost: Option<&Node> = None;
    let mut nodes = vec![root];
    while let Some(node) = nodes.pop() {
        let inner = |outer: &Node| outer.span.contains(node.span);
        if node.style == Style::Flow && node.span.contains(span) && innermost.is_none_or(inner) {
            innermost = Some(node);
        }
        nodes.extend(children(node));
    }
    innermost
}

/// The nodes directly in a collection.
pub(super) fn children(node: &Node) -> impl Iterator<Item = &Node> {
    node.entries().iter().map(|entry| &entry.node).chain(node.items())
}

/// Removals that overlap or touch as single edits.
pub(super) fn joined_cuts(file: FileId, mut cuts: Vec<Range<usize>>) -> Vec<Edit> {
    cuts.retain(|cut| !cut.is_empty());
    cuts.sort_by_key(|cut| (cut.start, cut.end));
    let mut joined: Vec<Range<usize>> = Vec::new();
    for cut in cuts {
        match joined.last_mut() {
            Some(last) if cut.start <= last.end => last.end = last.end.max(cut.end),
            _ => joined.push(cut),
        }
    }
    let edit = |cut| Edit::new(Span::new(file, cut), Text::new());
    joined.into_iter().map(edit).collect()
}
