//! Small steps over the source between two nodes: blanks, comments, indicators and the bounds of block scalars.

use std::ops::Range;

/// The first byte at or after `at` that is neither blank nor in a comment.
///
/// `at` lies between two tokens, so that a `#` begins a comment.
pub(super) fn skip_blanks(text: &str, mut at: usize) -> usize {
    let bytes = text.as_bytes();
    while let Some(byte) = bytes.get(at) {
        match byte {
            b' ' | b'\t' | b'\n' | b'\r' => at += 1,
            b'#' => at = line_end(text, at),
            _ => break,
        }
    }
    at
}

/// Whether `indicator` stands at `at` as an indicator: `-`, `?` or `:` followed by a blank or the end.
pub(super) fn is_indicator(text: &str, at: usize, indicator: u8) -> bool {
    let bytes = text.as_bytes();
    let blank = |byte: &u8| byte.is_ascii_whitespace();
    bytes.get(at) == Some(&indicator) && bytes.get(at + 1).is_none_or(blank)
}

/// The end of the line that `at` lies in, before its line end.
pub(super) fn line_end(text: &str, at: usize) -> usize {
    let rest = &text.as_bytes()[at..];
    let length = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
    at + length.unwrap_or(rest.len())
}

/// The start of the line that `at` lies in.
pub(super) fn line_start(text: &str, at: usize) -> usize {
    let before = &text.as_bytes()[..at];
    before
        .iter()
        .rposition(|byte| matches!(byte, b'\n' | b'\r'))
        .map_or(0, |end| end + 1)
}

/// The start of the line after the one that `at` lies in, or the end of the text.
pub(super) fn next_line(text: &str, at: usize) -> usize {
    let end = line_end(text, at);
    let rest = &text[end..];
    let length = if rest.starts_with("\r\n") {
        2
    } else {
        usize::from(!rest.is_empty())
    };
    end + length
}

/// Whether a block scalar keeps the blank lines below it (`|+`).
pub(super) fn keeps_blank_lines(text: &str, header: usize) -> bool {
    chomping(text, header) == Some(b'+')
}

fn chomping(text: &str, header: usize) -> Option<u8> {
    let mut indicators = text.as_bytes()[header..].iter().skip(1).take(2).copied();
    indicators.find(|byte| matches!(byte, b'+' | b'-'))
}

/// Where the block scalar ends whose header begins at `header` and whose content the parser found in `content`:
/// behind its last line without the line end, see [`super::parse`].
pub(super) fn block_scalar_end(text: &str, header: usize, content: Range<usize>) -> usize {
    let bytes = text.as_bytes();
    let indicators = bytes[header..]
        .iter()
        .skip(1)
        .take_while(|byte| matches!(byte, b'+' | b'-' | b'1'..=b'9'));
    let header_end = header + 1 + indicators.count();
    let first = next_line(text, header_end);
    if content.end <= first {
        return header_end;
    }
    if keeps_blank_lines(text, header) {
        // The parser may have stepped over the indentation of the line below.
        let below = line_start(text, content.end);
        let indented = bytes[below..content.end].iter().all(|byte| *byte == b' ');
        let end = if indented { below } else { content.end };
        let end = end - line_break_before(bytes, end);
        // A scalar of nothing but its first blank line ends there.
        return end.max(header_end);
    }
    let begins_line = matches!(bytes.get(content.start), None | Some(b'\n' | b'\r'));
    let indent = if content.start >= first && !begins_line {
        content.start - line_start(text, content.start)
    } else {
        usize::MAX
    };
    let mut end = content.end;
    while end > first {
        end -= line_break_before(bytes, end);
        let start = line_start(text, end).max(first);
        let blank = bytes[start..end].iter().all(|byte| *byte == b' ') && end - start <= indent;
        if !blank {
            return end;
        }
        end = start;
    }
    header_end
}

/// The length of the line break that ends right before `at`.
fn line_break_before(bytes: &[u8], at: usize) -> usize {
    match bytes[..at] {
        [.., b'\r', b'\n'] => 2,
        [.., b'\n' | b'\r'] => 1,
        _ => 0,
    }
}
