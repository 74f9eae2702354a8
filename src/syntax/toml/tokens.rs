//! A place in the tokens of a TOML text, and what can be seen from there.

use std::ops::Range;

use toml_parser::Source;
use toml_parser::lexer::{Lexer, TokenKind};

use super::look_alikes::{LookAlike, read_as_meant};

/// Tokens looked at to tell a new line of the file from an element of an array that was never closed.
const LOOK_AHEAD: usize = 64;

/// Tokens kept at hand from the next one on: what the longest look ahead takes, blanks and brackets included.
const AT_HAND: usize = 4 * LOOK_AHEAD;

/// Tokens read at once. Not all of a large file, because they take more room than the text, and those of a few lines
/// stay close to the processor.
const BATCH: usize = 1024;

/// A token and its bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    start: u32,
    end: u32,
}

impl Token {
    fn of(token: toml_parser::lexer::Token) -> Token {
        Token::new(token.kind(), token.span().start()..token.span().end())
    }

    /// `load` refuses texts beyond 4 GiB.
    pub(super) fn new(kind: TokenKind, range: Range<usize>) -> Token {
        let cut = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Token {
            kind,
            start: cut(range.start),
            end: cut(range.end),
        }
    }

    pub(super) fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// The tokens of a text and the next one to be read.
pub(super) struct Tokens<'t> {
    text: &'t str,
    /// What has not been read of the text, until all is.
    lexer: Option<Lexer<'t>>,
    /// The tokens at hand, some that were read before the next one.
    tokens: Vec<Token>,
    at: usize,
    /// From where on few tokens are at hand and more are left to be read.
    few_from: usize,
    end: usize,
}

impl<'t> Tokens<'t> {
    /// The tokens of a text, and what is none of the grammar but looks like it.
    pub(super) fn new(text: &'t str) -> (Tokens<'t>, Vec<LookAlike>) {
        let mut tokens = Tokens {
            text,
            lexer: None,
            tokens: Vec::new(),
            at: 0,
            few_from: usize::MAX,
            end: 0,
        };
        let mut look_alikes = Vec::new();
        let lexer = Source::new(text).lex();
        if text.is_ascii() {
            tokens.lexer = Some(lexer);
            tokens.refill();
        } else {
            (tokens.tokens, look_alikes) = read_as_meant(text, lexer.map(Token::of).collect());
        }
        (tokens, look_alikes)
    }

    /// Reads on.
    #[cold]
    fn refill(&mut self) {
        let Some(lexer) = &mut self.lexer else { return };
        self.tokens.drain(..self.at);
        self.at = 0;
        let few = self.tokens.len();
        self.tokens.extend(lexer.take(BATCH).map(Token::of));
        if self.tokens.len() < few + BATCH {
            self.lexer = None;
            self.few_from = usize::MAX;
        } else {
            self.few_from = self.tokens.len() - AT_HAND;
        }
    }

    fn step(&mut self) {
        self.at += 1;
        if self.at > self.few_from {
            self.refill();
        }
    }

    /// The kind of the next token.
    pub(super) fn kind(&self) -> TokenKind {
        self.ahead(0)
    }

    /// The bytes of the next token.
    pub(super) fn range(&self) -> Range<usize> {
        self.range_ahead(0)
    }

    /// The bytes of the token `offset` after the next one.
    pub(super) fn range_ahead(&self, offset: usize) -> Range<usize> {
        match self.tokens.get(self.at + offset) {
            Some(token) => token.range(),
            None => self.text.len()..self.text.len(),
        }
    }

    /// The text of the next token.
    pub(super) fn raw(&self) -> &'t str {
        self.text.get(self.range()).unwrap_or_default()
    }

    /// The text of a range that was got from here.
    pub(super) fn slice(&self, range: Range<usize>) -> &'t str {
        self.text.get(range).unwrap_or_default()
    }

    /// Reads the next token and gives its bytes.
    pub(super) fn bump(&mut self) -> Range<usize> {
        let Some(token) = self.tokens.get(self.at).copied() else {
            return self.range();
        };
        let range = token.range();
        if token.kind != TokenKind::Whitespace {
            self.end = range.end;
        }
        self.step();
        range
    }

    /// Where the last token that was read and is no blank ends.
    pub(super) fn previous_end(&self) -> usize {
        self.end
    }

    /// Skips blanks and tabs.
    pub(super) fn skip_blanks(&mut self) {
        while self.kind() == TokenKind::Whitespace {
            self.step();
        }
    }

    /// The kind of the token `offset` after the next one.
    pub(super) fn ahead(&self, offset: usize) -> TokenKind {
        self.tokens
            .get(self.at + offset)
            .map_or(TokenKind::Eof, |token| token.kind)
    }

    /// The kind of the next token that is no blank.
    pub(super) fn past_blanks(&self) -> TokenKind {
        self.ahead(self.blanks(0))
    }

    /// At the start of a line: whether `key =` or a table header stands here, which no array can hold.
    pub(super) fn statement_ahead(&self) -> bool {
        let start = self.blanks(0);
        self.keys_ahead(start)
            .is_some_and(|end| self.ahead(end) == TokenKind::Equals)
            || self.header_ahead()
    }

    /// At the start of a line: whether a table header stands here. A nested array could look like one, but it
    /// cannot begin with a bare word.
    pub(super) fn header_ahead(&self) -> bool {
        let mut at = self.blanks(0);
        let mut open = 0;
        while open < 2 && self.ahead(at) == TokenKind::LeftSquareBracket {
            open += 1;
            at += 1;
        }
        let name = self.tokens.get(self.at + self.blanks(at));
        if open == 0 || !name.is_some_and(|token| self.is_word(token)) {
            return false;
        }
        let Some(mut at) = self.keys_ahead(at) else {
            return false;
        };
        for _ in 0..open {
            if self.ahead(at) != TokenKind::RightSquareBracket {
                return false;
            }
            at += 1;
        }
        let at = self.blanks(at);
        matches!(self.ahead(at), TokenKind::Newline | TokenKind::Comment | TokenKind::Eof)
    }

    fn is_word(&self, token: &Token) -> bool {
        let text = self.slice(token.range());
        let value = matches!(text, "true" | "false" | "inf" | "nan");
        token.kind == TokenKind::Atom && text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') && !value
    }

    /// The offset after blanks, from offset `at`.
    fn blanks(&self, mut at: usize) -> usize {
        while self.ahead(at) == TokenKind::Whitespace {
            at += 1;
        }
        at
    }

    /// The offset after a dotted key and the blanks behind it.
    fn keys_ahead(&self, at: usize) -> Option<usize> {
        let mut at = self.blanks(at);
        while at < LOOK_AHEAD {
            match self.ahead(at) {
                TokenKind::Atom | TokenKind::BasicString | TokenKind::LiteralString => at = self.blanks(at + 1),
                _ => return None,
            }
            if self.ahead(at) != TokenKind::Dot {
                return Some(at);
            }
            at = self.blanks(at + 1);
        }
        None
    }
}
