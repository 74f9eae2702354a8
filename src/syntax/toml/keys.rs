//! Keys, and the `=` behind them.

use std::ops::Range;

use toml_parser::lexer::TokenKind;

use super::arena::Key;
use super::names::NameId;
use super::reader::Reader;
use super::scalar;
use crate::edit::Edit;
use crate::source::Span;

/// A dotted key.
pub(super) struct Keys {
    pub(super) parts: Vec<Key>,
    /// Whether each part can be read.
    pub(super) sound: bool,
    /// Whether it ends with a colon in place of `=`.
    pub(super) colon: bool,
    /// Errors before it; one of its own is enough.
    wrongs: usize,
}

/// Whether a byte may stand in a key without quotes.
fn is_bare(byte: u8) -> bool {
    BARE[byte as usize]
}

/// Looked up, because each byte of nearly all keys is asked for.
static BARE: [bool; 256] = {
    let mut bare = [false; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        bare[byte as usize] = byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        byte += 1;
    }
    bare
};

/// Where a key stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Before {
    /// Before `]`.
    Bracket,
    /// Before `=`.
    Equals,
}

impl Keys {
    /// Adds a part that cannot be read.
    fn missing(&mut self, name: NameId, range: Range<usize>) {
        self.sound = false;
        self.parts.push(Key { name, range });
    }
}

impl Reader<'_> {
    /// The parts of a dotted key.
    pub(super) fn keys(&mut self, before: Before) -> Keys {
        let mut keys = Keys {
            parts: std::mem::take(&mut self.spare),
            sound: true,
            colon: false,
            wrongs: self.wrongs,
        };
        loop {
            self.tokens.skip_blanks();
            match self.tokens.kind() {
                TokenKind::Atom => {
                    let key = self.bare_key(&mut keys, before);
                    keys.parts.push(key);
                }
                TokenKind::BasicString | TokenKind::LiteralString => {
                    let range = self.tokens.range();
                    let name = scalar::string(self, range.clone());
                    keys.sound &= name.is_some();
                    let name = self.tables.names.id(&name.unwrap_or_default());
                    self.tokens.bump();
                    keys.parts.push(Key { name, range });
                }
                TokenKind::MlBasicString | TokenKind::MlLiteralString => {
                    let range = self.tokens.bump();
                    self.wrong_key(&keys, range.clone(), "a string of several lines cannot be a key");
                    keys.missing(self.tables.names.id(""), range);
                }
                _ => {
                    let at = self.tokens.range().start;
                    self.wrong_key(&keys, at..at, "expected a key");
                    keys.missing(self.tables.names.id(""), at..at);
                }
            }
            self.tokens.skip_blanks();
            if self.tokens.kind() != TokenKind::Dot {
                return keys;
            }
            self.tokens.bump();
        }
    }

    fn bare_key(&mut self, keys: &mut Keys, before: Before) -> Key {
        let raw = self.tokens.raw();
        let mut range = self.tokens.bump();
        let mut name = raw;
        let is_last = || {
            let next = self.tokens.past_blanks();
            before == Before::Equals && !matches!(next, TokenKind::Equals | TokenKind::Dot)
        };
        if let Some(stripped) = raw.strip_suffix(':').filter(|name| !name.is_empty() && is_last()) {
            let colon = range.end - 1..range.end;
            let mend = vec![Edit::new(Span::new(self.file, colon.clone()), " =")];
            self.wrong_with(colon, "expected `=` after the key, not `:`", mend);
            keys.colon = true;
            name = stripped;
            range.end -= 1;
        }
        if let Some(first) = name.bytes().position(|byte| !is_bare(byte)) {
            let rest = name.bytes().skip(first);
            let wrong = first + rest.take_while(|byte| !is_bare(*byte)).count();
            let wrong = range.start + first..range.start + wrong;
            self.wrong_key(
                keys,
                wrong,
                "a key without quotes holds only letters, digits, `-` and `_`",
            );
        }
        Key {
            name: self.tables.names.id(name),
            range,
        }
    }

    fn wrong_key(&mut self, keys: &Keys, range: Range<usize>, message: &'static str) {
        if self.wrongs == keys.wrongs {
            self.wrong(range, message);
        }
    }

    /// Reads the `=` behind a key and says whether a value can follow.
    pub(super) fn equals(&mut self, colon: bool, wrong: bool) -> bool {
        let end = self.tokens.previous_end();
        self.tokens.skip_blanks();
        if self.tokens.kind() == TokenKind::Equals {
            self.tokens.bump();
            self.tokens.skip_blanks();
            while self.tokens.kind() == TokenKind::Equals {
                let range = self.tokens.bump();
                self.wrong(range, "expected a value, not a second `=`");
                self.tokens.skip_blanks();
            }
            return true;
        }
        if colon {
            return true;
        }
        if !wrong {
            self.wrong(end..end, "expected `=` after the key");
        }
        matches!(
            self.tokens.kind(),
            TokenKind::BasicString
                | TokenKind::LiteralString
                | TokenKind::MlBasicString
                | TokenKind::MlLiteralString
                | TokenKind::LeftSquareBracket
                | TokenKind::LeftCurlyBracket
        )
    }
}
