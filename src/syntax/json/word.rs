//! What stands outside quotes: `true`, `false`, `null`, numbers, and words that are no JSON.

use super::super::{Fault, Node, Scalar, Style, Value};
use super::blank::is_false_blank;
use super::reader::Reader;

impl Reader<'_> {
    /// Reads a value without quotes; at least one character.
    pub(super) fn word(&mut self) -> Node {
        let start = self.at;
        let length = self.word_len(&[',', '{', '}', '[', ']', '"']);
        let word = &self.text[start..start + length];
        self.bump(length);
        let span = self.span(start..self.at);
        match scalar(word) {
            Some(Scalar::Float(value)) if value.is_infinite() => {
                self.wrong(start..self.at, "a number beyond the range of 64-bit floating point");
                Node::scalar(span, Scalar::Float(value))
            }
            Some(scalar) => Node::scalar(span, scalar),
            None => match respelt(word) {
                Some((right, scalar)) => {
                    let mend = self.edit(start..self.at, right);
                    let message = format!("not the spelling of JSON; expected {right}");
                    self.report(start..self.at, Fault::Grammar, &message, mend);
                    Node::scalar(span, scalar)
                }
                None => self.half_quoted(start, word).unwrap_or_else(|| {
                    self.wrong(start..self.at, complaint(word));
                    self.cut_short |= self.at == self.text.len();
                    self.broken(start..self.at)
                }),
            },
        }
    }

    /// Reads a key without quotes; at least one character. It is a key only if a colon follows.
    pub(super) fn bare_key(&mut self) -> Option<String> {
        let start = self.at;
        let length = self.word_len(&[',', ':', '=', '{', '}', '[', ']', '"', '\'']);
        let word = &self.text[start..start + length];
        self.bump(length);
        if let Some(node) = self.half_quoted(start, word) {
            return node.as_str().map(str::to_owned);
        }
        self.blanks();
        let is_key = matches!(self.peek(), Some(b':' | b'=')) && !word.starts_with('=') && !must_be_escaped(word);
        let first = word.chars().next().filter(|_| is_key)?;
        let quote = self.edit(start..start + first.len_utf8(), &format!("\"{first}"));
        let mend = quote.into_iter().chain(self.edit(start + length..start + length, "\""));
        let mend = mend.collect();
        let message = "a key without quotes; expected double quotes";
        self.report(start..start + length, Fault::UnquotedKey, message, mend);
        Some(word.to_owned())
    }

    /// The string that a word makes if only its opening quote is missing.
    fn half_quoted(&mut self, start: usize, word: &str) -> Option<Node> {
        let rest = self.text[self.at..].strip_prefix('"')?.trim_start_matches([' ', '\t']);
        let closes = rest.is_empty() || rest.starts_with([',', ':', '}', ']', '\n', '\r']);
        let first = word.chars().next().filter(|_| closes && !must_be_escaped(word))?;
        self.bump(1);
        let mend = self.edit(start..start + first.len_utf8(), &format!("\"{first}"));
        self.report(
            start..self.at,
            Fault::Grammar,
            "a string without its opening quote",
            mend,
        );
        let value = Value::Scalar(Scalar::String(word.to_owned()));
        Some(Node::new(self.span(start..self.at), value, Style::DoubleQuoted))
    }

    /// The length of the word that begins here, up to a blank, one of `stops`, or a comment; at least one character.
    fn word_len(&self, stops: &[char]) -> usize {
        let rest = &self.text[self.at..];
        let mut chars = rest.char_indices().skip(1).peekable();
        let mut may_be_comment = true;
        while let Some((at, c)) = chars.next() {
            let next = chars.peek().map(|(_, next)| *next);
            let colon = c == ':' && next.is_none_or(char::is_whitespace);
            if c.is_whitespace() || is_false_blank(c) || stops.contains(&c) || colon {
                return at;
            }
            if may_be_comment && (c == '#' || c == '/' && matches!(next, Some('/' | '*'))) {
                if scalar(&rest[..at]).is_some() {
                    return at;
                }
                // In a word such as `https://` there are no comments.
                may_be_comment = false;
            }
        }
        rest.len()
    }
}

fn must_be_escaped(word: &str) -> bool {
    word.contains(|c| c < ' ' || matches!(c, '"' | '\\'))
}

fn scalar(word: &str) -> Option<Scalar> {
    match word {
        "true" => return Some(Scalar::Bool(true)),
        "false" => return Some(Scalar::Bool(false)),
        "null" => return Some(Scalar::Null),
        _ if is_number(word) => {}
        _ => return None,
    }
    match word.parse() {
        Ok(integer) => Some(Scalar::Integer(integer)),
        Err(_) => word.parse().ok().map(Scalar::Float),
    }
}

/// Whether a word is a number by the grammar of JSON.
fn is_number(word: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let word = word.strip_prefix('-').unwrap_or(word);
    let (number, exponent) = match word.split_once(['e', 'E']) {
        Some((number, exponent)) => (number, Some(exponent.strip_prefix(['+', '-']).unwrap_or(exponent))),
        None => (word, None),
    };
    let (whole, fraction) = match number.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (number, None),
    };
    digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(digits)
}

/// What other languages write for the words of JSON.
fn respelt(word: &str) -> Option<(&'static str, Scalar)> {
    match word {
        "True" | "TRUE" => Some(("true", Scalar::Bool(true))),
        "False" | "FALSE" => Some(("false", Scalar::Bool(false))),
        "None" | "Null" | "NULL" => Some(("null", Scalar::Null)),
        _ => None,
    }
}

fn complaint(word: &str) -> &'static str {
    let unsigned = word.strip_prefix(['-', '+']).unwrap_or(word);
    let (first, rest) = unsigned.split_at_checked(1).unwrap_or_default();
    if matches!(unsigned, "NaN" | "nan" | "inf" | "Infinity") {
        return "not a number that JSON can write";
    }
    if !matches!(first.as_bytes(), [b'0'..=b'9' | b'.']) {
        return "neither true, false, null nor a number; a text needs double quotes";
    }
    match rest.as_bytes() {
        _ if word.starts_with('+') => "a number with a plus sign; JSON has none",
        _ if first == "." => "a number without a digit before its point",
        [.., b'.'] => "a number without a digit after its point",
        [b'x' | b'X', ..] if first == "0" => "a hexadecimal number; JSON has decimal numbers only",
        [b'0'..=b'9', ..] if first == "0" && rest.bytes().all(|byte| byte.is_ascii_digit()) => {
            "a number that begins with 0; JSON has decimal numbers only"
        }
        _ => "not a number; a text needs double quotes",
    }
}
