//! From bytes to lines and columns.

/// A place as people count it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// Byte of the decoded text, from 0.
    pub byte: usize,
}

/// Where the lines of a text begin; a line ends with LF or CRLF.
#[derive(Debug, Clone, Default)]
pub struct Lines {
    starts: Vec<u32>,
    length: usize,
}

impl Lines {
    /// Finds the lines of `text`.
    pub fn new(text: &str) -> Lines {
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let starts = std::iter::once(0)
            .chain(breaks.map(|(at, _)| u32::try_from(at + 1).unwrap_or(u32::MAX)))
            .collect();
        Lines {
            starts,
            length: text.len(),
        }
    }

    /// The line of `byte`, from 0.
    pub fn line_of(&self, byte: usize) -> usize {
        self.starts
            .partition_point(|start| *start as usize <= byte)
            .saturating_sub(1)
    }

    /// The bytes of line `line` (from 0), its line end included.
    pub fn range(&self, line: usize) -> std::ops::Range<usize> {
        let start = self.starts.get(line).map_or(self.length, |at| *at as usize);
        let end = self.starts.get(line + 1).map_or(self.length, |at| *at as usize);
        start..end
    }

    /// Number of lines; a text that ends with a line end has an empty last one.
    pub fn count(&self) -> usize {
        self.starts.len()
    }

    /// The position of `byte` in `text`, the text this index was made from.
    pub fn position(&self, text: &str, byte: usize) -> Position {
        let byte = byte.min(text.len());
        let line = self.line_of(byte);
        let start = self.starts[line] as usize;
        let column = text
            .get(start..byte)
            .map_or(byte - start, |before| before.chars().count());
        Position {
            line: line + 1,
            column: column + 1,
            byte,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters() {
        let text = "a = 1\n# 日本 x\r\nlast";
        let lines = Lines::new(text);
        let x = text.find('x').unwrap();
        assert_eq!(
            lines.position(text, x),
            Position {
                line: 2,
                column: 6,
                byte: x
            }
        );
        assert_eq!(lines.position(text, text.len()).line, 3);
        assert_eq!(lines.count(), 3);
    }
}
