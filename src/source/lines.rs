//! From bytes to lines and columns.

use memchr::memchr_iter;

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

/// Bytes between two columns that are kept of a long line.
const STRIDE: usize = 4096;

/// Where the lines of a text begin; a line ends with LF or CRLF.
#[derive(Debug, Clone, Default)]
pub struct Lines {
    starts: Vec<u32>,
    length: usize,
    /// (byte, characters before it in its line), rising. A minified file is one line of megabytes, and columns in it
    /// are asked for as often as it has findings.
    columns: Vec<(u32, u32)>,
}

impl Lines {
    /// Finds the lines of `text`.
    pub fn new(text: &str) -> Lines {
        let position = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let breaks = memchr_iter(b'\n', text.as_bytes());
        let starts: Vec<u32> = std::iter::once(0).chain(breaks.map(|at| position(at + 1))).collect();
        let ends = starts.iter().skip(1).copied().chain([position(text.len())]);
        let mut columns = Vec::new();
        for (start, end) in starts.iter().copied().zip(ends) {
            if (end - start) as usize > STRIDE {
                let line = text.get(start as usize..end as usize).unwrap_or_default();
                columns_of(line, start, &mut columns);
            }
        }
        Lines {
            starts,
            length: text.len(),
            columns,
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
        let known = self.columns.partition_point(|(at, _)| *at as usize <= byte);
        let known = known.checked_sub(1).map(|index| self.columns[index]);
        let (start, before) = match known {
            Some((at, before)) if at as usize >= start => (at as usize, before as usize),
            _ => (start, 0),
        };
        let rest = text.get(start..byte);
        let column = before + rest.map_or(byte - start, |rest| rest.chars().count());
        Position {
            line: line + 1,
            column: column + 1,
            byte,
        }
    }
}

/// Adds the columns that are kept of the line that begins at byte `start`.
fn columns_of(line: &str, start: u32, columns: &mut Vec<(u32, u32)>) {
    let (mut at, mut column) = (0, 0);
    while line.len() - at > STRIDE {
        let next = (at + STRIDE..line.len()).find(|next| line.is_char_boundary(*next));
        let Some(next) = next else { return };
        column += line[at..next].chars().count();
        at = next;
        let cut = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        columns.push((start.saturating_add(cut(at)), cut(column)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_long_lines_count_characters_too() {
        let long = "日x".repeat(5_000);
        let text = format!("a\n{long}\n{long}");
        let lines = Lines::new(&text);
        for (line, start) in [(2, 2), (3, 3 + long.len())] {
            for character in [0, 1_000, 4_096, 9_998] {
                let position = lines.position(&text, start + character * 2);
                assert_eq!((position.line, position.column), (line, character + 1));
            }
        }
        assert_eq!(lines.position(&text, 1).column, 2);
    }

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
