//! Lines of a TOML text: table headers and keys with values. After an error reading goes on with the next line.

use std::ops::Range;

use toml_parser::lexer::TokenKind;

use super::arena::Key;
use super::keys::Before;
use super::quoted;
use super::tables::{Opened, Tables};
use super::tokens::Tokens;
use crate::edit::Edit;
use crate::source::{FileId, Format, Span};
use crate::syntax::{Document, Fault, MAX_DEPTH, Node, Style, SyntaxError, Value};

/// What old releases of GitLab Runner let pass.
pub(super) const LONE_RETURN: &str = "a carriage return without a line feed";
pub(super) const CONTROL: &str = "a control character in a comment";

/// A text that is being read.
pub(super) struct Reader<'t> {
    pub(super) file: FileId,
    pub(super) tokens: Tokens<'t>,
    pub(super) tables: Tables,
    pub(super) document: Document,
    /// The table that keys belong to, and whether its header could be read.
    current: usize,
    placed: bool,
    /// Errors against the grammar so far.
    pub(super) wrongs: usize,
    pub(super) too_deep: bool,
    /// The room of a key that was read, for the next one.
    pub(super) spare: Vec<Key>,
}

/// How reading a value came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ended {
    /// It is complete.
    Closed,
    /// It was given up at the start of a line that cannot be part of it.
    Abandoned,
}

impl<'t> Reader<'t> {
    pub(super) fn new(file: FileId, text: &'t str) -> Reader<'t> {
        let nothing = Node::new(Span::new(file, 0..0), Value::Broken, Style::Table);
        let (tokens, look_alikes) = Tokens::new(text);
        let mut reader = Reader {
            file,
            tokens,
            tables: Tables::new(file),
            document: Document::empty(file, Format::Toml, nothing),
            current: 0,
            placed: true,
            wrongs: 0,
            too_deep: false,
            spare: Vec::new(),
        };
        for found in look_alikes {
            let mend = found.mend.into_iter();
            let mend = mend.map(|(range, right)| Edit::new(Span::new(file, range), right));
            reader.report(found.range, found.message, Fault::LookAlike, mend.collect());
        }
        reader
    }

    /// Reads the whole text.
    pub(super) fn read(mut self) -> Document {
        let before = self.tokens.range().start;
        if before > 0 {
            self.wrong(0..before, "a second byte order mark");
        }
        loop {
            match self.tokens.kind() {
                TokenKind::Eof => break,
                TokenKind::Whitespace => self.tokens.skip_blanks(),
                TokenKind::Newline => self.newline(),
                TokenKind::Comment => self.comment(),
                TokenKind::LeftSquareBracket => self.header(),
                TokenKind::Atom
                | TokenKind::BasicString
                | TokenKind::LiteralString
                | TokenKind::MlBasicString
                | TokenKind::MlLiteralString
                | TokenKind::Equals
                | TokenKind::Dot => self.pair(),
                _ => {
                    self.wrong(self.tokens.range(), "expected a key or a table header");
                    self.rest_of_line(self.tokens.range().start);
                }
            }
        }
        self.document.defined_again = self.tables.defined_again;
        (self.document.root, self.document.names) = self.tables.into_root();
        self.document
    }

    /// `[name]` or `[[name]]`.
    fn header(&mut self) {
        let start = self.tokens.bump().start;
        let wrongs = self.wrongs;
        let mut style = Style::Table;
        if self.tokens.kind() == TokenKind::LeftSquareBracket {
            self.tokens.bump();
            style = Style::TableArray;
        }
        let mut keys = self.keys(Before::Bracket);
        self.tokens.skip_blanks();
        let brackets = if style == Style::TableArray { 2 } else { 1 };
        for missing in (1..=brackets).rev() {
            if self.tokens.kind() == TokenKind::RightSquareBracket {
                self.tokens.bump();
            } else if self.wrongs == wrongs {
                let end = self.tokens.previous_end();
                self.wrong(
                    end..end,
                    match missing {
                        1 => "expected `]` after the name of the table",
                        _ => "expected `]]` after the name of the table",
                    },
                );
                break;
            }
        }
        let header = start..self.tokens.previous_end();
        let table = if keys.sound {
            let table = self.tables.header(&keys.parts, header.clone(), style);
            self.report_clashes();
            if table.is_none() {
                self.report_depth(header.clone());
            }
            table
        } else {
            None
        };
        keys.parts.clear();
        self.spare = keys.parts;
        self.placed = table.is_some();
        if table.is_none() {
            self.unread(header);
        }
        self.current = table.unwrap_or_else(|| self.tables.detached());
        if self.wrongs == wrongs {
            self.end_of_line("expected the end of the line after the table header");
        } else {
            self.tokens.skip_blanks();
            self.rest_of_line(self.tokens.range().start);
        }
    }

    /// `key = value`.
    fn pair(&mut self) {
        let start = self.tokens.range().start;
        let wrongs = self.wrongs;
        let Some(opened) = self.open(self.current) else {
            return self.rest_of_line(start);
        };
        let ended = self.value(opened.target);
        self.end_entry(&opened, start);
        if ended == Ended::Closed && self.wrongs == wrongs {
            self.end_of_line("expected the end of the line after the value");
        } else if ended == Ended::Closed {
            // What follows a broken value is mostly a part of it.
            self.tokens.skip_blanks();
            self.rest_of_line(self.tokens.range().start);
        }
    }

    /// Reads `key =` and makes room for the value, which comes next. `None` if none comes.
    pub(super) fn open(&mut self, table: usize) -> Option<Opened> {
        let start = self.tokens.range().start;
        let wrongs = self.wrongs;
        let mut keys = self.keys(Before::Equals);
        let end = self.tokens.previous_end();
        let follows = self.equals(keys.colon, self.wrongs > wrongs);
        // The value of a key that cannot be read is read all the same, so that reading goes on behind it.
        let table = if keys.sound { table } else { self.tables.detached() };
        let opened = self.tables.open(table, &keys.parts, start..end);
        keys.parts.clear();
        self.spare = keys.parts;
        self.report_clashes();
        let Some(mut opened) = opened else {
            self.report_depth(start..end);
            return None;
        };
        opened.lost = !keys.sound || !self.placed;
        follows.then_some(opened)
    }

    /// Ends the entry that began at `start`.
    pub(super) fn end_entry(&mut self, opened: &Opened, start: usize) {
        let whole = start..self.tokens.previous_end();
        if opened.lost {
            self.unread(whole.clone());
        }
        self.tables.close(opened, whole);
    }

    /// Sees to it that nothing but a comment follows on the line.
    fn end_of_line(&mut self, message: &'static str) {
        self.tokens.skip_blanks();
        if !matches!(
            self.tokens.kind(),
            TokenKind::Newline | TokenKind::Comment | TokenKind::Eof
        ) {
            let range = self.tokens.range();
            self.wrong(range.clone(), message);
            self.rest_of_line(range.start);
        }
    }

    /// Skips what cannot be read of a line.
    fn rest_of_line(&mut self, from: usize) {
        while !matches!(
            self.tokens.kind(),
            TokenKind::Newline | TokenKind::Comment | TokenKind::Eof
        ) {
            self.tokens.bump();
        }
        let end = self.tokens.previous_end();
        if from < end {
            self.unread(from..end);
        }
    }

    pub(super) fn newline(&mut self) {
        if self.tokens.raw() == "\r" {
            self.wrong(self.tokens.range(), LONE_RETURN);
        }
        self.tokens.bump();
    }

    pub(super) fn comment(&mut self) {
        let start = self.tokens.range().start;
        let wrong = self.tokens.raw().bytes().position(quoted::is_control);
        if let Some(at) = wrong {
            self.wrong(start + at..start + at + 1, CONTROL);
        }
        let range = self.tokens.bump();
        self.document.comments.push(Span::new(self.file, range));
    }

    pub(super) fn unread(&mut self, range: Range<usize>) {
        self.document.unread.push(Span::new(self.file, range));
    }

    pub(super) fn wrong(&mut self, range: Range<usize>, message: impl Into<String>) {
        self.wrong_with(range, message, Vec::new());
    }

    pub(super) fn wrong_with(&mut self, range: Range<usize>, message: impl Into<String>, mend: Vec<Edit>) {
        self.wrongs += 1;
        self.report(range, message, Fault::Grammar, mend);
    }

    pub(super) fn report(&mut self, range: Range<usize>, message: impl Into<String>, fault: Fault, mend: Vec<Edit>) {
        self.document.report(SyntaxError {
            span: Span::new(self.file, range),
            message: message.into(),
            fault,
            mend,
        });
    }

    /// Reports once that there are too many levels.
    pub(super) fn report_depth(&mut self, range: Range<usize>) {
        if !std::mem::replace(&mut self.too_deep, true) {
            self.report(
                range,
                format!("more than {MAX_DEPTH} levels"),
                Fault::TooDeep,
                Vec::new(),
            );
        }
    }

    fn report_clashes(&mut self) {
        for clash in std::mem::take(&mut self.tables.clashes) {
            let header = self.tokens.slice(clash.range.clone()).starts_with('[');
            let message = match (&clash.fault, header) {
                (Fault::Duplicate { .. }, true) => "this table is defined for the second time",
                (Fault::Duplicate { .. }, false) => "this key is set for the second time in its table",
                (_, true) => "the name of this table is taken by something else",
                (_, false) => "this name is taken by something else",
            };
            self.report(clash.range, message, clash.fault, Vec::new());
        }
    }
}
