//! The members of objects: keys, and what stands between a key and its value.

use super::super::{Fault, Node};
use super::collection::{Held, Open};
use super::reader::Reader;
use crate::source::{Name, Spanned};

impl Reader<'_> {
    /// Reads a key and what belongs to it; like [`Reader::value`].
    pub(super) fn member(&mut self, byte: u8) -> Option<Node> {
        let start = self.at;
        let mut told = self.open.last().is_some_and(|open| open.vague);
        let key = match byte {
            b'{' | b'[' => {
                self.skip_balanced();
                None
            }
            b':' => {
                self.bump(1);
                None
            }
            _ => match self.string() {
                Some((text, _)) => {
                    told |= text.is_none();
                    text
                }
                None => self.bare_key(),
            },
        };
        let range = start..self.token_end;
        self.blanks();
        let follows = |open: &Open| open.last.is_some() && open.comma.is_none();
        let misplaced = !matches!(self.peek(), Some(b':' | b'=')) && self.open.last().is_some_and(follows);
        let Some(key) = key.filter(|_| !misplaced) else {
            if !told {
                let message = if misplaced {
                    "expected a comma or }"
                } else {
                    "expected a key in double quotes"
                };
                self.wrong(range.clone(), message);
            }
            self.skipped(range);
            return None;
        };
        // Only what has a colon is surely a member, before which a comma can be missing.
        self.check_comma();
        let key = Spanned {
            value: Name::from(key),
            span: self.span(range.clone()),
        };
        if let Some(Open {
            held: Held::Object(_, pending),
            ..
        }) = self.open.last_mut()
        {
            *pending = Some(key);
        }
        if self.colon(range.end) {
            self.value()
        } else {
            Some(self.broken(self.token_end..self.token_end))
        }
    }

    /// Reads what separates a key from its value; gives whether a value follows.
    fn colon(&mut self, key_end: usize) -> bool {
        let at = self.at;
        match self.peek() {
            Some(b':') => self.bump(1),
            Some(b'=') => {
                self.bump(1 + usize::from(self.text[at..].starts_with("=>")));
                let mend = self.edit(at..self.at, ":");
                self.report(at..self.at, Fault::Grammar, "= where : is expected", mend);
            }
            Some(b'{' | b'[') => {
                let mend = self.edit(key_end..key_end, ":");
                self.report(key_end..key_end, Fault::Grammar, "no colon after a key", mend);
            }
            Some(b',' | b'}' | b']') => {
                self.wrong(key_end..key_end, "a key without a value");
                return false;
            }
            None => {
                self.cut_short = true;
                return false;
            }
            Some(_) => self.wrong(key_end..key_end, "no colon after a key"),
        }
        self.blanks();
        match self.peek() {
            Some(b',' | b'}' | b']') => {
                self.wrong(self.token_end..self.token_end, "no value after the colon");
                false
            }
            Some(_) => true,
            None => {
                self.cut_short = true;
                false
            }
        }
    }
}
