//! Secrets in what has no place in a tree: the lines that a broken text lost, and settings that were commented out.

use std::ops::Range;

use super::{Marker, secret_keys};
use crate::source::{Format, Lines, Span, names_secret};
use crate::syntax::{Document, Fault, Node, Style, SyntaxError, Value};

impl Marker<'_> {
    /// Of lines that could not be read, everything right of `=` or `:`, and all of a line that has neither.
    pub(super) fn unread(&mut self, document: &Document) {
        for line in unread_lines(document, self.file.lines()) {
            let above = line.checked_sub(1).map(|above| self.file.lines().range(above));
            let above = above.and_then(|above| self.file.text().get(above)).unwrap_or_default();
            let goes_on = above.trim_end().ends_with(['=', ':']);
            self.line(self.file.lines().range(line), goes_on);
        }
    }

    /// A short word alone tells nothing, unless it is a value: between quotes, or behind the sign of the line above.
    fn line(&mut self, range: Range<usize>, goes_on: bool) {
        let text = self.file.text().get(range.clone()).unwrap_or_default();
        let sign = text.find(['=', ':']);
        // What is no key on the left is a piece of a value.
        let from = sign.filter(|at| is_key(&text[..*at])).map_or(0, |at| at + 1);
        let word = text.trim();
        let bare = sign.is_none() && word.len() < 12 && !goes_on && !word.starts_with(['"', '\'']);
        if !bare {
            self.hide(range.start + from..range.end);
        }
    }

    /// `"NAME=value"`, where the name says secret and no command follows: the value goes on behind blanks.
    pub(super) fn quoted_assignments(&mut self) {
        let text = self.file.text();
        for (sign, _) in text.match_indices('=') {
            let apart = |c: char| c.is_whitespace() || "\"'=,;/".contains(c);
            let before = text[..sign].trim_end_matches(|c| !apart(c));
            let quote = before.chars().next_back().filter(|c| matches!(c, '"' | '\''));
            let value = &text[sign + 1..];
            if let Some(quote) = quote
                && names_secret(&text[before.len()..sign])
                && !value.starts_with('$')
            {
                let end = value.find([quote, '\n']).unwrap_or(value.len());
                self.hide(sign + 1..sign + 1 + end);
            }
        }
    }

    /// `# token = …`: settings that were commented out.
    pub(super) fn comments(&mut self, document: &Document) {
        // The schema is not read for a file that has nothing to do with it.
        let has_keys = self.file.role.format() == Format::Toml;
        let is_secret = |word: &str| names_secret(word) || has_keys && secret_keys().contains(&word);
        for comment in &document.comments {
            let text = self.file.text().get(comment.range()).unwrap_or_default();
            let apart = |c: char| c.is_whitespace() || "\"'#/*=:".contains(c);
            let mut end = acceptance(text);
            let rest = text.get(end..).unwrap_or_default();
            let word = rest.split_inclusive(apart).find_map(|word| {
                end += word.len();
                let word = word.trim_end_matches(apart);
                is_secret(word).then_some(end - 1)
            });
            let Some(from) = word.filter(|from| text.is_char_boundary(*from)) else {
                continue;
            };
            if let Some(sign) = text[from..].find(['=', ':', '"', '\'']) {
                self.hide(comment.start as usize + from + sign + 1..comment.end as usize);
            }
        }
    }
}

/// The length of `# runnerlint: allow(unknown-key, until=2027-01-31)` at the start of a comment: names of rules may hold the word
/// key, and what follows them is a day.
fn acceptance(comment: &str) -> usize {
    let is_name = |part: &str| {
        part.bytes()
            .all(|byte| byte.is_ascii_lowercase() || b"0123456789-".contains(&byte))
    };
    let is_day = |day: &str| day.len() == 10 && day.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    let is_plain = |part: &str| match part.split_once('=') {
        Some((word, day)) => word.trim() == "until" && is_day(day.trim()),
        None => is_name(part),
    };
    let ours = comment.trim_start_matches(['#', ' ']).starts_with("runnerlint:");
    match (comment.find('('), comment.find(')')) {
        (Some(open), Some(close)) if ours => {
            let inside = comment.get(open + 1..close).unwrap_or("=");
            let all = inside.split(',').all(|part| is_plain(part.trim()));
            if all { close + 1 } else { 0 }
        }
        _ => 0,
    }
}

/// Whether an error leaves something without a place in the tree, as one with a single repair does not, and neither does
/// a key that comes twice; beside other errors of a TOML text it may be a piece of something else.
pub(super) fn loses_its_place(document: &Document, error: &SyntaxError) -> bool {
    let repeats = |error: &SyntaxError| matches!(error.fault, Fault::Duplicate { .. });
    let nothing_else = || document.error_count == document.errors.len() && document.errors.iter().all(repeats);
    let repeated = repeats(error) && (document.format != Format::Toml || nothing_else());
    error.fault.refuses() && error.mend.is_empty() && !repeated
}

/// The lines that could not be read: those of errors, and in a broken text all that have no part in the tree.
pub(in crate::model) fn unread_lines(document: &Document, lines: &Lines) -> Vec<usize> {
    let errors = document.errors.iter().filter(|error| loses_its_place(document, error));
    let lost = errors.map(|error| error.span).chain(document.unread.iter().copied());
    let lost: Vec<Span> = lost.collect();
    if lost.is_empty() {
        return Vec::new();
    }
    let lines_of = |span: Span| lines.line_of(span.start as usize)..=lines.line_of(span.end as usize);
    let mut hidden = vec![false; lines.count()];
    for line in lost.into_iter().flat_map(lines_of) {
        hidden[line] = true;
    }
    let mut read = document.comments.clone();
    read.extend(document.template.iter().flat_map(|template| &template.open));
    for root in std::iter::once(&document.root).chain(&document.others) {
        places(root, &mut read);
    }
    // A value that reaches into the line of an error may be several that ran together.
    let (joined, read): (Vec<Span>, Vec<Span>) = read
        .into_iter()
        .partition(|span| lines_of(*span).count() > 1 && lines_of(*span).any(|line| hidden[line]));
    let mut seen = vec![false; lines.count()];
    for line in read.into_iter().flat_map(lines_of) {
        seen[line] = true;
    }
    for line in joined.into_iter().flat_map(lines_of) {
        hidden[line] = true;
    }
    (0..hidden.len()).filter(|line| hidden[*line] || !seen[*line]).collect()
}

/// The places of keys and single values below a node, and of headers.
fn places(node: &Node, found: &mut Vec<Span>) {
    match &node.value {
        Value::Scalar(_) | Value::Alias(_) => found.push(node.span),
        Value::Sequence(items) => items.iter().for_each(|item| places(item, found)),
        Value::Mapping(entries) => {
            if node.style == Style::Table {
                found.push(node.span);
            }
            for entry in entries {
                found.push(entry.key.span);
                places(&entry.node, found);
            }
        }
        Value::Broken => {}
    }
}

/// Whether the left side of a line is a key, or a path of keys, in one of the formats.
fn is_key(text: &str) -> bool {
    let text = text.trim().trim_start_matches(['-', '[', '{', ' ']);
    let allowed = |c: char| c.is_alphanumeric() || "_-.\"'$/ ".contains(c);
    let closed = |quote: char| text.matches(quote).count().is_multiple_of(2);
    !text.is_empty() && text.chars().all(allowed) && closed('"') && closed('\'')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_accepted_until_when_is_no_secret() {
        let kept = |comment: &'static str| &comment[..acceptance(comment)];
        let plain = "# runnerlint: allow(unknown-key, until=2027-01-31)";
        assert_eq!(
            kept("# runnerlint: allow(unknown-key, until=2027-01-31) token=x"),
            plain
        );
        assert_eq!(kept("# runnerlint: allow(token=s3cret)"), "");
        assert_eq!(kept("# runnerlint: allow(unknown-key, until=s3cret)"), "");
        assert_eq!(kept("# runnerlint: )token=s3cret("), "");
        assert_eq!(kept("# allow(unknown-key)"), "");
    }
}
