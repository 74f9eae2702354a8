//! Objects and arrays: their elements, commas and brackets.

use super::super::{Entry, Fault, MAX_ERRORS, Node, Style, Value};
use super::layout::indent;
use super::reader::Reader;
use super::repeated::repeated;
use crate::source::{Name, Span, Spanned};
use std::ops::Range;

/// A collection that is being read.
pub(super) struct Open {
    /// Its opening bracket.
    pub(super) start: usize,
    /// Where the line of that bracket begins.
    pub(super) line: usize,
    pub(super) held: Held,
    /// The comma after the last element, if nothing followed it yet.
    pub(super) comma: Option<usize>,
    /// The end of the last element.
    pub(super) last: Option<usize>,
    /// Whether something unreadable stood since the last element or comma; a missing comma is no news then.
    pub(super) vague: bool,
}

/// What a collection holds so far.
pub(super) enum Held {
    Array(Vec<Node>),
    /// The entries, and the key whose value is being read.
    Object(Vec<Entry>, Option<Spanned<Name>>),
}

impl Open {
    /// The collection whose opening bracket is the byte `start` of the line that begins at `line`.
    pub(super) fn new(object: bool, start: usize, line: usize) -> Open {
        let held = if object {
            Held::Object(Vec::new(), None)
        } else {
            Held::Array(Vec::new())
        };
        Open {
            start,
            line,
            held,
            comma: None,
            last: None,
            vague: false,
        }
    }

    pub(super) fn is_object(&self) -> bool {
        matches!(self.held, Held::Object(..))
    }

    /// The end of the last element, if a comma has to come between it and the next.
    pub(super) fn wants_comma(&self) -> Option<usize> {
        if self.comma.is_some() || self.vague {
            None
        } else {
            self.last
        }
    }
}

impl Reader<'_> {
    /// Reads on inside the innermost open collection; gives a value that became complete.
    pub(super) fn step(&mut self) -> Option<Node> {
        self.blanks();
        match self.peek() {
            None => {
                self.report_unclosed();
                Some(self.close(self.token_end))
            }
            Some(byte @ (b'}' | b']')) => self.closing(byte == b'}'),
            Some(b',') => {
                self.comma();
                None
            }
            Some(byte) if self.in_object() => self.member(byte),
            Some(byte) => self.element(byte),
        }
    }

    fn element(&mut self, byte: u8) -> Option<Node> {
        let at = self.at;
        if byte == b':' {
            self.bump(1);
            self.wrong(at..at + 1, "a colon in a list; a key needs an object around it");
            self.skipped(at..at + 1);
            return None;
        }
        self.check_comma();
        self.value()
    }

    fn closing(&mut self, object: bool) -> Option<Node> {
        let at = self.at;
        let arrays = self.open.len() - self.objects;
        if self.in_object() == object {
            if let Some(comma) = self.open.last().and_then(|open| open.comma) {
                let mend = self.edit(comma..comma + 1, "");
                let message = if object { "a comma before }" } else { "a comma before ]" };
                self.report(comma..comma + 1, Fault::TrailingComma, message, mend);
            }
            self.askew |= self.is_askew();
            self.bump(1);
            return Some(self.close(self.at));
        }
        if (if object { self.objects } else { arrays }) > 0 {
            // The closing bracket belongs further out: what is inside ends before it.
            if !self.swallowed && self.mismatch != Some(at) {
                let message = if object {
                    "} where ] is expected"
                } else {
                    "] where } is expected"
                };
                self.report(at..at + 1, Fault::Unclosed, message, Vec::new());
            }
            self.mismatch = Some(at);
            return Some(self.close(self.token_end));
        }
        if !self.swallowed {
            self.wrong(at..at + 1, "a closing bracket that nothing opens");
        }
        self.bump(1);
        self.skipped(at..at + 1);
        None
    }

    /// Whether the bracket here begins its line, and is indented otherwise than the line of the bracket it closes.
    fn is_askew(&self) -> bool {
        let before = &self.text[self.line..self.at];
        let Some(open) = self.open.last().filter(|open| open.line != self.line) else {
            return false;
        };
        let opening = self.text[open.line..].strip_prefix(before);
        indent(before) == before && opening.is_none_or(|rest| rest.starts_with([' ', '\t']))
    }

    fn comma(&mut self) {
        let at = self.at;
        self.bump(1);
        let Some(open) = self.open.last_mut() else { return };
        let fits = open.comma.is_none() && (open.last.is_some() || open.vague);
        open.vague = false;
        if fits {
            open.comma = Some(at);
        } else {
            self.wrong(at..at + 1, "a comma without anything before it");
        }
    }

    /// Reports a comma that is missing before the element that begins here.
    pub(super) fn check_comma(&mut self) {
        if let Some(end) = self.open.last().and_then(Open::wants_comma) {
            let mend = self.edit(end..end, ",");
            self.report(end..end, Fault::MissingComma, "no comma before the next element", mend);
        }
    }

    /// Puts a value that is complete into the innermost open collection.
    pub(super) fn place(&mut self, node: Node) {
        let file = self.document.file;
        let Some(open) = self.open.last_mut() else { return };
        open.comma = None;
        open.vague = matches!(node.value, Value::Broken);
        let end = node.span.range().end;
        open.last = Some(end);
        match &mut open.held {
            Held::Array(items) => items.push(node),
            Held::Object(entries, pending) => {
                if let Some(key) = pending.take() {
                    let whole = Span::new(file, key.span.range().start..end);
                    entries.push(Entry { key, node, whole });
                }
            }
        }
    }

    /// Takes the innermost collection off the stack; it ends at `end`.
    pub(super) fn close(&mut self, end: usize) -> Node {
        let Some(open) = self.open.pop() else {
            return self.broken(end..end);
        };
        let value = match open.held {
            Held::Array(items) => Value::Sequence(items),
            Held::Object(entries, _) => {
                self.objects -= 1;
                repeated(&entries, |key, first| {
                    if self.repeated.len() < MAX_ERRORS {
                        self.repeated.push((key, first));
                    } else {
                        self.document.error_count += 1;
                    }
                });
                Value::Mapping(entries)
            }
        };
        Node::new(self.span(open.start..end), value, Style::Flow)
    }

    /// Remembers something unreadable that has no place in the tree.
    pub(super) fn skipped(&mut self, range: Range<usize>) {
        self.document.unread.push(self.span(range));
        if let Some(open) = self.open.last_mut() {
            open.vague = true;
            open.comma = None;
        }
    }

    pub(super) fn in_object(&self) -> bool {
        self.open.last().is_some_and(Open::is_object)
    }
}
