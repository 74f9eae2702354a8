//! The lines of one of the two texts, and which of them hold secrets.

use std::borrow::Cow;
use std::ops::Range;

use crate::source::{Encoding, SourceFile};

/// A file as lines.
pub(super) struct Side<'a> {
    /// The file.
    pub(super) file: &'a SourceFile,
    masked: Cow<'a, str>,
    lines: Vec<Range<usize>>,
    secret: Vec<bool>,
}

impl<'a> Side<'a> {
    /// The lines of a file, masked.
    pub(super) fn new(file: &'a SourceFile) -> Side<'a> {
        let index = file.lines();
        let all = (0..index.count()).map(|line| index.range(line));
        let lines: Vec<Range<usize>> = all.filter(|line| !line.is_empty()).collect();
        let masked = file.masked();
        // A secret that ends within a character leaves a replacement character behind, and no line is where it was.
        let shifted = lines.last().is_some_and(|last| last.end != masked.len());
        let mut secret = vec![shifted; lines.len()];
        for range in file.secrets() {
            let last = index.line_of(range.end.saturating_sub(1));
            let held = index.line_of(range.start)..=last;
            held.for_each(|line| secret.iter_mut().skip(line).take(1).for_each(|held| *held = true));
        }
        Side {
            file,
            masked,
            lines,
            secret,
        }
    }

    /// Number of lines; what follows the last line end is no line if it is empty.
    pub(super) fn len(&self) -> usize {
        self.lines.len()
    }

    /// A line with its line end, masked.
    pub(super) fn line(&self, line: usize) -> &str {
        self.masked.get(self.lines[line].clone()).unwrap_or_default()
    }

    /// All lines, masked.
    pub(super) fn all(&self) -> Vec<&str> {
        (0..self.len()).map(|line| self.line(line)).collect()
    }

    /// Whether a line holds a secret.
    pub(super) fn holds_secret(&self, line: usize) -> bool {
        self.secret[line]
    }

    /// Whether a line says the same as one of the other side, secrets included.
    pub(super) fn says_the_same(&self, line: usize, other: &Side<'_>, there: usize) -> bool {
        self.file
            .says_the_same(self.lines[line].clone(), other.file, other.lines[there].clone())
    }

    /// The bytes of the file that stand before a line and are not part of the text: a byte order mark.
    pub(super) fn bytes_before(&self, line: usize) -> &'static [u8] {
        match (line, self.file.encoding()) {
            (0, Encoding::Utf8Bom) => Encoding::Utf8Bom.mark(),
            _ => b"",
        }
    }
}
