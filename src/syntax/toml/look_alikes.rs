//! Characters that look like the ones of the grammar: quotation marks of typesetting, no-break spaces, full-width signs.
//!
//! They come with lines that are copied from web pages and chats. The reader takes them for what they look like, each
//! with an error whose mend writes that.

use std::ops::Range;

use toml_parser::lexer::TokenKind;

use super::tokens::Token;

/// One stretch that is read as something else than it is.
pub(super) struct LookAlike {
    /// What is there.
    pub(super) range: Range<usize>,
    /// What it is, as a clause.
    pub(super) message: &'static str,
    /// What has to be there.
    pub(super) mend: Vec<(Range<usize>, &'static str)>,
}

const DOUBLE: &[char] = &['“', '”', '„', '‟', '«', '»', '＂'];
const SINGLE: &[char] = &['‘', '’', '‚', '‛', '＇'];
/// A string that holds one of these may have more than one meaning.
const NOT_INSIDE: &[char] = &['"', '\'', '\\', '#'];

/// The tokens as they look, and where they are something else.
pub(super) fn read_as_meant(text: &str, tokens: Vec<Token>) -> (Vec<Token>, Vec<LookAlike>) {
    let is_suspect = |token: &Token| token.kind == TokenKind::Atom && !text[token.range()].is_ascii();
    if !tokens.iter().any(is_suspect) {
        return (tokens, Vec::new());
    }
    let mut reading = Reading {
        text,
        tokens: Vec::with_capacity(tokens.len()),
        found: Vec::new(),
        end: 0,
    };
    for token in tokens {
        let range = token.range();
        let start = range.start.max(reading.end);
        if start >= range.end && !range.is_empty() {
            continue;
        }
        match is_suspect(&token) {
            true => reading.word(start, range.end),
            false => reading.tokens.push(Token::new(token.kind, start..range.end)),
        }
    }
    (reading.tokens, reading.found)
}

struct Reading<'t> {
    text: &'t str,
    tokens: Vec<Token>,
    found: Vec<LookAlike>,
    /// Where the last string ends, which may be tokens ahead.
    end: usize,
}

impl Reading<'_> {
    /// Takes a word apart.
    fn word(&mut self, start: usize, end: usize) {
        let mut from = start;
        let mut at = start;
        while at < end {
            let Some(c) = self.text[at..end].chars().next() else {
                break;
            };
            let next = at + c.len_utf8();
            if let Some(close) = quote(c).filter(|_| from == at).and_then(|_| self.closing(c, next)) {
                self.string(c, at..close);
                (at, from) = (close, close);
                continue;
            }
            if let Some((kind, message, right)) = sign(c) {
                self.push(TokenKind::Atom, from..at);
                self.push(kind, at..next);
                self.sign(at..next, message, right);
                from = next;
            }
            at = next;
        }
        self.push(TokenKind::Atom, from..end.max(from));
    }

    /// A sign or blank; one finding for blanks that touch.
    fn sign(&mut self, range: Range<usize>, message: &'static str, right: &'static str) {
        let mend = (range.clone(), right);
        match self.found.last_mut() {
            Some(last) if last.range.end == range.start && last.message == message => {
                last.range.end = range.end;
                last.mend.push(mend);
            }
            _ => self.found.push(LookAlike {
                range,
                message,
                mend: vec![mend],
            }),
        }
    }

    /// A string between quotation marks of typesetting.
    fn string(&mut self, open: char, range: Range<usize>) {
        let last = self.text[range.clone()].chars().next_back().map_or(0, char::len_utf8);
        let right = quote(open).unwrap_or("\"");
        self.push(TokenKind::BasicString, range.clone());
        self.found.push(LookAlike {
            range: range.clone(),
            message: "these are no quotation marks of TOML",
            mend: vec![
                (range.start..range.start + open.len_utf8(), right),
                (range.end - last..range.end, right),
            ],
        });
        self.end = range.end;
    }

    /// Where the string ends that such a quotation mark opens: at the next one of its kind, behind which no word goes on.
    fn closing(&self, open: char, inside: usize) -> Option<usize> {
        let family = if DOUBLE.contains(&open) { DOUBLE } else { SINGLE };
        let line = self.text[inside..].split('\n').next()?;
        let close = line.find(family)?;
        let end = inside + close + line[close..].chars().next()?.len_utf8();
        let text = &line[..close];
        let plain = !text.contains(NOT_INSIDE) && !text.chars().any(char::is_control);
        let behind = self.text[end..].chars().next();
        let ends = behind.is_none_or(|c| c.is_whitespace() || ",]}=.#".contains(c) || sign(c).is_some());
        (plain && ends).then_some(end)
    }

    fn push(&mut self, kind: TokenKind, range: Range<usize>) {
        if !range.is_empty() {
            self.tokens.push(Token::new(kind, range));
        }
    }
}

/// The quotation mark of TOML that one of typesetting looks like.
fn quote(c: char) -> Option<&'static str> {
    match c {
        c if DOUBLE.contains(&c) => Some("\""),
        c if SINGLE.contains(&c) => Some("'"),
        _ => None,
    }
}

/// What a sign or blank looks like, and how that is written.
fn sign(c: char) -> Option<(TokenKind, &'static str, &'static str)> {
    let wide = "this is a full-width sign";
    Some(match c {
        '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => {
            (TokenKind::Whitespace, "TOML does not know this kind of blank", " ")
        }
        '\u{200b}' | '\u{2060}' | '\u{feff}' => (TokenKind::Whitespace, "here is an invisible character", ""),
        '＝' => (TokenKind::Equals, wide, "="),
        '，' => (TokenKind::Comma, wide, ","),
        '［' => (TokenKind::LeftSquareBracket, wide, "["),
        '］' => (TokenKind::RightSquareBracket, wide, "]"),
        '｛' => (TokenKind::LeftCurlyBracket, wide, "{"),
        '｝' => (TokenKind::RightCurlyBracket, wide, "}"),
        _ => return None,
    })
}
