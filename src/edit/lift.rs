//! Edits of a text that stands in a string of another file, as edits of that file.

use super::{Edit, Piece, Text, apply};
use crate::secret::Secret;
use crate::source::{Block, Embedding, SourceFile, Sources, Span};

impl Edit {
    /// The edit as an edit of the file on the disk, if it is one of an embedded text; `None` if the host's quoting cannot hold
    /// the new text.
    pub fn lift(self, sources: &Sources) -> Option<Edit> {
        lift(vec![self], sources)?.pop()
    }
}

/// Edits that are made together as edits of files on the disk, in the same order; `None` if the quoting of a host cannot hold what
/// comes of them.
pub fn lift(edits: Vec<Edit>, sources: &Sources) -> Option<Vec<Edit>> {
    let mut edits = edits;
    while edits
        .iter()
        .any(|edit| sources.get(edit.span.file).embedding().is_some())
    {
        let outer = edits.iter().map(|edit| lift_once(edit, &edits, sources));
        edits = outer.collect::<Option<_>>()?;
    }
    Some(edits)
}

/// An edit of an embedded text as one of the text around it.
fn lift_once(edit: &Edit, all: &[Edit], sources: &Sources) -> Option<Edit> {
    let inner = sources.get(edit.span.file);
    let Some(embedding) = inner.embedding() else {
        return Some(edit.clone());
    };
    (embedding.escape)("")?;
    let Some(block) = &embedding.block else {
        return Some(Edit {
            text: edit.text.escaped(embedding.escape)?,
            span: embedding.lift(edit.span),
        });
    };
    let lines = Lines {
        embedding,
        block,
        inner,
        host: sources.get(embedding.file),
        edits: all.iter().filter(|other| other.span.file == edit.span.file).collect(),
    };
    lines.keep_indentation().then(|| lines.lift(edit)).flatten()
}

/// A text whose lines are lines of its host, behind an indentation.
struct Lines<'a> {
    embedding: &'a Embedding,
    block: &'a Block,
    inner: &'a SourceFile,
    host: &'a SourceFile,
    /// All that is made together in the text.
    edits: Vec<&'a Edit>,
}

impl Lines<'_> {
    /// Whole lines are taken from the start of their indentation, so that none is left behind or wanting.
    fn lift(&self, edit: &Edit) -> Option<Edit> {
        let (start, end) = (edit.span.range().start, edit.span.range().end);
        let (from_start, to_start) = (self.begins_line(start), self.begins_line(end));
        // Whether what follows the edit is the start of a line afterwards.
        let leaves_start = ends_line(&edit.text).unwrap_or(from_start);
        let at_end = end == self.inner.text().len();
        if at_end && to_start && !leaves_start {
            return None;
        }
        let there = self.embedding.lift(edit.span);
        let mut range = there.range();
        if from_start {
            range.start = self.line_start(range.start);
        }
        let mut text = indented(&edit.text, self.block, self.embedding.escape, from_start)?;
        if leaves_start && to_start {
            range.end = self.line_start(range.end).max(range.start);
        } else if leaves_start && !self.is_blank_behind(edit) {
            text = text.plain(&self.block.indent);
        }
        Some(Edit {
            span: Span::new(there.file, range),
            text,
        })
    }

    /// Whether the first line that is not blank does not begin with a blank after the edits, if it says how far the others are
    /// indented.
    fn keep_indentation(&self) -> bool {
        let text = self.inner.text();
        let first = text.len() - text.trim_start_matches('\n').len();
        if !self.block.by_first_line || self.edits.iter().all(|edit| edit.span.range().start > first) {
            return true;
        }
        let after = apply(text, &mut self.edits.clone());
        !after.trim_start_matches('\n').starts_with([' ', '\t'])
    }

    /// Whether nothing stands in the line behind an edit when all are made.
    fn is_blank_behind(&self, edit: &Edit) -> bool {
        let at = edit.span.range().end;
        let behind = |other: &&&Edit| {
            let range = other.span.range();
            range.start >= at && !std::ptr::eq(**other, edit) && (range.end > at || !other.text.is_empty())
        };
        let next = self
            .edits
            .iter()
            .filter(behind)
            .min_by_key(|other| other.span.range().start);
        let kept = next.map_or(self.inner.text().len(), |next| next.span.range().start);
        match (self.inner.text()[at..kept].chars().next(), next) {
            (Some(first), _) => first == '\n',
            (None, Some(next)) => next.text.is_empty() && self.is_blank_behind(next),
            (None, None) => true,
        }
    }

    fn begins_line(&self, at: usize) -> bool {
        at == 0 || self.inner.text().as_bytes().get(at - 1) == Some(&b'\n')
    }

    fn line_start(&self, at: usize) -> usize {
        let lines = self.host.lines();
        lines.range(lines.line_of(at)).start
    }
}

/// A text with what stands before each line of a block that is not blank, and with its line ends. It begins at the start of a
/// line if `at_start`.
fn indented(text: &Text, block: &Block, escape: fn(&str) -> Option<String>, at_start: bool) -> Option<Text> {
    let mut at_start = at_start;
    let mut write = |text: &str| lines(text, block, escape, &mut at_start);
    let pieces = text.pieces.iter().map(|piece| match piece {
        Piece::Plain(text) => write(text).map(Piece::Plain),
        Piece::Secret(secret) => write(secret.expose()).map(|text| Piece::Secret(Secret::new(text))),
    });
    Some(Text {
        pieces: pieces.collect::<Option<_>>()?,
    })
}

/// Writes a text as lines of a block; `at_start` tells whether a line begins there, before and after it.
fn lines(text: &str, block: &Block, escape: fn(&str) -> Option<String>, at_start: &mut bool) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let content = line.strip_suffix('\n');
        let is_blank = content.unwrap_or(line).is_empty();
        if *at_start && !is_blank {
            out.push_str(&block.indent);
        }
        out.push_str(&escape(content.unwrap_or(line))?);
        *at_start = content.is_some();
        if *at_start {
            out.push_str(block.newline);
        }
    }
    Some(out)
}

/// Whether a text ends with the end of a line; `None` if it is empty.
fn ends_line(text: &Text) -> Option<bool> {
    let of = |piece: &Piece| match piece {
        Piece::Plain(text) => text.chars().next_back(),
        Piece::Secret(secret) => secret.expose().chars().next_back(),
    };
    text.pieces.iter().rev().find_map(of).map(|last| last == '\n')
}
