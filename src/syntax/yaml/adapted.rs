//! What libyaml takes and the parser does not, written so that the parser takes it as well: comments without a blank
//! before them (`script: |# …`), and lines of a quoted text that are not indented.
//!
//! Source: libyaml 0.2.5 `src/scanner.c`, `yaml_parser_scan_to_next_token`, `yaml_parser_scan_block_scalar` and
//! `yaml_parser_scan_flow_scalar`, which looks at no indentation.

use std::ops::Range;

use granit_parser::{ErrorKind, Event, Parser, StructureStyle};

use super::reader::options;
use super::tokens::{line_end, line_start, next_line};

/// Bytes that the search may read: after every such place it begins anew with the entry of the root around it.
const MOST: usize = 1 << 25;

/// Bytes of indentation that may be added to a text.
const MOST_ADDED: usize = 1 << 20;

/// A text that the parser takes.
pub(super) struct Adapted {
    pub(super) text: String,
    /// Where the comments stood that are blanks now, in bytes of the old text.
    pub(super) comments: Vec<Range<usize>>,
    pub(super) added: Added,
}

/// Where blanks were added to a text: the byte behind them in the new text, and how many were added up to there.
#[derive(Debug, Default)]
pub(super) struct Added(Vec<(usize, usize)>);

impl Added {
    /// Where a byte of the new text stood in the old one.
    pub(super) fn old(&self, at: usize) -> usize {
        let next = self.0.partition_point(|(behind, _)| *behind <= at);
        let (_, before) = next.checked_sub(1).and_then(|last| self.0.get(last)).unwrap_or(&(0, 0));
        // Inside of added blanks it is the place where they were added.
        let place = self.0.get(next).map_or(usize::MAX, |(behind, all)| behind - all);
        (at - before).min(place)
    }

    fn add(&mut self, at: usize, length: usize) {
        let before = self.0.last().map_or(0, |(_, before)| *before);
        self.0.push((at + length, before + length));
    }
}

/// Whether an error is one that [`adapted`] may take out of a text.
pub(super) fn is_adaptable(kind: &ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::CommentNotSeparated | ErrorKind::InvalidQuotedScalarIndent | ErrorKind::TabInIndentation
    )
}

/// Rewrites what only the parser refuses.
pub(super) fn adapted(text: &str) -> Adapted {
    let mut adapted = Adapted {
        text: text.to_owned(),
        comments: Vec::new(),
        added: Added::default(),
    };
    let (mut from, mut read) = (0, 0);
    while read < MOST {
        let Some(error) = Stopped::of(&adapted.text, from) else {
            break;
        };
        // What is in front of the quote is read once more.
        read += 2 * (error.at - from) + 1;
        from = error.entry;
        let changed = match error.kind {
            ErrorKind::CommentNotSeparated => adapted.clear_comment(error.at),
            ErrorKind::InvalidQuotedScalarIndent => adapted.indent(text, &error, &['#']),
            ErrorKind::TabInIndentation => adapted.indent(text, &error, &['#', ',', ':', ']', '}']),
            _ => None,
        };
        if changed.is_none() {
            break;
        }
    }
    adapted
}

/// Where and why the parser stops.
struct Stopped {
    kind: ErrorKind,
    at: usize,
    /// The start of the last entry of the root before, whose key begins a line: a text of its own.
    entry: usize,
}

impl Stopped {
    /// Parses a text from the start of such an entry on.
    fn of(text: &str, from: usize) -> Option<Stopped> {
        let rest = text.get(from..)?;
        let (mut depth, mut entry, mut has_entries) = (0, 0, false);
        for event in Parser::new_from_str_with_options(rest, options()) {
            let (event, span) = match event {
                Ok(event) => event,
                Err(error) => {
                    return Some(Stopped {
                        kind: error.kind().clone(),
                        at: from + error.marker().byte_offset()?,
                        entry: from + entry,
                    });
                }
            };
            match event {
                Event::MappingStart(style, ..) => {
                    has_entries |= depth == 0 && style == StructureStyle::Block;
                    depth += 1;
                }
                Event::SequenceStart(..) => depth += 1,
                Event::MappingEnd | Event::SequenceEnd => depth -= 1,
                Event::Scalar(..) if depth == 1 && has_entries => {
                    let start = span.byte_range().map_or(0, |range| range.start);
                    if line_start(rest, start) == start {
                        entry = start;
                    }
                }
                _ => {}
            }
        }
        None
    }
}

impl Adapted {
    /// Makes the comment at `at` blanks.
    fn clear_comment(&mut self, at: usize) -> Option<()> {
        self.text.get(at..)?.starts_with('#').then_some(())?;
        let comment = at..line_end(&self.text, at);
        let old = self.added.old(comment.start);
        self.comments.push(old..old + comment.len());
        self.text.replace_range(comment.clone(), &" ".repeat(comment.len()));
        Some(())
    }

    /// Indents the lines of the quoted text that the parser refuses; what follows it on its line is the end or one of
    /// `next`.
    fn indent(&mut self, old: &str, error: &Stopped, next: &[char]) -> Option<()> {
        let start = quote_before(&self.text, error)?;
        let end = quoted_end(&self.text, start)?;
        let rest = self.text[end..line_end(&self.text, end)].trim_start_matches([' ', '\t']);
        if !rest.is_empty() && !rest.starts_with(next) {
            return None;
        }
        let lines = lines_inside(&self.text, start..end);
        let above = self.added.old(error.entry)..line_end(old, self.added.old(start));
        let width = deepest(old.get(above)?) + 1;
        let (last, added) = self.added.0.last().copied().unwrap_or_default();
        let is_document = |line: &usize| is_document_marker(&self.text[*line..]);
        let much = added + lines.len() * width > MOST_ADDED;
        if last > start || much || lines.is_empty() || lines.iter().any(is_document) {
            return None;
        }
        let mut new = self.text[..start].to_owned();
        let mut from = start;
        for line in lines {
            new.push_str(&self.text[from..line]);
            self.added.add(new.len(), width);
            new.push_str(&" ".repeat(width));
            from = line;
        }
        new.push_str(&self.text[from..]);
        self.text = new;
        Some(())
    }
}

/// Where the quoted text begins in one of whose lines the parser stopped, behind the blanks of its indentation.
fn quote_before(text: &str, error: &Stopped) -> Option<usize> {
    // What is cut off there is a quote that is not closed, and that error stands at the quote.
    let content = text.get(..error.at)?.trim_end_matches([' ', '\t', '\n', '\r']);
    let slashes = content.len() - content.trim_end_matches('\\').len();
    let cut = Stopped::of(content.get(..content.len() - slashes % 2)?, error.entry)?;
    (cut.kind == ErrorKind::UnclosedQuotedScalar).then_some(cut.at)
}

/// The end of the quoted text that begins at `start`, if it has one.
fn quoted_end(text: &str, start: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let quote = *bytes.get(start)?;
    let mut at = start + 1;
    loop {
        match *bytes.get(at)? {
            b'\\' if quote == b'"' => at += 2,
            byte if byte != quote => at += 1,
            _ if quote == b'\'' && bytes.get(at + 1) == Some(&quote) => at += 2,
            _ => return Some(at + 1),
        }
    }
}

/// The lines that begin inside `range`.
fn lines_inside(text: &str, range: Range<usize>) -> Vec<usize> {
    let below = |line: &usize| Some(next_line(text, *line)).filter(|next| next > line);
    let lines = std::iter::successors(below(&range.start), below);
    lines.take_while(|line| *line < range.end).collect()
}

/// The deepest column that a collection can begin in.
fn deepest(text: &str) -> usize {
    let indentation = |line: &str| line.len() - line.trim_start_matches([' ', '-', '?', ':']).len();
    text.split(['\n', '\r']).map(indentation).max().unwrap_or_default()
}

fn is_document_marker(text: &str) -> bool {
    let marker = text.strip_prefix("---").or_else(|| text.strip_prefix("..."));
    marker.is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t', '\n', '\r']))
}
