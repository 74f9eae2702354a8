//! Strings: reading them, how their bytes map to the text, and how JSON escapes a text.

use std::ops::Range;

use super::super::{Fault, Node, Scalar, StringMap, Style, Value};
use super::reader::Reader;
use crate::edit::Edit;
use crate::syntax::build::double_quoted;

/// A quote that a string begins with, as people write it.
#[derive(Clone, Copy, PartialEq)]
enum Quote {
    Double,
    Single,
    /// What word processors make of double quotes.
    Curly,
}

/// What a backslash and what follows it stand for.
struct Escape {
    /// `None` if JSON has no such escape.
    meaning: Option<char>,
    /// Its bytes, with the backslash.
    length: usize,
}

impl Reader<'_> {
    /// Reads a string in any quotes; `None` if there is none here. The text is `None` if the string is not closed on
    /// its line, which has been reported then.
    pub(super) fn string(&mut self) -> Option<(Option<String>, Style)> {
        let start = self.at;
        let first = self.text[start..].chars().next()?;
        let (quote, style) = match first {
            '"' => (Quote::Double, Style::DoubleQuoted),
            '\'' => (Quote::Single, Style::SingleQuoted),
            '\u{201C}'..='\u{201F}' | '\u{FF02}' => (Quote::Curly, Style::DoubleQuoted),
            _ => return None,
        };
        self.bump(first.len_utf8());
        if quote == Quote::Double
            && let Some(text) = self.plain_string()
        {
            return Some((Some(text), style));
        }
        let mut requoted = self.edit(start..self.at, "\"");
        let Some((text, end)) = self.string_body(quote, &mut requoted) else {
            self.token_end = self.at;
            self.swallowed = true;
            self.wrong(start..self.at, "a string that is not closed on its line");
            return Some((None, style));
        };
        requoted.extend(self.edit(end.clone(), "\""));
        if !self.stands_apart(start..end.end) {
            requoted.clear();
        }
        let message = match quote {
            Quote::Double => None,
            Quote::Single => Some(("a string in single quotes; expected double quotes", Fault::SingleQuotes)),
            Quote::Curly => Some((
                "a string in curly quotes; expected straight double quotes",
                Fault::Grammar,
            )),
        };
        if let Some((message, fault)) = message {
            self.report(start..end.end, fault, message, requoted);
        }
        Some((Some(text), style))
    }

    /// Whether signs or blanks are around a token. Other quotes would make something else of what touches it.
    fn stands_apart(&self, range: Range<usize>) -> bool {
        let apart = |c: Option<char>| c.is_none_or(|c| c.is_whitespace() || "{}[],:=".contains(c));
        let (before, after) = (&self.text[..range.start], &self.text[range.end..]);
        apart(before.chars().next_back()) && apart(after.chars().next())
    }

    /// The usual case: a closed string without escapes. Nothing is consumed if it is something else.
    fn plain_string(&mut self) -> Option<String> {
        let rest = &self.text[self.at..];
        let length = rest
            .bytes()
            .position(|byte| byte < b' ' || byte == b'"' || byte == b'\\')?;
        let (text, end) = rest.split_at(length);
        if !end.starts_with('"') {
            return None;
        }
        self.bump(length + 1);
        Some(text.to_owned())
    }

    /// Reads up to the closing quote and gives the text and that quote's place. `requoted` gets what has to change
    /// inside if the quotes become straight double quotes.
    fn string_body(&mut self, quote: Quote, requoted: &mut Vec<Edit>) -> Option<(String, Range<usize>)> {
        let mut text = String::new();
        let all = self.text;
        loop {
            let at = self.at;
            let stops = |c: char| c < ' ' || matches!(c, '"' | '\'' | '\\') || is_curly(c);
            let plain = all[at..].find(stops).unwrap_or(all.len() - at);
            text.push_str(&all[at..at + plain]);
            self.at += plain;
            let at = self.at;
            let c = all[at..].chars().next()?;
            match c {
                '\n' | '\r' => return None,
                '\\' => self.escape(quote, &mut text, requoted)?,
                _ if closes(quote, c) => {
                    self.bump(c.len_utf8());
                    return Some((text, at..self.at));
                }
                _ => {
                    self.at += c.len_utf8();
                    text.push(c);
                    if c < ' ' {
                        let mend = self.edit(at..self.at, escape(c.encode_utf8(&mut [0; 4])).as_deref().unwrap_or(""));
                        let message = "a control character in a string; expected an escape";
                        self.report(at..self.at, Fault::Grammar, message, mend);
                    } else if c == '"' {
                        requoted.extend(self.edit(at..at, "\\"));
                    }
                }
            }
        }
    }

    fn escape(&mut self, quote: Quote, text: &mut String, requoted: &mut Vec<Edit>) -> Option<()> {
        let start = self.at;
        let escape = read_escape(&self.text[start..]);
        let escaped = &self.text[start + 1..start + escape.length];
        if escaped.is_empty() || escaped == "\n" || escaped == "\r" {
            self.at += 1;
            return Some(());
        }
        self.at += escape.length;
        match escape.meaning {
            Some(c) => text.push(c),
            None if escaped == "'" => {
                text.push('\'');
                let mend = self.edit(start..start + 1, "");
                if quote == Quote::Single {
                    requoted.extend(mend);
                } else {
                    self.report(
                        start..self.at,
                        Fault::Grammar,
                        "a single quote needs no backslash",
                        mend,
                    );
                }
            }
            None => {
                text.push_str(&self.text[start..self.at]);
                let message = if escaped.starts_with('u') {
                    "\\u needs four hexadecimal digits"
                } else {
                    "an escape that JSON does not have; a backslash itself is written \\\\"
                };
                self.wrong(start..self.at, message);
            }
        }
        Some(())
    }

    pub(super) fn string_node(&mut self, start: usize, text: Option<String>, style: Style) -> Node {
        match text {
            Some(text) => {
                let span = self.span(start..self.at);
                Node::new(span, Value::Scalar(Scalar::String(text)), style)
            }
            None => self.broken(start..self.at),
        }
    }
}

fn is_curly(c: char) -> bool {
    matches!(c, '\u{201C}'..='\u{201F}' | '\u{FF02}')
}

fn closes(quote: Quote, c: char) -> bool {
    match quote {
        Quote::Double => c == '"',
        Quote::Single => c == '\'',
        Quote::Curly => c == '"' || is_curly(c),
    }
}

/// Reads the escape that `text` begins with. A lone surrogate means U+FFFD, as in Go.
fn read_escape(text: &str) -> Escape {
    let Some(c) = text[1..].chars().next() else {
        return Escape {
            meaning: None,
            length: 1,
        };
    };
    let short = |meaning| Escape {
        meaning,
        length: 1 + c.len_utf8(),
    };
    match c {
        '"' | '\\' | '/' => short(Some(c)),
        'b' => short(Some('\u{8}')),
        'f' => short(Some('\u{C}')),
        'n' => short(Some('\n')),
        'r' => short(Some('\r')),
        't' => short(Some('\t')),
        'u' => unicode_escape(text),
        _ => short(None),
    }
}

fn unicode_escape(text: &str) -> Escape {
    let Some(unit) = hex4(text) else {
        let digits = text[2..].bytes().take(4).take_while(u8::is_ascii_hexdigit);
        return Escape {
            meaning: None,
            length: 2 + digits.count(),
        };
    };
    if let 0xD800..0xDC00 = unit
        && let Some(low @ 0xDC00..0xE000) = text.get(6..).and_then(hex4)
    {
        let code = 0x1_0000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
        return Escape {
            meaning: char::from_u32(code),
            length: 12,
        };
    }
    Escape {
        meaning: Some(char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER)),
        length: 6,
    }
}

fn hex4(text: &str) -> Option<u32> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    // `from_str_radix` would accept a sign.
    let all = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    if all {
        u32::from_str_radix(digits, 16).ok()
    } else {
        None
    }
}

/// How JSON writes a text inside a string.
pub(super) fn escape(text: &str) -> Option<String> {
    let by_number = |c: char| (c < ' ').then(|| format!("\\u{:04x}", u32::from(c)));
    Some(double_quoted(text, by_number))
}

/// How the bytes of a string map to the text; only for strings that JSON itself can read.
pub(in super::super) fn string_map(text: &str, node: &Node) -> Option<StringMap> {
    let range = node.span.range();
    let inside = text.get(range.clone())?.strip_prefix('"')?.strip_suffix('"')?;
    let start = range.start + 1;
    let piece = |here: usize, there: usize| Some((u32::try_from(here).ok()?, u32::try_from(start + there).ok()?));
    let mut pieces = vec![piece(0, 0)?];
    let (mut here, mut there) = (0, 0);
    while let Some(plain) = inside[there..].find('\\') {
        let escape = read_escape(&inside[there + plain..]);
        here += plain + escape.meaning?.len_utf8();
        there += plain + escape.length;
        pieces.push(piece(here, there)?);
    }
    let end = piece(here + inside.len() - there, inside.len())?;
    if pieces.last() != Some(&end) {
        pieces.push(end);
    }
    Some(StringMap {
        pieces,
        escape,
        block: None,
    })
}
