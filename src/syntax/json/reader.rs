//! The tolerant reader: one pass over the text, an explicit stack instead of recursion, and a place to go on after
//! every error.

use super::super::{Document, Fault, MAX_DEPTH, MAX_ERRORS, Node, Style, SyntaxError, Value};
use super::blank::is_false_blank;
use super::collection::Open;
use crate::edit::Edit;
use crate::source::{FileId, Format, Span};
use std::ops::Range;

/// Reads one text.
pub(super) struct Reader<'a> {
    pub(super) text: &'a str,
    pub(super) at: usize,
    pub(super) document: Document,
    /// The collections that are not closed yet, from the outside in.
    pub(super) open: Vec<Open>,
    /// Where the line begins.
    pub(super) line: usize,
    /// One after the last byte that is neither blank nor comment.
    pub(super) token_end: usize,
    /// How far the mends of the comments reach so far; two mends must not take the same line end.
    pub(super) comments_taken: usize,
    /// Whether the text ends where closing brackets alone cannot complete it: inside a member, a word or a comment.
    pub(super) cut_short: bool,
    /// Whether a closing bracket is indented otherwise than the line of the bracket it closes: then one may be
    /// missing anywhere, not just at the end.
    pub(super) askew: bool,
    /// Whether a string ran to the end of its line. It took what followed with it, perhaps a closing bracket, so
    /// that nothing certain can be said about brackets any more.
    pub(super) swallowed: bool,
    /// Where a closing bracket of the wrong kind was reported.
    pub(super) mismatch: Option<usize>,
    /// How many of `open` are objects.
    pub(super) objects: usize,
    /// Keys that come again, and the keys before them. They are reported last: no error may be lost to them.
    pub(super) repeated: Vec<(Span, Span)>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(file: FileId, text: &'a str) -> Reader<'a> {
        let root = Node::new(Span::new(file, 0..0), Value::Broken, Style::Bare);
        Reader {
            text,
            at: 0,
            document: Document::empty(file, Format::Json, root),
            open: Vec::new(),
            line: 0,
            token_end: 0,
            comments_taken: 0,
            cut_short: false,
            askew: false,
            swallowed: false,
            mismatch: None,
            objects: 0,
            repeated: Vec::new(),
        }
    }

    pub(super) fn read(mut self) -> Document {
        self.blanks();
        if self.text.bytes().take(2).any(|byte| byte == 0) {
            let whole = 0..self.text.len();
            let message = "zero bytes, as in UTF-16 without a byte order mark";
            let first = self.text.chars().next().map_or(0, char::len_utf8);
            self.report(0..first, Fault::Encoding, message, Vec::new());
            self.document.root = self.broken(whole);
        } else if self.peek().is_none() {
            self.report(0..0, Fault::Empty, "no value at all; expected {", Vec::new());
        } else {
            self.document.root = self.root();
            self.after_root();
        }
        for (key, first) in std::mem::take(&mut self.repeated) {
            let fault = Fault::Duplicate { first };
            self.report(
                key.range(),
                fault,
                "a key that its object has already; the last one wins",
                Vec::new(),
            );
        }
        self.leave_blanks_beside_the_unreadable();
        let mut document = self.document;
        document.errors.sort_by_key(|error| error.span);
        document
    }

    /// Where something has no repair, a blank or comment may be what keeps its pieces apart: taking it away could bring
    /// a mistake out that it hid, so it stays.
    fn leave_blanks_beside_the_unreadable(&mut self) {
        let lost = |error: &SyntaxError| error.mend.is_empty() && !matches!(error.fault, Fault::Duplicate { .. });
        if !self.document.errors.iter().any(lost) {
            return;
        }
        let text = self.text;
        let stands_between = |error: &SyntaxError| {
            let blank = !error.span.is_empty() && text[error.span.range()].chars().all(is_false_blank);
            blank || error.fault == Fault::Comment
        };
        for error in self.document.errors.iter_mut().filter(|error| stands_between(error)) {
            error.mend.clear();
        }
    }

    fn root(&mut self) -> Node {
        let mut done = self.value();
        loop {
            if let Some(node) = done.take() {
                if self.open.is_empty() {
                    return node;
                }
                self.place(node);
            }
            done = self.step();
        }
    }

    /// Reads a value. `None` means that a collection begins, which is now the innermost open one.
    pub(super) fn value(&mut self) -> Option<Node> {
        let start = self.at;
        match self.peek() {
            Some(b'{' | b'[') if self.open.len() >= MAX_DEPTH => {
                self.skip_balanced();
                let message = "nested deeper than this program reads";
                self.report(start..start + 1, Fault::TooDeep, message, Vec::new());
                Some(self.broken(start..self.at))
            }
            Some(byte @ (b'{' | b'[')) => {
                self.bump(1);
                let object = byte == b'{';
                self.objects += usize::from(object);
                self.open.push(Open::new(object, start, self.line));
                None
            }
            Some(b'}' | b']' | b',' | b':') => {
                self.bump(1);
                self.wrong(start..self.at, "expected a value");
                Some(self.broken(start..self.at))
            }
            _ => Some(match self.string() {
                Some((text, style)) => self.string_node(start, text, style),
                None => self.word(),
            }),
        }
    }

    fn after_root(&mut self) {
        self.blanks();
        let start = self.at;
        let end = self.text.trim_end_matches([' ', '\t', '\r', '\n']).len();
        if start >= end {
            return;
        }
        if self.text[start..end].contains(|c: char| !c.is_whitespace() && !"}],".contains(c)) {
            self.document.unread.push(self.span(start..end));
        }
        let message = match (&self.document.root.value, self.peek()) {
            // It has been reported, and nobody knows where it ends.
            (Value::Broken, _) => return,
            (_, Some(b'}' | b']')) => "a closing bracket that nothing opens",
            (_, Some(b':')) => "a key without an object around it",
            _ => "text after the end of the value",
        };
        self.report(start..end, Fault::TextAfter, message, Vec::new());
    }

    /// Steps over a bracket and everything up to the bracket that closes it.
    pub(super) fn skip_balanced(&mut self) {
        let mut depth = 0_usize;
        let mut quoted = false;
        let bytes = self.text.as_bytes();
        while let Some(byte) = bytes.get(self.at) {
            self.at += 1;
            match byte {
                b'\\' if quoted => self.at += 1,
                b'"' => quoted = !quoted,
                _ if quoted => {}
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth -= 1,
                b'\n' | b'\r' => self.line = self.at,
                _ => {}
            }
            if depth == 0 {
                self.token_end = self.at;
                return;
            }
        }
        self.at = bytes.len();
        self.token_end = self.at;
        self.cut_short = true;
        self.swallowed = true;
    }

    /// A value that could not be read.
    pub(super) fn broken(&mut self, range: Range<usize>) -> Node {
        let span = self.span(range);
        if !span.is_empty() {
            self.document.unread.push(span);
        }
        Node::new(span, Value::Broken, Style::Bare)
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Steps over `count` bytes of a token.
    pub(super) fn bump(&mut self, count: usize) {
        self.at += count;
        self.token_end = self.at;
    }

    pub(super) fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.document.file, range)
    }

    /// Reports an error that has no mend.
    pub(super) fn wrong(&mut self, range: Range<usize>, message: &str) {
        self.report(range, Fault::Grammar, message, Vec::new());
    }

    pub(super) fn report(&mut self, range: Range<usize>, fault: Fault, message: &str, mend: Vec<Edit>) {
        if self.is_full() {
            self.document.error_count += 1;
            return;
        }
        let span = self.span(range);
        self.document.report(SyntaxError {
            span,
            message: message.to_owned(),
            fault,
            mend,
        });
    }

    /// One edit of a mend; none if the error it belongs to will not be kept.
    pub(super) fn edit(&self, range: Range<usize>, text: &str) -> Vec<Edit> {
        if self.is_full() {
            return Vec::new();
        }
        vec![Edit::new(self.span(range), text)]
    }

    /// Whether further errors are counted only.
    pub(super) fn is_full(&self) -> bool {
        self.document.errors.len() >= MAX_ERRORS
    }
}
