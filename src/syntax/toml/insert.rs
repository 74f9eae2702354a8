//! New keys: where they go, and in which of the many ways to write a table.

use std::ops::Range;

use super::flow::{self, Flow};
use super::headers::{last_line, next_header, walk};
use super::lines::Lines;
use super::write;
use crate::edit::{Edit, Literal, Text};
use crate::source::Span;
use crate::syntax::{Document, Entry, Found, Node, Style};

/// Adds a key to a mapping that has no such key.
pub(in crate::syntax) fn insert(
    document: &Document,
    text: &str,
    mapping: Found<'_>,
    key: &str,
    value: &Literal,
) -> Option<Vec<Edit>> {
    add(document, text, mapping, key, write::value(value)?)
}

/// Adds a key whose value is written already.
pub(super) fn add(document: &Document, text: &str, mapping: Found<'_>, key: &str, value: Text) -> Option<Vec<Edit>> {
    let node = mapping.node;
    if !node.is_mapping() {
        return None;
    }
    let home = Home {
        document,
        lines: Lines { text },
        node,
    };
    let key = write::key(key);
    match node.style {
        Style::Flow => {
            let flow = Flow::new(text, node)?;
            flow.add(vec![key.plain(home.equals()).then(value)])
        }
        Style::Dotted => home.beside_dotted(key, value),
        Style::Implied => home.above_implied(mapping.entry?, key, value),
        Style::Table if mapping.parent.is_none() => home.at_root(key, value),
        Style::Table => home.below_header(key, value),
        _ => None,
    }
}

/// Adds a table with one key whose value is written already, by a header of its own.
pub(super) fn add_table(
    document: &Document,
    text: &str,
    table: &Node,
    name: &str,
    (key, value): (&str, Text),
) -> Option<Vec<Edit>> {
    let home = Home {
        document,
        lines: Lines { text },
        node: table,
    };
    home.table_below(name, write::key(key).plain(home.equals()).then(value))
}

/// A mapping that gets a new key.
struct Home<'a> {
    document: &'a Document,
    lines: Lines<'a>,
    node: &'a Node,
}

impl Home<'_> {
    /// `=` with the blanks that the last key has around it, if it has none.
    fn equals(&self) -> &'static str {
        let tight = |entry: &Entry| {
            let between = entry.key.span.end as usize..entry.node.span.start as usize;
            self.lines.text.get(between) == Some("=")
        };
        match self.node.entries().last().is_some_and(tight) {
            true => "=",
            false => " = ",
        }
    }

    /// In the lines below a header: behind the last key there, else directly below the header.
    fn below_header(&self, key: Text, value: Text) -> Option<Vec<Edit>> {
        let header = self.node.span.range();
        if !self.lines.text.get(header.clone())?.starts_with('[') {
            return None;
        }
        let line = key.plain(self.equals()).then(value);
        let body = header.end..next_header(self.document, header.end).unwrap_or(self.lines.text.len());
        if let Some(last) = last_line(self.document, &body) {
            return self.behind(last, line);
        }
        let indent = format!("{}{}", self.lines.indent(header.start), self.usual_indent());
        if self
            .document
            .broken_at(self.span(header.start..self.lines.end(header.end)))
        {
            return None;
        }
        Some(vec![self.lines.below(
            self.document.file,
            header.end,
            &indent,
            vec![line],
        )])
    }

    /// `[a.new]` with a line of its own, behind the last line below `[a]`.
    fn table_below(&self, name: &str, line: Text) -> Option<Vec<Edit>> {
        let header = self.node.span.range();
        let raw = self.lines.text.get(header.clone())?;
        let path = raw.trim_matches(['[', ']']).trim();
        // A copy of an escape sequence could be one of TOML 1.1.
        if !raw.starts_with('[') || path.contains('\\') || self.node.style != Style::Table {
            return None;
        }
        let body = header.end..next_header(self.document, header.end).unwrap_or(self.lines.text.len());
        let last = last_line(self.document, &body).map_or(header.end, |last| last.end);
        if self.document.broken_at(self.span(header.start..self.lines.end(last))) {
            return None;
        }
        let step = self.usual_indent();
        let indent = format!("{}{step}", self.lines.indent(header.start));
        let new = Text::from(format!("[{path}.")).then(write::key(name)).plain("]");
        let lines = vec![new, Text::from(step).then(line)];
        Some(vec![self.lines.below(self.document.file, last, &indent, lines)])
    }

    /// Behind the last key before the first header.
    fn at_root(&self, key: Text, value: Text) -> Option<Vec<Edit>> {
        let line = key.plain(self.equals()).then(value);
        let header = next_header(self.document, 0).unwrap_or(self.lines.text.len());
        if let Some(last) = last_line(self.document, &(0..header)) {
            return self.behind(last, line);
        }
        // Comments right above the first header belong to it.
        let mut at = self.lines.start(header);
        while at > 0
            && self.lines.text[self.lines.start(at - 1)..at]
                .trim_start()
                .starts_with('#')
        {
            at = self.lines.start(at - 1);
        }
        if self.document.broken_at(self.span(0..at)) {
            return None;
        }
        let end = self.lines.line_end(at);
        if header == self.lines.text.len() {
            let before = &self.lines.text[self.lines.start(header)..];
            let text = match before.is_empty() {
                true => line.plain(self.lines.line_end(header)),
                false => Text::from(self.lines.line_end(header)).then(line),
            };
            return Some(vec![Edit::new(self.span(header..header), text)]);
        }
        Some(vec![Edit::new(self.span(at..at), line.plain(end).plain(end))])
    }

    /// `a.new = …` behind `a.old = …`.
    fn beside_dotted(&self, key: Text, value: Text) -> Option<Vec<Edit>> {
        let beside = |entry: &&Entry| {
            let prefix = entry.key.span.start > entry.whole.start;
            prefix && !matches!(entry.node.style, Style::Table | Style::TableArray | Style::Implied)
        };
        let last = self.node.entries().iter().rfind(beside)?;
        let prefix = last.whole.range().start..last.key.span.range().start;
        // A copy of an escape sequence could be one of TOML 1.1.
        let prefix = self.lines.text.get(prefix).filter(|prefix| !prefix.contains('\\'))?;
        // One dotted key leads to a table that still gets a header; two do not.
        if gets_header(&self.document.root, self.node, last.whole) {
            return None;
        }
        let line = Text::from(prefix).then(key).plain(self.equals()).then(value);
        if flow::around(&self.document.root, last.whole).is_none() {
            return self.behind(last.whole.range(), line);
        }
        if self.document.broken_at(last.whole) {
            return None;
        }
        Some(vec![Edit::new(last.whole.after(), Text::from(", ").then(line))])
    }

    /// `[a]` above the `[a.b]` that implies it: nothing between them changes its table.
    fn above_implied(&self, entry: &Entry, key: Text, value: Text) -> Option<Vec<Edit>> {
        let header = entry.whole.range();
        let name = self.lines.text.get(header.start..entry.key.span.range().end)?;
        let name = name.trim_start_matches('[');
        if name.contains('\\') {
            return None;
        }
        let implied = header.start < self.node.span.range().start && self.lines.begins(header.start);
        if !implied || self.document.broken_at(entry.whole) {
            return None;
        }
        let (indent, end) = (self.lines.indent(header.start), self.lines.line_end(header.start));
        let at = self.above_comments(header.start);
        let spaced = at > 0 && self.lines.text[self.lines.start(at - 1)..at].trim().is_empty();
        let text = Text::from(format!("{indent}[{name}]{end}{indent}{}", self.usual_indent()))
            .then(key)
            .plain(" = ")
            .then(value)
            .plain(end)
            .plain(if spaced { end } else { "" });
        Some(vec![Edit::new(self.span(at..at), text)])
    }

    /// The start of the line of a header, or of the comments right above it, which belong to it.
    fn above_comments(&self, header: usize) -> usize {
        let mut at = self.lines.start(header);
        while at > 0
            && self.lines.text[self.lines.start(at - 1)..at]
                .trim_start()
                .starts_with('#')
        {
            at = self.lines.start(at - 1);
        }
        at
    }

    /// A line below an entry, indented as it is.
    fn behind(&self, entry: Range<usize>, line: Text) -> Option<Vec<Edit>> {
        if !self.lines.begins(entry.start)
            || self
                .document
                .broken_at(self.span(entry.start..self.lines.end(entry.end)))
        {
            return None;
        }
        let indent = self.lines.indent(entry.start);
        Some(vec![self.lines.below(
            self.document.file,
            entry.end,
            indent,
            vec![line],
        )])
    }

    /// What the keys of the first table that has some are indented by, relative to its header.
    fn usual_indent(&self) -> String {
        let mut usual: Option<(usize, &str)> = None;
        let mut look = |node: &Node| {
            let header = node.span.range();
            let first = node.entries().iter().map(|entry| entry.whole.range().start);
            let Some(first) = first.filter(|first| *first > header.end).min() else {
                return;
            };
            let known = usual.is_some_and(|(start, _)| start < header.start);
            if node.style != Style::Table || node.span.is_empty() || known || !self.lines.begins(first) {
                return;
            }
            let indents = (self.lines.indent(first), self.lines.indent(header.start));
            let is_key = !self.lines.text[first..].starts_with('[');
            if let Some(more) = indents.0.strip_prefix(indents.1).filter(|_| is_key) {
                usual = Some((header.start, more));
            }
        };
        walk(&self.document.root, &mut |entry| {
            look(&entry.node);
            if entry.node.style == Style::TableArray {
                entry.node.items().iter().for_each(&mut look);
            }
        });
        usual.map_or(String::new(), |(_, more)| more.to_owned())
    }

    fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.document.file, range)
    }
}

/// Whether one of the tables around a node has its header behind a key that leads through it.
fn gets_header(root: &Node, node: &Node, key: Span) -> bool {
    let mut nodes = vec![(root, false)];
    while let Some((next, found)) = nodes.pop() {
        if std::ptr::eq(next, node) {
            return found;
        }
        let found = found || next.style == Style::Table && next.span.start > key.start;
        nodes.extend(flow::children(next).map(|inner| (inner, found)));
    }
    true
}
