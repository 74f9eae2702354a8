//! How the bytes of a decoded string map to the bytes of its spelling, and what can be written among them.

use super::spelling::{Quotes, Read, flow, folded, literal};
use super::tokens::{line_end, next_line};
use super::write::{double, must_be_escaped, single};
use crate::source::Block;
use crate::syntax::{Node, StringMap, Style};

/// The map of a string node; `None` for a symbol, what a tag changed, and spellings that are not understood.
///
/// In a `|` scalar a blank line has no indentation, so that what is inserted on one is not indented either. Where lines are folded,
/// in quotes of several lines too, nothing is written.
pub(in crate::syntax) fn string_map(text: &str, node: &Node) -> Option<StringMap> {
    let value = node.as_str()?;
    let range = node.span.range();
    let source = &text[range.clone()];
    let (read, escape): (Read, fn(&str) -> Option<String>) = match node.style {
        Style::Bare => (flow(source, Quotes::None)?, plain_piece),
        Style::SingleQuoted => (flow(source, Quotes::Single)?, single_piece),
        Style::DoubleQuoted => (flow(source, Quotes::Double)?, double),
        // A block with nothing below it has no line to write in.
        Style::Literal | Style::Folded if value.is_empty() => return None,
        Style::Literal => (literal(text, range.start, range.end, value), literal_piece),
        Style::Folded => (folded(text, range.start, range.end, value), literal_piece),
        _ => return None,
    };
    if read.decoded != value {
        return None;
    }
    let is_folded = node.style != Style::Literal && source.contains(['\n', '\r']);
    let place = |at: usize| u32::try_from(at).ok();
    let offset = match node.style {
        Style::Literal | Style::Folded => 0,
        _ => range.start,
    };
    let pieces = read
        .pieces
        .into_iter()
        .map(|(here, there)| Some((place(here)?, place(there + offset)?)));
    Some(StringMap {
        pieces: pieces.collect::<Option<_>>()?,
        escape: if is_folded { |_| None } else { escape },
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
    fn lines_in_quotes_map_line_by_line() {
        assert_eq!(pieces("a: b \n  c\n"), [(0, 3), (2, 8), (3, 9)]);
        assert_eq!(pieces("a: 'b\r\n\r\n  c'\r\n"), [(0, 4), (1, 7), (2, 11), (3, 12)]);
        assert_eq!(pieces("a: \"b \\\n  c\"\n"), [(0, 4), (2, 10), (3, 11)]);
        assert_eq!(pieces("a: \"b\\n\\\n\n\\  c\"\n"), [(0, 4), (2, 9), (4, 12), (6, 14)]);
    }

    #[test]
    fn a_folded_block_maps_line_by_line() {
        assert_eq!(
            pieces("a: >\n  b\n  c\n\n  d\n"),
            [(0, 7), (2, 11), (3, 13), (4, 16), (6, 18)]
        );
        assert_eq!(pieces("a: >-\n  b\n    c\n  d\n"), [(0, 8), (2, 12), (6, 18), (7, 19)]);
        assert_eq!((map("a: >\n  b\n").unwrap().escape)("c"), None);
    }

    #[test]
    fn other_spellings_have_no_map() {
        for text in ["a: :b\n", "a: 1\n", "a: >\n"] {
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
