//! Reverse edits of a text, as fine as its secrets need.

use std::collections::HashSet;
use std::ops::Range;

use serde::{Deserialize, Serialize};
use similar::{Algorithm, DiffTag, capture_diff_slices};

use crate::source::SourceFile;

/// An edit of a text: `length` bytes from `at` on become `text`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// The first byte of the decoded text.
    pub at: usize,
    /// Number of bytes that go.
    pub length: usize,
    /// What comes in their place.
    pub text: String,
}

/// A stretch of a file, cut up.
struct Cut<'a> {
    file: &'a SourceFile,
    whole: Range<usize>,
    cuts: Vec<Range<usize>>,
}

/// The edits of `after` that give `before`, in order; `None` if one of them would hold a secret.
pub(super) fn reverse(before: &SourceFile, after: &SourceFile) -> Option<Vec<Piece>> {
    let mut pieces = Vec::new();
    for (new, old) in changes(&Cut::lines(after), &Cut::lines(before)) {
        for (new, old) in changes(&Cut::tokens(after, new), &Cut::tokens(before, old)) {
            if before.holds_secret_word(old.clone()) {
                return None;
            }
            pieces.push(Piece {
                at: new.start,
                length: new.len(),
                text: before.text().get(old)?.to_owned(),
            });
        }
    }
    Some(pieces)
}

/// The text with the edits applied; `None` if they do not fit it.
pub(super) fn applied(text: &str, pieces: &[Piece]) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for piece in pieces {
        out.push_str(text.get(at..piece.at)?);
        out.push_str(&piece.text);
        at = piece.at.checked_add(piece.length)?;
    }
    out.push_str(text.get(at..)?);
    Some(out)
}

/// Where two stretches differ, as ranges of bytes.
fn changes(new: &Cut<'_>, old: &Cut<'_>) -> Vec<(Range<usize>, Range<usize>)> {
    let ops = capture_diff_slices(Algorithm::Myers, &new.texts(), &old.texts());
    let differ = ops.iter().filter(|op| op.tag() != DiffTag::Equal);
    let ranges = differ.map(|op| (new.bytes(op.old_range()), old.bytes(op.new_range())));
    ranges.collect()
}

impl<'a> Cut<'a> {
    /// The lines of a file.
    fn lines(file: &'a SourceFile) -> Cut<'a> {
        let mut at = 0;
        let line = |line: &str| {
            let start = at;
            at += line.len();
            start..at
        };
        Cut {
            file,
            whole: 0..file.text().len(),
            cuts: file.text().split_inclusive('\n').map(line).collect(),
        }
    }

    /// Words and single signs of a stretch; where a secret begins or ends, one does, too.
    fn tokens(file: &'a SourceFile, whole: Range<usize>) -> Cut<'a> {
        let text = file.text().get(whole.clone()).unwrap_or_default();
        let near = |secret: &&Range<usize>| secret.start < whole.end && whole.start < secret.end;
        let near = file.secrets().iter().filter(near);
        let borders: HashSet<usize> = near.flat_map(|secret| [secret.start, secret.end]).collect();
        let mut cuts: Vec<Range<usize>> = Vec::new();
        let mut in_word = false;
        for (at, c) in text.char_indices() {
            let (start, end) = (whole.start + at, whole.start + at + c.len_utf8());
            let is_word = c.is_alphanumeric() || c == '_';
            match cuts.last_mut() {
                Some(last) if is_word && in_word && !borders.contains(&start) => last.end = end,
                _ => cuts.push(start..end),
            }
            in_word = is_word;
        }
        Cut { file, whole, cuts }
    }

    fn texts(&self) -> Vec<&'a str> {
        let text = |cut: &Range<usize>| self.file.text().get(cut.clone()).unwrap_or_default();
        self.cuts.iter().map(text).collect()
    }

    /// The bytes of some of the cuts; an empty range lies where its first cut would begin.
    fn bytes(&self, some: Range<usize>) -> Range<usize> {
        let start = self.cuts.get(some.start).map_or(self.whole.end, |first| first.start);
        let end = self.cuts.get(some).and_then(<[_]>::last).map_or(start, |last| last.end);
        start..end
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Role;

    fn file(text: &str) -> SourceFile {
        SourceFile::new("config.toml", Role::RunnerConfig, text.into())
    }

    fn there_and_back(before: &str, after: &str) -> Vec<Piece> {
        let pieces = reverse(&file(before), &file(after)).unwrap();
        assert_eq!(applied(after, &pieces).as_deref(), Some(before));
        pieces
    }

    #[test]
    fn the_old_text_comes_back() {
        for (before, after) in [
            ("", "a = 1\n"),
            ("a = 1\n", ""),
            ("a = 1\nb = 2\n", "a = 1\n# x\nb = 3\n"),
            ("a = [1, 2]\r\n", "a = [1, 2, 3]\r\n"),
            ("größe = 1", "größen = 12"),
            ("same\n", "same\n"),
        ] {
            there_and_back(before, after);
        }
    }

    #[test]
    fn only_what_went_is_kept() {
        let pieces = there_and_back("k = [\"SECRET=abc\", \"x\"]\n", "k = [\"SECRET=abc\", \"y\"]\n");
        assert_eq!(
            pieces,
            [Piece {
                at: 20,
                length: 1,
                text: "x".into()
            }]
        );
    }

    #[test]
    fn a_secret_beside_a_change_stays_out_and_one_in_it_is_not_kept() {
        let mut before = file("k = [\"abc-9\", \"x\"]\n");
        before.hide(6..11);
        let pieces = reverse(&before, &file("k = [\"abc-9\", \"y\"]\n")).unwrap();
        assert!(pieces.iter().all(|piece| piece.text == "x"));
        assert_eq!(reverse(&before, &file("k = [\"z\", \"x\"]\n")), None);
    }

    #[test]
    fn edits_that_do_not_fit_are_refused() {
        let far = Piece {
            at: 9,
            length: 1,
            text: String::new(),
        };
        assert_eq!(applied("short", &[far]), None);
    }
}
