//! Edits: the only way a text changes. An edit is a span of the original bytes and what stands there instead.

mod lift;

pub use lift::lift;

use std::ops::Range;

use crate::secret::Secret;
use crate::source::Span;

/// A piece of a text to be written.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Piece {
    /// May be shown.
    Plain(String),
    /// Must not be shown.
    Secret(Secret),
}

/// A text to be written, in which secrets stay secrets.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Text {
    pieces: Vec<Piece>,
}

impl Text {
    /// No text.
    pub fn new() -> Text {
        Text::default()
    }

    /// Bytes `range` of a text in which some ranges are secret.
    pub fn cut(text: &str, secrets: &[Range<usize>], range: Range<usize>) -> Option<Text> {
        let mut secrets: Vec<&Range<usize>> = secrets.iter().collect();
        secrets.sort_by_key(|secret| secret.start);
        let mut cut = Text::new();
        let mut at = range.start;
        for secret in secrets {
            let secret = secret.start.max(at)..secret.end.min(range.end);
            if secret.is_empty() {
                continue;
            }
            cut = cut.plain(text.get(at..secret.start)?);
            cut = cut.secret(Secret::new(text.get(secret.clone())?));
            at = secret.end;
        }
        Some(cut.plain(text.get(at..range.end)?))
    }

    /// Appends a text that may be shown.
    pub fn plain(mut self, text: impl AsRef<str> + Into<String>) -> Text {
        match self.pieces.last_mut() {
            Some(Piece::Plain(last)) => last.push_str(text.as_ref()),
            _ if text.as_ref().is_empty() => {}
            _ => self.pieces.push(Piece::Plain(text.into())),
        }
        self
    }

    /// Appends a secret.
    pub fn secret(mut self, secret: Secret) -> Text {
        self.pieces.push(Piece::Secret(secret));
        self
    }

    /// Appends another text.
    pub fn then(self, other: Text) -> Text {
        other.pieces.into_iter().fold(self, |text, piece| match piece {
            Piece::Plain(plain) => text.plain(plain),
            Piece::Secret(secret) => text.secret(secret),
        })
    }

    /// Whether a part of it is secret.
    pub fn holds_secret(&self) -> bool {
        self.pieces.iter().any(|piece| matches!(piece, Piece::Secret(_)))
    }

    /// The text, if no part of it is secret.
    pub fn shown(&self) -> Option<String> {
        let parts = self.pieces.iter().map(|piece| match piece {
            Piece::Plain(text) => Some(text.as_str()),
            Piece::Secret(_) => None,
        });
        parts.collect()
    }

    /// The text with `***` for every secret piece.
    pub fn masked(&self) -> String {
        let parts = self.pieces.iter().map(|piece| match piece {
            Piece::Plain(text) => text.as_str(),
            Piece::Secret(_) => "***",
        });
        parts.collect()
    }

    /// Each piece as `escape` writes it; `None` if one cannot be written so. `escape` sees secrets, so it is a
    /// plain function that can keep nothing.
    pub fn escaped(&self, escape: fn(&str) -> Option<String>) -> Option<Text> {
        let pieces = self.pieces.iter().map(|piece| match piece {
            Piece::Plain(text) => escape(text).map(Piece::Plain),
            Piece::Secret(secret) => escape(secret.expose()).map(|text| Piece::Secret(Secret::new(text))),
        });
        Some(Text {
            pieces: pieces.collect::<Option<_>>()?,
        })
    }

    /// Whether every piece satisfies `test`, which sees secrets.
    pub fn all(&self, test: fn(&str) -> bool) -> bool {
        self.pieces.iter().all(|piece| match piece {
            Piece::Plain(text) => test(text),
            Piece::Secret(secret) => test(secret.expose()),
        })
    }

    /// Whether both say the same, wherever their pieces begin and whichever are secret.
    pub fn says_same(&self, other: &Text) -> bool {
        let (mut mine, mut theirs) = (String::new(), String::new());
        self.write(&mut mine);
        other.write(&mut theirs);
        mine == theirs
    }

    /// Number of bytes.
    pub fn len(&self) -> usize {
        let lengths = self.pieces.iter().map(|piece| match piece {
            Piece::Plain(text) => text.len(),
            Piece::Secret(secret) => secret.expose().len(),
        });
        lengths.sum()
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn write(&self, out: &mut String) {
        for piece in &self.pieces {
            match piece {
                Piece::Plain(text) => out.push_str(text),
                Piece::Secret(secret) => out.push_str(secret.expose()),
            }
        }
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Text {
        Text::new().plain(text)
    }
}

impl From<String> for Text {
    fn from(text: String) -> Text {
        Text::new().plain(text)
    }
}

/// A value to be written, or one that was read: what formats have in common.
#[derive(Debug, Clone, PartialEq)]
pub enum Literal {
    /// A string.
    Text(Text),
    /// An integer.
    Integer(i64),
    /// A number with a fraction.
    Float(f64),
    /// `true` or `false`.
    Bool(bool),
    /// Nothing (`null`, `~`); TOML has none.
    Null,
    /// A date, a time or both, as written; JSON has none.
    Datetime(String),
    /// Values in order.
    List(Vec<Literal>),
    /// Keys and values, in the order they are written.
    Table(Vec<(String, Literal)>),
}

impl From<&str> for Literal {
    fn from(text: &str) -> Literal {
        Literal::Text(text.into())
    }
}

impl From<String> for Literal {
    fn from(text: String) -> Literal {
        Literal::Text(text.into())
    }
}

impl From<bool> for Literal {
    fn from(value: bool) -> Literal {
        Literal::Bool(value)
    }
}

impl From<i64> for Literal {
    fn from(value: i64) -> Literal {
        Literal::Integer(value)
    }
}

/// One change of one text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced; empty for an insertion.
    pub span: Span,
    /// What stands there instead; empty for a removal.
    pub text: Text,
}

impl Edit {
    /// Replaces `span` by `text`.
    pub fn new(span: Span, text: impl Into<Text>) -> Edit {
        Edit {
            span,
            text: text.into(),
        }
    }

    /// Whether both cannot be applied: they overlap, or insert different texts at one place.
    pub fn conflicts(&self, other: &Edit) -> bool {
        if self.span.file != other.span.file || self == other {
            return false;
        }
        let (a, b) = (self.span, other.span);
        if a == b {
            return true;
        }
        let overlap = a.start < b.end && b.start < a.end;
        let inside = |empty: Span, full: Span| full.start < empty.start && empty.start < full.end;
        overlap && !a.is_empty() && !b.is_empty() || inside(a, b) || inside(b, a)
    }
}

/// The text with the edits applied. They lie in one file and do not conflict; equal ones count once.
pub fn apply(text: &str, edits: &mut Vec<&Edit>) -> String {
    edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
    edits.dedup();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits.iter() {
        let range = edit.span.range();
        out.push_str(&text[at..range.start]);
        edit.text.write(&mut out);
        at = range.end;
    }
    out.push_str(&text[at..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    fn edit(range: std::ops::Range<usize>, text: &str) -> Edit {
        Edit::new(Span::new(FileId::new(0), range), text)
    }

    #[test]
    fn edits_are_applied_to_the_original_places() {
        let edits = [edit(4..5, "two"), edit(0..0, "# "), edit(2..4, "")];
        assert_eq!(apply("a b c", &mut edits.iter().collect()), "# a two");
    }

    #[test]
    fn equal_edits_count_once_and_do_not_conflict() {
        let edits = [edit(1..1, "x"), edit(1..1, "x")];
        assert!(!edits[0].conflicts(&edits[1]));
        assert_eq!(apply("ab", &mut edits.iter().collect()), "axb");
    }

    #[test]
    fn different_insertions_at_one_place_conflict() {
        assert!(edit(1..1, "x").conflicts(&edit(1..1, "y")));
    }

    #[test]
    fn an_insertion_at_the_edge_of_a_replacement_does_not_conflict() {
        assert!(!edit(2..2, "x").conflicts(&edit(2..4, "y")));
        assert!(!edit(4..4, "x").conflicts(&edit(2..4, "y")));
        assert!(edit(3..3, "x").conflicts(&edit(2..4, "y")));
        assert!(edit(1..3, "x").conflicts(&edit(2..4, "y")));
    }

    #[test]
    fn a_piece_of_a_text_keeps_its_secrets() {
        let cut = Text::cut("k = \"s3cret\" # x", &[8..10, 5..9], 4..14).unwrap();
        assert_eq!(cut.masked(), "\"******t\" #");
        assert!(cut.says_same(&"\"s3cret\" #".into()));
    }

    #[test]
    fn a_text_with_a_secret_is_written_but_not_shown() {
        let text = Text::new().plain("A=").secret(Secret::new("s3cret"));
        assert_eq!(text.shown(), None);
        assert_eq!(text.masked(), "A=***");
        let edit = Edit {
            span: Span::new(FileId::new(0), 0..1),
            text,
        };
        assert_eq!(apply("x", &mut vec![&edit]), "A=s3cret");
    }
}
