//! How the bytes of a decoded string map to the bytes of its spelling.

use super::tokens::{line_end, line_start, next_line};
use super::write::{double, must_be_escaped, single};
use crate::source::Block;
use crate::syntax::{Node, StringMap, Style};

/// The map of a string node: plain, single and double quotes on one line, and `|` line by line. `None` for other
/// spellings: of several lines, folded, a symbol, or changed by a tag.
///
/// In a `|` scalar a blank line has no indentation, so that what is inserted on one is not indented either.
pub(in crate::syntax) fn string_map(text: &str, node: &Node) -> Option<StringMap> {
    let value = node.as_str()?;
    let range = node.span.range();
    let source = &text[range.clone()];
    let (read, escape): (Read, fn(&str) -> Option<String>) = match node.style {
        Style::Bare => (bare(source), plain_piece),
        Style::SingleQuoted => (single_quoted(source)?, single_piece),
        Style::DoubleQuoted => (double_quoted(source)?, double),
        // A `|` with nothing below it has no line to write in.
        Style::Literal if value.is_empty() => return None,
        Style::Literal => (literal(text, range.start, range.end, value), literal_piece),
        _ => return None,
    };
    if read.decoded != value || node.style != Style::Literal && source.contains(['\n', '\r']) {
        return None;
    }
    let place = |at: usize| u32::try_from(at).ok();
    let offset = if node.style == Style::Literal { 0 } else { range.start };
    let pieces = read
        .pieces
        .into_iter()
        .map(|(here, there)| Some((place(here)?, place(there + offset)?)));
    Some(StringMap {
        pieces: pieces.collect::<Option<_>>()?,
        escape,
        block: (node.style == Style::Literal)
            .then(|| block(text, range.start, value))
            .flatten(),
    })
}

/// How the lines of a `|` scalar are written; `None` if it has none that is not blank.
fn block(text: &str, header: usize, value: &str) -> Option<Block> {
    let blank = value.split('\n').take_while(|line| line.is_empty()).count();
    let first = value.split('\n').nth(blank)?;
    let start = (0..=blank).fold(header, |at, _| next_line(text, at));
    let line = text.get(start..line_end(text, start))?;
    let header = text.get(header..line_end(text, header))?;
    let mark = header.split('#').next().unwrap_or_default();
    Some(Block {
        indent: line.strip_suffix(first)?.to_owned(),
        by_first_line: !mark.contains(|c: char| c.is_ascii_digit()),
        newline: if text.get(..start)?.ends_with("\r\n") {
            "\r\n"
        } else {
            "\n"
        },
    })
}

/// A spelling, decoded, with the starts of the stretches that map byte by byte.
#[derive(Default)]
struct Read {
    decoded: String,
    pieces: Vec<(usize, usize)>,
}

impl Read {
    /// Marks that the next decoded byte stands at `there`, if that does not follow from the last mark.
    fn mark(&mut self, there: usize) {
        let here = self.decoded.len();
        let follows = self.pieces.last().is_some_and(|(last, at)| there == at + (here - last));
        if !follows {
            self.replace(here, there);
        }
    }

    fn replace(&mut self, here: usize, there: usize) {
        self.pieces.pop_if(|(last, _)| *last == here);
        self.pieces.push((here, there));
    }

    /// Marks the end.
    fn ended(mut self, there: usize) -> Read {
        let here = self.decoded.len();
        self.replace(here, there);
        self
    }
}

fn bare(source: &str) -> Read {
    let mut read = Read::default();
    read.mark(0);
    read.decoded.push_str(source);
    read.ended(source.len())
}

fn single_quoted(source: &str) -> Option<Read> {
    let mut read = Read::default();
    let inner = source.strip_prefix('\'')?.strip_suffix('\'')?;
    let mut at = 1;
    for (index, part) in inner.split("''").enumerate() {
        if index > 0 {
            read.mark(at);
            read.decoded.push('\'');
            at += 2;
        }
        read.mark(at);
        read.decoded.push_str(part);
        at += part.len();
    }
    Some(read.ended(at))
}

fn double_quoted(source: &str) -> Option<Read> {
    let mut read = Read::default();
    let inner = source.strip_prefix('"')?.strip_suffix('"')?;
    let mut left = inner;
    while !left.is_empty() {
        let at = 1 + inner.len() - left.len();
        read.mark(at);
        let plain = left.find('\\').unwrap_or(left.len());
        read.decoded.push_str(&left[..plain]);
        left = &left[plain..];
        if !left.is_empty() {
            read.mark(at + plain);
            let (c, length) = escape(left)?;
            read.decoded.push(c);
            left = left.get(length..)?;
        }
    }
    Some(read.ended(1 + inner.len()))
}

/// The character of the escape that a text begins with, and its length.
fn escape(text: &str) -> Option<(char, usize)> {
    let simple = |c: char| Some((c, 2));
    match text[1..].chars().next()? {
        '0' => simple('\0'),
        'a' => simple('\u{7}'),
        'b' => simple('\u{8}'),
        't' | '\t' => simple('\t'),
        'n' => simple('\n'),
        'v' => simple('\u{B}'),
        'f' => simple('\u{C}'),
        'r' => simple('\r'),
        'e' => simple('\u{1B}'),
        c @ (' ' | '"' | '/' | '\\') => simple(c),
        'N' => simple('\u{85}'),
        '_' => simple('\u{A0}'),
        'L' => simple('\u{2028}'),
        'P' => simple('\u{2029}'),
        'x' => hexadecimal(text, 2).and_then(|code| Some((char::from_u32(code)?, 4))),
        'U' => hexadecimal(text, 8).and_then(|code| Some((char::from_u32(code)?, 10))),
        'u' => {
            let code = hexadecimal(text, 4)?;
            let low = || hexadecimal(text.get(6..)?, 4);
            if !(0xD800..0xDC00).contains(&code) {
                return Some((char::from_u32(code)?, 6));
            }
            let pair = 0x10000 + ((code - 0xD800) << 10) + low()?.checked_sub(0xDC00)?;
            Some((char::from_u32(pair)?, 12))
        }
        _ => None,
    }
}

fn hexadecimal(text: &str, digits: usize) -> Option<u32> {
    u32::from_str_radix(text.get(2..2 + digits)?, 16).ok()
}

/// A `|` scalar: each line behind its indentation. What its chomping leaves of the last line end maps to that.
fn literal(text: &str, header: usize, end: usize, value: &str) -> Read {
    let mut read = Read::default();
    let mut lines = value.split('\n').peekable();
    let mut start = next_line(text, header).min(end);
    let mut indent = None;
    while let Some(line) = lines.next() {
        let stop = line_end(text, start);
        if !line.is_empty() && indent.is_none() {
            indent = Some((stop - line_start(text, start)).saturating_sub(line.len()));
        }
        // Of the blank lines above the first that is not, all blanks are indentation.
        let inside = indent.map_or(stop, |indent| (start + indent).min(stop));
        if line.is_empty() && lines.peek().is_none() {
            return read.ended(start.min(text.len()));
        }
        read.mark(inside);
        // Compared with the value by the caller, so that any other layout gives no map.
        read.decoded.push_str(text.get(inside..stop).unwrap_or_default());
        if lines.peek().is_none() {
            return read.ended(stop);
        }
        read.mark(stop);
        read.decoded.push('\n');
        start = next_line(text, stop);
    }
    read
}

/// How a plain scalar holds a text somewhere in its middle.
fn plain_piece(text: &str) -> Option<String> {
    let colon = text.ends_with(':') || text.contains(": ");
    let comment = text.starts_with('#') || text.contains(" #");
    let blank = text.starts_with(' ') || text.ends_with(' ');
    let bracket = text.contains([',', '[', ']', '{', '}']);
    let fits = !(colon || comment || blank || bracket || text.chars().any(must_be_escaped));
    fits.then(|| text.to_owned())
}

fn single_piece(text: &str) -> Option<String> {
    single(text)
}

fn literal_piece(text: &str) -> Option<String> {
    let fits = |c: char| c == '\t' || !must_be_escaped(c);
    text.chars().all(fits).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::tests::read;
    use super::*;

    fn map(text: &str) -> Option<StringMap> {
        string_map(text, read(text).root.get("a")?)
    }

    fn pieces(text: &str) -> Vec<(u32, u32)> {
        map(text).unwrap().pieces
    }

    #[test]
    fn plain_and_quoted_strings_map_byte_by_byte_but_for_escapes() {
        assert_eq!(pieces("a: bcd\n"), [(0, 3), (3, 6)]);
        assert_eq!(pieces("a: 'b''c'\n"), [(0, 4), (2, 7), (3, 8)]);
        assert_eq!(pieces("a: \"\\\"b\\\"\"\n"), [(0, 4), (1, 6), (3, 9)]);
        assert_eq!(pieces("a: \"\\uD83D\\ude00x\"\n"), [(0, 4), (4, 16), (5, 17)]);
        assert_eq!(pieces("a: ''\n"), [(0, 4)]);
    }

    #[test]
    fn a_literal_block_maps_line_by_line() {
        assert_eq!(pieces("a: |\n  bc\n\n  d\n"), [(0, 7), (4, 13), (6, 15)]);
        assert_eq!(pieces("a: |-\r\n  b\r\n  c\r\n"), [(0, 9), (2, 14), (3, 15)]);
        assert_eq!(pieces("a: |\n \n  b\n"), [(0, 6), (1, 9), (3, 11)]);
    }

    #[test]
    fn other_spellings_have_no_map() {
        for text in [
            "a: b\n  c\n",
            "a: 'b\n  c'\n",
            "a: >\n  b\n",
            "a: :b\n",
            "a: \"b\\\n  c\"\n",
            "a: 1\n",
        ] {
            assert!(map(text).is_none(), "{text:?}");
        }
    }

    #[test]
    fn what_cannot_stand_in_a_spelling_is_refused() {
        let escape = |text: &str, piece: &str| (map(text).unwrap().escape)(piece);
        for piece in ["b: c", "b #c", "b,", "{", "b\nc", " b", "b:"] {
            assert_eq!(escape("a: x\n", piece), None, "{piece:?}");
        }
        assert_eq!(escape("a: x\n", "@sha256:0").as_deref(), Some("@sha256:0"));
        assert_eq!(escape("a: 'x'\n", "it's: # {").as_deref(), Some("it''s: # {"));
        assert_eq!(escape("a: 'x'\n", "b\n"), None);
        assert_eq!(escape("a: \"x\"\n", "\"\n").as_deref(), Some("\\\"\\n"));
        assert_eq!(escape("a: |\n  x\n", "b\n"), None);
    }
}
