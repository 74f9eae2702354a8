//! Lines, their ends and their indentation, as the neighbours of an edit have them.

use std::ops::Range;

use memchr::{memchr, memrchr};

use crate::edit::{Edit, Text};
use crate::source::{FileId, Span};

/// The lines of a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lines<'t> {
    pub(super) text: &'t str,
}

impl<'t> Lines<'t> {
    /// Where the line of a byte begins.
    pub(super) fn start(self, at: usize) -> usize {
        memrchr(b'\n', &self.text.as_bytes()[..at]).map_or(0, |newline| newline + 1)
    }

    /// Where the line of a byte ends, without its line end.
    pub(super) fn end(self, at: usize) -> usize {
        match self.newline(at) {
            Some(newline) if self.text[..newline].ends_with('\r') => newline - 1,
            Some(newline) => newline,
            None => self.text.len(),
        }
    }

    /// Where the next line begins, or the text ends.
    pub(super) fn next(self, at: usize) -> usize {
        self.newline(at).map_or(self.text.len(), |newline| newline + 1)
    }

    /// The next line feed.
    fn newline(self, at: usize) -> Option<usize> {
        memchr(b'\n', &self.text.as_bytes()[at..]).map(|newline| at + newline)
    }

    /// The line end at a line, or of the one before it.
    pub(super) fn line_end(self, at: usize) -> &'t str {
        let own = &self.text[self.end(at)..self.next(at)];
        let before = &self.text[..self.start(at)];
        match (own, before) {
            ("", before) if before.ends_with("\r\n") => "\r\n",
            ("", _) => "\n",
            _ => own,
        }
    }

    /// The blanks at the start of the line of a byte.
    pub(super) fn indent(self, at: usize) -> &'t str {
        let line = &self.text[self.start(at)..at];
        &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
    }

    /// Whether there are only blanks and tabs.
    pub(super) fn is_blank(self, range: Range<usize>) -> bool {
        self.text[range].bytes().all(|byte| byte == b' ' || byte == b'\t')
    }

    /// Whether only blanks stand before a byte on its line.
    pub(super) fn begins(self, at: usize) -> bool {
        self.is_blank(self.start(at)..at)
    }

    /// Where the text without the blanks at the end of a range ends.
    pub(super) fn trimmed(self, range: Range<usize>) -> usize {
        range.start + self.text[range].trim_end_matches([' ', '\t']).len()
    }

    /// Where the blanks after a byte end.
    pub(super) fn past_blanks(self, at: usize) -> usize {
        let rest = &self.text[at..];
        at + rest.len() - rest.trim_start_matches([' ', '\t']).len()
    }

    /// New lines below the line of a byte.
    pub(super) fn below(self, file: FileId, at: usize, indent: &str, lines: Vec<Text>) -> Edit {
        let (next, end) = (self.next(at), self.line_end(at));
        let unfinished = self.end(at) == next;
        let text = lines.into_iter().fold(Text::new(), |text, line| match unfinished {
            true => text.plain(end).plain(indent).then(line),
            false => text.plain(indent).then(line).plain(end),
        });
        Edit::new(Span::new(file, next..next), text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_last_line_without_line_end_ends_as_the_one_before_it() {
        let lines = Lines { text: "a\r\n  b" };
        assert_eq!((lines.start(5), lines.end(5), lines.next(5)), (3, 6, 6));
        assert_eq!(lines.line_end(5), "\r\n");
        assert_eq!(lines.indent(5), "  ");
        assert_eq!((lines.end(0), lines.next(0)), (1, 3));
    }
}
