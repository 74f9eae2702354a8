//! What stands between tokens: blanks, characters that only look like blanks, and comments.

use super::super::Fault;
use super::reader::Reader;
use crate::edit::Edit;
use std::ops::Range;

/// Whether a character is blank to the eye and none of JSON's four blanks: a no-break space, or one without width.
pub(super) fn is_false_blank(c: char) -> bool {
    is_zero_width(c) || (c.is_whitespace() && !matches!(c, ' ' | '\t' | '\r' | '\n'))
}

fn is_zero_width(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}')
}

impl Reader<'_> {
    /// Steps over blanks and comments.
    pub(super) fn blanks(&mut self) {
        while let Some(byte) = self.peek() {
            match byte {
                b' ' | b'\t' => self.at += 1,
                b'\r' | b'\n' => {
                    self.at += 1;
                    self.line = self.at;
                }
                b'#' => self.line_comment(),
                b'/' if self.text[self.at..].starts_with("//") => self.line_comment(),
                b'/' if self.text[self.at..].starts_with("/*") => self.block_comment(),
                // Vertical tab, form feed, and the first bytes of all others.
                0x0B | 0x0C | 0xC2 | 0xE1..=0xE3 | 0xEF if self.false_blanks() => {}
                _ => return,
            }
        }
    }

    /// Steps over a run of characters that only look like blanks; `false` if there is none.
    fn false_blanks(&mut self) -> bool {
        let start = self.at;
        let rest = &self.text[start..];
        let length = rest.find(|c| !is_false_blank(c)).unwrap_or(rest.len());
        if length == 0 {
            return false;
        }
        self.at += length;
        let mut blanks: String = rest[..length]
            .chars()
            .filter(|c| !is_zero_width(*c))
            .map(|_| ' ')
            .collect();
        if blanks.is_empty() {
            blanks.push_str(self.seam(start..self.at));
        }
        let mend = self.edit(start..self.at, &blanks);
        let message = "a character that looks like a blank but is none";
        let fault = if rest[..length].contains(is_zero_width) {
            Fault::Grammar
        } else {
            Fault::FalseBlank
        };
        self.report(start..self.at, fault, message, mend);
        true
    }

    fn line_comment(&mut self) {
        let start = self.at;
        let rest = &self.text[start..];
        self.at += rest.find(['\n', '\r']).unwrap_or(rest.len());
        self.comment(start..self.at);
    }

    fn block_comment(&mut self) {
        let start = self.at;
        match self.text[start + 2..].find("*/") {
            Some(length) => {
                self.at += length + 4;
                if let Some(end) = self.text[start..self.at].rfind(['\n', '\r']) {
                    self.line = start + end + 1;
                }
                self.comment(start..self.at);
            }
            None => {
                self.at = self.text.len();
                self.document.comments.push(self.span(start..self.at));
                let message = "a comment that is never closed";
                self.report(start..self.at, Fault::Comment, message, Vec::new());
                // Brackets may stand in it.
                self.cut_short = true;
            }
        }
    }

    fn comment(&mut self, range: Range<usize>) {
        self.document.comments.push(self.span(range.clone()));
        let mend = self.without_comment(range.clone());
        self.report(range, Fault::Comment, "a comment", mend);
    }

    /// The edit that takes a comment away: with its line if it stands alone on it, else with the blanks beside it.
    fn without_comment(&mut self, comment: Range<usize>) -> Vec<Edit> {
        if self.is_full() {
            return Vec::new();
        }
        let blank = [' ', '\t'];
        let before = self.text[..comment.start].trim_end_matches(blank);
        let after = self.text[comment.end..].trim_start_matches(blank);
        let after_start = self.text.len() - after.len();
        let begins_line = before.is_empty() || before.ends_with(['\n', '\r']);
        let ends_line = after.is_empty() || after.starts_with(['\n', '\r']);
        let range = match (begins_line, ends_line) {
            // The line end before it goes; where there is none, or another comment took it, the one after it.
            (true, true) if before.len() > self.comments_taken => {
                before.len() - line_end_len_before(before)..comment.end
            }
            (true, true) => before.len()..after_start + line_end_len(after),
            // A comment that ends where the blanks begin may have taken them.
            (false, true) => before.len().max(self.comments_taken)..comment.end,
            (_, false) => comment.start..after_start,
        };
        self.comments_taken = range.end;
        let seam = self.seam(range.clone());
        self.edit(range, seam)
    }

    /// What has to stay of a stretch without tokens, so that the tokens before and after it do not become one.
    fn seam(&self, range: Range<usize>) -> &'static str {
        let joined = |c: char| !c.is_whitespace() && !"{}[],".contains(c);
        let before = self.text[..range.start].ends_with(joined);
        if before && self.text[range.end..].starts_with(joined) {
            " "
        } else {
            ""
        }
    }
}

fn line_end_len(text: &str) -> usize {
    match text.as_bytes() {
        [b'\r', b'\n', ..] => 2,
        [b'\r' | b'\n', ..] => 1,
        _ => 0,
    }
}

fn line_end_len_before(text: &str) -> usize {
    match text.as_bytes() {
        [.., b'\r', b'\n'] => 2,
        [.., b'\r' | b'\n'] => 1,
        _ => 0,
    }
}
