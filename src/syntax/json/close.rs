//! Collections that are still open where the text ends, and the brackets that close them.

use super::super::Fault;
use super::layout::{indent, line_start, newline};
use super::reader::Reader;
use crate::edit::Edit;

impl Reader<'_> {
    /// Reports, once, that the text ends inside collections.
    pub(super) fn report_unclosed(&mut self) {
        if self.swallowed {
            return;
        }
        self.swallowed = true;
        let Some(innermost) = self.open.last() else { return };
        let (start, comma) = (innermost.start, innermost.comma);
        let name = if innermost.is_object() { "brace" } else { "bracket" };
        let message = match self.open.len() - 1 {
            0 => format!("a {name} that is never closed"),
            1 => format!("a {name} that is never closed, nor is the one around it"),
            around => format!("a {name} that is never closed, nor are the {around} around it"),
        };
        let mend = self.closers();
        self.report(start..start + 1, Fault::Unclosed, &message, mend);
        if let Some(comma) = comma {
            let mend = self.edit(comma..comma + 1, "");
            self.report(
                comma..comma + 1,
                Fault::TrailingComma,
                "a comma that nothing follows",
                mend,
            );
        }
    }

    /// One insertion with all the brackets that are missing. A bracket comes on a line of its own if the one that
    /// it closes stands on an earlier line than what it is put after.
    fn closers(&self) -> Vec<Edit> {
        if self.cut_short || self.askew || self.is_full() {
            return Vec::new();
        }
        let comment_end = self.document.comments.last().map_or(0, |comment| comment.range().end);
        let mut line = line_start(self.text, self.token_end);
        let on_one_line = self.open.last().is_some_and(|open| open.start >= line);
        // Behind a comment there has to be a line end.
        let at = if on_one_line {
            self.token_end
        } else {
            self.token_end.max(comment_end)
        };
        let newline = newline(self.text);
        let mut text = String::new();
        for open in self.open.iter().rev() {
            if open.start < line {
                line = open.line;
                text.push_str(newline);
                text.push_str(indent(&self.text[line..]));
            }
            text.push(if open.is_object() { '}' } else { ']' });
        }
        self.edit(at..at, &text)
    }
}
