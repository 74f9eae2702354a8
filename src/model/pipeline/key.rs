//! Keys as Ruby has them after GitLab made symbols of all strings.

use std::borrow::Cow;
use std::fmt;

use crate::syntax::{Entry, Scalar, yaml};

/// A key of a mapping.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Key<'a> {
    text: Cow<'a, str>,
    sort: Sort,
}

/// What Ruby has for a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Sort {
    /// A symbol, which all strings become.
    Symbol,
    Integer,
    /// A truth value, a float, nothing, or a collection.
    Other,
}

impl<'a> Key<'a> {
    /// A key that is a string.
    pub(super) fn text(text: &'a str) -> Key<'a> {
        Key {
            text: Cow::Borrowed(text),
            sort: Sort::Symbol,
        }
    }

    /// The key of an entry.
    pub(super) fn of(entry: &'a Entry) -> Key<'a> {
        let written = entry.key.value.as_str();
        // With quotes, and as a symbol, it is longer in the text.
        let is_plain = entry.key.span.range().len() == written.len();
        let typed = match is_plain && may_be_typed(written) {
            true => yaml::typed(written),
            false => return Key::text(written),
        };
        let (text, sort) = match typed {
            Scalar::String(_) if !written.starts_with(['[', '{', '*']) => (Cow::Borrowed(written), Sort::Symbol),
            Scalar::Integer(value) => (Cow::Owned(value.to_string()), Sort::Integer),
            Scalar::Large(digits) => (Cow::Owned(digits), Sort::Integer),
            other => {
                let text = super::scalar::text(&other);
                (text.map_or(Cow::Borrowed(written), Cow::Owned), Sort::Other)
            }
        };
        Key { text, sort }
    }

    /// The key as GitLab writes it into messages and names.
    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    /// The bit of its first byte.
    pub(super) fn letter(&self) -> u32 {
        let first = self.text.as_bytes().first().copied().unwrap_or_default();
        1 << (first & 31)
    }

    /// Whether it is a symbol, as the names of jobs have to be.
    pub(super) fn is_symbol(&self) -> bool {
        self.sort == Sort::Symbol
    }

    /// Whether it may be the name of a variable: a symbol or an integer.
    pub(super) fn is_alphanumeric(&self) -> bool {
        self.sort != Sort::Other
    }
}

impl fmt::Display for Key<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Whether a plain key can be anything but a string: what numbers, truth values and collections begin with.
fn may_be_typed(text: &str) -> bool {
    let Some(first) = text.bytes().next() else { return true };
    let word = || text.len() <= 5 && b"nNtTyYfFoO~".contains(&first);
    first.is_ascii_digit() || b"+-.[{*".contains(&first) || word()
}
