//! The four kinds of strings: how their text maps to what is written.

use std::borrow::Cow;
use std::ops::Range;

use crate::syntax::Style;

/// What old releases of GitLab Runner let pass.
pub(super) const CONTROL: &str = "a control character, which has to be written as an escape sequence";

/// A part of a string; ranges are bytes of its spelling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    /// Stands for itself.
    Plain(Range<usize>),
    /// An escape sequence and what it stands for.
    Escape(Range<usize>, char),
    /// An escape sequence that only TOML 1.1 knows, and what it stands for.
    Escape11(Range<usize>, char),
    /// Stands for nothing: a line break that is skipped.
    Skipped(Range<usize>),
    /// Is wrong.
    Fault(Range<usize>, &'static str),
}

/// The kind of string that a token is.
pub(super) fn style(raw: &str) -> Style {
    match raw.as_bytes() {
        [b'"', b'"', b'"', ..] => Style::TripleDouble,
        [b'\'', b'\'', b'\'', ..] => Style::TripleSingle,
        [b'\'', ..] => Style::SingleQuoted,
        _ => Style::DoubleQuoted,
    }
}

/// The text of a string without escapes and faults, if it has none.
pub(super) fn simple(raw: &str) -> Option<&str> {
    let quote = match style(raw) {
        Style::DoubleQuoted => b'"',
        Style::SingleQuoted => b'\'',
        _ => return None,
    };
    let text = raw.get(1..raw.len().checked_sub(1).filter(|end| *end >= 1)?)?;
    // Looking at all bytes is faster than stopping at the first, because many are looked at at once then.
    let special = |byte: u8| byte == quote || byte == b'\\' && quote == b'"' || is_control(byte);
    let is_plain = !text.bytes().fold(false, |found, byte| found | special(byte));
    (raw.as_bytes().last() == Some(&quote) && is_plain).then_some(text)
}

/// The parts of a string, one after the other, its quotes left out.
pub(super) fn parts(raw: &str) -> Vec<Part> {
    let style = style(raw);
    let mut walk = Walk {
        raw,
        quotes: match style {
            Style::TripleDouble => "\"\"\"",
            Style::TripleSingle => "'''",
            Style::SingleQuoted => "'",
            _ => "\"",
        },
        escapes: matches!(style, Style::DoubleQuoted | Style::TripleDouble),
        lines: matches!(style, Style::TripleDouble | Style::TripleSingle),
        at: 0,
        parts: Vec::new(),
    };
    walk.run();
    walk.parts
}

/// The text of a string.
pub(super) fn text<'t>(raw: &'t str, parts: &[Part]) -> Cow<'t, str> {
    if let [Part::Plain(range)] = parts {
        return Cow::Borrowed(&raw[range.clone()]);
    }
    let mut text = String::new();
    for part in parts {
        match part {
            Part::Plain(range) => text.push_str(&raw[range.clone()]),
            Part::Escape(_, c) | Part::Escape11(_, c) => text.push(*c),
            Part::Skipped(_) | Part::Fault(..) => {}
        }
    }
    Cow::Owned(text)
}

/// Control characters that TOML has nowhere in plain; line ends are looked at where they may stand.
pub(super) fn is_control(byte: u8) -> bool {
    byte < b' ' && byte != b'\t' || byte == 0x7f
}

/// [`is_control`] of a character.
pub(super) fn is_control_char(c: char) -> bool {
    u8::try_from(c).is_ok_and(is_control)
}

struct Walk<'t> {
    raw: &'t str,
    quotes: &'static str,
    escapes: bool,
    lines: bool,
    at: usize,
    parts: Vec<Part>,
}

impl Walk<'_> {
    fn run(&mut self) {
        self.at = self.quotes.len();
        if self.lines {
            let length = self.line_end();
            if length > 0 {
                self.parts.push(Part::Skipped(self.at..self.at + length));
                self.at += length;
            }
        }
        let mut plain = self.at;
        loop {
            let rest = &self.raw.as_bytes()[self.at..];
            if rest.starts_with(self.quotes.as_bytes()) {
                // One or two quotes more than needed are the end of the text.
                self.at = self.raw.len() - self.quotes.len();
                return self.plain(plain);
            }
            // The line end behind a string that is never closed is not part of it.
            let Some(first) = rest.first().filter(|_| rest != b"\r") else {
                self.plain(plain);
                let end = self.raw.len();
                let fault = Part::Fault(0..end, "the string is never closed");
                return self.parts.push(fault);
            };
            if *first == b'\\' && self.escapes {
                self.plain(plain);
                self.escape();
                plain = self.at;
            } else if is_control(*first) && !(self.lines && self.line_end() > 0) {
                self.plain(plain);
                self.at += 1;
                self.parts.push(Part::Fault(self.at - 1..self.at, CONTROL));
                plain = self.at;
            } else {
                self.at += self.line_end().max(1);
            }
        }
    }

    fn plain(&mut self, from: usize) {
        if from < self.at {
            self.parts.push(Part::Plain(from..self.at));
        }
    }

    /// The length of the line end here, 0 if there is none.
    fn line_end(&self) -> usize {
        match &self.raw.as_bytes()[self.at..] {
            [b'\n', ..] => 1,
            [b'\r', b'\n', ..] => 2,
            _ => 0,
        }
    }

    fn escape(&mut self) {
        let start = self.at;
        let escaped = self.raw[start + 1..].chars().next();
        let simple = match escaped {
            Some('b') => Some('\u{8}'),
            Some('t') => Some('\t'),
            Some('n') => Some('\n'),
            Some('f') => Some('\u{c}'),
            Some('r') => Some('\r'),
            Some('"') => Some('"'),
            Some('\\') => Some('\\'),
            _ => None,
        };
        if let Some(c) = simple {
            self.at += 2;
            return self.parts.push(Part::Escape(start..self.at, c));
        }
        match escaped {
            Some('e') => {
                self.at += 2;
                self.parts.push(Part::Escape11(start..self.at, '\u{1b}'));
            }
            Some('x') => self.code(2),
            Some('u') => self.code(4),
            Some('U') => self.code(8),
            Some(' ' | '\t' | '\r' | '\n') if self.lines => self.skipped_line(),
            _ => {
                self.at += 1;
                let message = "an escape sequence that TOML does not know; a backslash is written twice";
                self.parts.push(Part::Fault(start..self.at, message));
            }
        }
    }

    /// `\x`, `\u` or `\U`.
    fn code(&mut self, digits: usize) {
        let start = self.at;
        let first = start + 2;
        let rest = self.raw.as_bytes()[first..].iter().take(digits);
        let found = rest.take_while(|byte| byte.is_ascii_hexdigit()).count();
        self.at = first + found;
        let value = u32::from_str_radix(&self.raw[first..self.at], 16);
        let part = match value.ok().and_then(char::from_u32) {
            _ if found < digits => Part::Fault(start..self.at, "an escape sequence with too few hexadecimal digits"),
            None => Part::Fault(start..self.at, "an escape sequence of a character that does not exist"),
            Some(c) if digits == 2 => Part::Escape11(start..self.at, c),
            Some(c) => Part::Escape(start..self.at, c),
        };
        self.parts.push(part);
    }

    /// A backslash at the end of a line, which takes the blanks and line ends behind it away.
    fn skipped_line(&mut self) {
        let start = self.at;
        self.at += 1;
        let mut ended = false;
        loop {
            match self.raw.as_bytes().get(self.at) {
                Some(b' ' | b'\t') => self.at += 1,
                _ if self.line_end() > 0 => {
                    self.at += self.line_end();
                    ended = true;
                }
                _ => break,
            }
        }
        if ended {
            self.parts.push(Part::Skipped(start..self.at));
        } else {
            self.at = start + 1;
            let message = "a backslash before a blank; a backslash is written twice";
            self.parts.push(Part::Fault(start..self.at, message));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(raw: &str) -> String {
        text(raw, &parts(raw)).into_owned()
    }

    fn faults(raw: &str) -> usize {
        let parts = parts(raw);
        parts.iter().filter(|part| matches!(part, Part::Fault(..))).count()
    }

    #[test]
    fn all_four_kinds_are_read() {
        assert_eq!(read(r#""a\tb\u00e9\\""#), "a\tbé\\");
        assert_eq!(read(r"'a\tb'"), r"a\tb");
        assert_eq!(read("'''\nit's'''"), "it's");
        assert_eq!(read("\"\"\"\r\na \\\r\n   b\"\"\"\"\""), "a b\"\"");
    }

    #[test]
    fn an_escaped_quote_does_not_close_a_string() {
        assert_eq!(faults(r#""a\""#), 1);
        assert_eq!(faults(r#""""a\""""#), 1);
        assert_eq!(faults(r#""""a\"""""#), 0);
    }

    #[test]
    fn faults_are_found_one_by_one() {
        assert_eq!(faults(r#""\w \u12 \ud800""#), 3);
        assert_eq!(faults("\"a\rb\""), 1);
        assert_eq!(faults("'''a\rb\u{0}'''"), 2);
        assert_eq!(faults("\"\"\"a \\ b\"\"\""), 1);
    }

    #[test]
    fn the_short_way_agrees_with_the_long_one() {
        for raw in ["\"abc\"", "'abc'", "\"\"", "''", "\"é\""] {
            assert_eq!(simple(raw).map(str::to_owned), Some(read(raw)));
        }
        for raw in ["\"", "'a", "\"a\\\"", "\"a\rb\"", "\"\"\"a\"\"\""] {
            assert_eq!(simple(raw), None);
        }
    }
}
