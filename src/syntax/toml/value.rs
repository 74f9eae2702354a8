//! Values: arrays and inline tables are followed on a stack of our own, so that no text is too deep for the program's.

use std::ops::Range;

use toml_parser::lexer::TokenKind;

use super::arena::Target;
use super::reader::{Ended, Reader};
use super::scalar;
use super::tables::Opened;
use super::toml11::Layout;
use crate::edit::Edit;
use crate::source::Span;
use crate::syntax::{Node, Style, Value};

/// An array or inline table that is being read.
struct Frame {
    collection: usize,
    open: Range<usize>,
    /// Errors before it.
    wrongs: usize,
    /// Where its last element ends.
    last_end: usize,
    /// Whether a comma has to come before the next element.
    needs_comma: bool,
    kind: Kind,
}

enum Kind {
    Array,
    Table {
        /// The entry whose value is being read, and where it begins.
        opened: Option<(Opened, usize)>,
        layout: Layout,
    },
}

/// What comes after a step through an array or inline table.
enum Step {
    /// A value, which goes there.
    Value(Target),
    /// More of the same collection.
    More,
    /// Its end.
    Closed,
    /// The end of all brackets, because a line begins that cannot be part of them.
    Abandoned,
}

impl Reader<'_> {
    /// Reads the value that comes next, with all that is in it.
    pub(super) fn value(&mut self, target: Target) -> Ended {
        let mut stack: Vec<Frame> = Vec::new();
        let mut next = Step::Value(target);
        loop {
            match next {
                Step::Value(target) => {
                    if let Some(frame) = self.begin(target) {
                        stack.push(frame);
                    } else {
                        self.end_element(&mut stack);
                    }
                }
                Step::More => {}
                Step::Closed => {
                    if let Some(frame) = stack.pop() {
                        self.close(frame);
                        self.end_element(&mut stack);
                    }
                }
                Step::Abandoned => {
                    while let Some(frame) = stack.pop() {
                        self.tables
                            .end(frame.collection, frame.open.start..self.tokens.previous_end());
                        self.end_element(&mut stack);
                    }
                    return Ended::Abandoned;
                }
            }
            let Some(frame) = stack.last_mut() else {
                return Ended::Closed;
            };
            next = match frame.kind {
                Kind::Array => self.array_step(frame),
                Kind::Table { .. } => self.table_step(frame),
            };
        }
    }

    /// Notes in the collection around it that a value has ended.
    fn end_element(&mut self, stack: &mut [Frame]) {
        if let Some(frame) = stack.last_mut() {
            frame.last_end = self.tokens.previous_end();
            if let Kind::Table { opened, .. } = &mut frame.kind
                && let Some((opened, start)) = opened.take()
            {
                self.end_entry(&opened, start);
            }
        }
    }

    /// Reads a scalar or an opening bracket.
    fn begin(&mut self, target: Target) -> Option<Frame> {
        let kind = self.tokens.kind();
        match kind {
            TokenKind::LeftSquareBracket | TokenKind::LeftCurlyBracket => {
                if !self.tables.fits(target.home(), 2) {
                    self.skip_nested(target);
                    return None;
                }
                let open = self.tokens.bump();
                let (collection, kind) = if kind == TokenKind::LeftSquareBracket {
                    (self.tables.begin_array(target, &open), Kind::Array)
                } else {
                    let (opened, layout) = (None, Layout::default());
                    (self.tables.begin_table(target, &open), Kind::Table { opened, layout })
                };
                Some(Frame {
                    collection,
                    wrongs: self.wrongs,
                    last_end: open.end,
                    open,
                    needs_comma: false,
                    kind,
                })
            }
            TokenKind::Atom
            | TokenKind::Dot
            | TokenKind::BasicString
            | TokenKind::LiteralString
            | TokenKind::MlBasicString
            | TokenKind::MlLiteralString => {
                let node = scalar::read(self);
                self.tables.set(target, node);
                None
            }
            _ => {
                let end = self.tokens.previous_end();
                self.wrong(end..end, "expected a value");
                let nothing = Node::new(Span::new(self.file, end..end), Value::Broken, Style::Bare);
                self.tables.set(target, nothing);
                None
            }
        }
    }

    fn close(&mut self, frame: Frame) {
        let end = self.tokens.previous_end();
        self.tables.end(frame.collection, frame.open.start..end);
        if let Kind::Table { layout, .. } = frame.kind {
            let sound = frame.wrongs == self.wrongs;
            layout.report(self, frame.open.start..end, sound);
        }
    }

    fn array_step(&mut self, frame: &mut Frame) -> Step {
        match self.tokens.kind() {
            TokenKind::Whitespace => self.tokens.skip_blanks(),
            TokenKind::Comment => self.comment(),
            TokenKind::Newline => {
                self.newline();
                if self.tokens.statement_ahead() {
                    return self.abandon(frame);
                }
            }
            TokenKind::RightSquareBracket => {
                self.tokens.bump();
                return Step::Closed;
            }
            TokenKind::Comma => {
                let comma = self.tokens.bump();
                if !std::mem::replace(&mut frame.needs_comma, false) {
                    self.wrong(comma, "expected a value before `,`");
                }
            }
            TokenKind::Eof => return self.abandon(frame),
            TokenKind::Equals | TokenKind::RightCurlyBracket => {
                let range = self.tokens.bump();
                self.wrong(range.clone(), "expected a value, `,` or `]` in the array");
                self.unread(range);
            }
            _ => {
                self.comma(frame);
                frame.needs_comma = true;
                return Step::Value(Target::Element(frame.collection));
            }
        }
        Step::More
    }

    fn table_step(&mut self, frame: &mut Frame) -> Step {
        let Kind::Table { layout, .. } = &mut frame.kind else {
            return Step::Closed;
        };
        match self.tokens.kind() {
            TokenKind::Whitespace | TokenKind::Newline => {
                let start = self.tokens.range().start;
                let mut lines = false;
                while matches!(self.tokens.kind(), TokenKind::Whitespace | TokenKind::Newline) {
                    lines |= self.tokens.kind() == TokenKind::Newline;
                    self.blank_in_table(layout);
                    if lines && self.tokens.header_ahead() {
                        return self.abandon(frame);
                    }
                }
                if lines {
                    layout.lines.push(start..self.tokens.range().start);
                }
            }
            TokenKind::Comment => {
                layout.comment.get_or_insert(self.tokens.range());
                self.comment();
            }
            TokenKind::RightCurlyBracket => {
                self.tokens.bump();
                return Step::Closed;
            }
            TokenKind::Comma => {
                let comma = self.tokens.bump();
                if std::mem::replace(&mut frame.needs_comma, false) {
                    layout.last_comma = Some(comma);
                } else {
                    self.wrong(comma, "expected a key before `,`");
                }
            }
            TokenKind::Eof => return self.abandon(frame),
            TokenKind::LeftSquareBracket | TokenKind::RightSquareBracket | TokenKind::LeftCurlyBracket => {
                let range = self.tokens.bump();
                self.wrong(range.clone(), "expected a key, `,` or `}` in the inline table");
                self.unread(range);
            }
            _ => {
                layout.last_comma = None;
                self.comma(frame);
                frame.needs_comma = true;
                let start = self.tokens.range().start;
                let Some(entry) = self.open(frame.collection) else {
                    return self.skip_entry(start);
                };
                let target = entry.target;
                if let Kind::Table { opened, .. } = &mut frame.kind {
                    *opened = Some((entry, start));
                }
                return Step::Value(target);
            }
        }
        Step::More
    }

    fn blank_in_table(&mut self, layout: &mut Layout) {
        if self.tokens.kind() == TokenKind::Newline {
            layout.line.get_or_insert(self.tokens.range());
            self.newline();
        } else {
            self.tokens.skip_blanks();
        }
    }

    /// Reports a comma that is missing before the next element.
    fn comma(&mut self, frame: &Frame) {
        if frame.needs_comma {
            let at = frame.last_end;
            let mend = vec![Edit::new(Span::new(self.file, at..at), ",")];
            let message = match frame.kind {
                Kind::Array => "expected `,` between two values of the array",
                Kind::Table { .. } => "expected `,` between two keys of the inline table",
            };
            self.wrong_with(at..at, message, mend);
        }
    }

    /// Gives up an array or inline table that is never closed, and all around it.
    fn abandon(&mut self, frame: &Frame) -> Step {
        if !self.too_deep {
            let message = match frame.kind {
                Kind::Array => "the array is never closed: expected `]`",
                Kind::Table { .. } => "the inline table is never closed: expected `}`",
            };
            self.wrong(frame.open.clone(), message);
        }
        Step::Abandoned
    }

    /// Skips a value that would be too deep.
    fn skip_nested(&mut self, target: Target) {
        let start = self.tokens.range().start;
        self.report_depth(self.tokens.range());
        let mut open = 0_usize;
        loop {
            match self.tokens.kind() {
                TokenKind::Eof => break,
                TokenKind::Comment => {
                    self.comment();
                    continue;
                }
                TokenKind::LeftSquareBracket | TokenKind::LeftCurlyBracket => open += 1,
                TokenKind::RightSquareBracket | TokenKind::RightCurlyBracket => open -= 1,
                _ => {}
            }
            self.tokens.bump();
            if open == 0 {
                break;
            }
        }
        let range = start..self.tokens.previous_end();
        let node = Node::new(Span::new(self.file, range.clone()), Value::Broken, Style::Flow);
        self.tables.set(target, node);
        self.unread(range);
    }

    /// Skips what cannot be read of an entry of an inline table.
    fn skip_entry(&mut self, start: usize) -> Step {
        while !matches!(
            self.tokens.kind(),
            TokenKind::Comma | TokenKind::RightCurlyBracket | TokenKind::Newline | TokenKind::Comment | TokenKind::Eof
        ) {
            self.tokens.bump();
        }
        self.unread(start..self.tokens.previous_end());
        Step::More
    }
}
