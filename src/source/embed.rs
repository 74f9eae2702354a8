//! A text that stands inside a string of another file.

use super::{Address, FileId, Span};

/// Where an embedded text stands in its host, and how its bytes map to the host's.
#[derive(Debug, Clone)]
pub struct Embedding {
    /// The file it stands in.
    pub file: FileId,
    /// The address of the string it stands in.
    pub address: Address,
    /// Starts of stretches that map byte by byte: (byte here, byte in the host), rising, the end included.
    pub pieces: Vec<(u32, u32)>,
    /// How the host's quoting writes a text, or `None` if it cannot.
    pub escape: fn(&str) -> Option<String>,
    /// How the lines of the text stand in the host, if they are lines there, too.
    pub block: Option<Block>,
}

/// How the lines of a block scalar (YAML `|`) are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// What stands before each line that is not blank.
    pub indent: String,
    /// Whether that is found out by the first line, which must not begin with a blank then.
    pub by_first_line: bool,
    /// What ends a line.
    pub newline: &'static str,
}

impl Embedding {
    /// A span of the embedded text as a span of its host.
    pub fn lift(&self, span: Span) -> Span {
        let start = self.lift_byte(span.start);
        Span {
            file: self.file,
            start,
            end: self.lift_byte(span.end).max(start),
        }
    }

    fn lift_byte(&self, byte: u32) -> u32 {
        let after = self.pieces.partition_point(|(here, _)| *here <= byte);
        match after.checked_sub(1).and_then(|at| self.pieces.get(at)) {
            Some((here, there)) => there + (byte - here),
            None => self.pieces.first().map_or(0, |(_, there)| *there),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_of_the_host_are_stepped_over() {
        // Host: `x = "{\"a\":1}"`, embedded: `{"a":1}`.
        let embedding = Embedding {
            file: FileId::new(0),
            address: Address::root().key("x"),
            pieces: vec![(0, 5), (1, 6), (2, 8), (3, 9), (4, 11)],
            escape: |text| Some(text.to_owned()),
            block: None,
        };
        let here = |range| Span::new(FileId::new(1), range);
        assert_eq!(embedding.lift(here(1..4)).range(), 6..11);
        assert_eq!(embedding.lift(here(5..6)).range(), 12..13);
    }
}
