//! A value that must never be shown: it can be asked, made and written, but not read.

mod login;

use std::fmt;

pub use login::{AuthForm, WellKnown};

/// A token, password or key. It has no `Display`, no `Deref` and no accessor: only `edit` writes it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Secret(String);

impl Secret {
    /// Wraps a secret text.
    pub fn new(text: impl Into<String>) -> Secret {
        Secret(text.into())
    }

    /// Whether the text begins with `prefix`.
    pub fn has_prefix(&self, prefix: &str) -> bool {
        self.0.starts_with(prefix)
    }

    /// Whether there is nothing but blanks.
    pub fn is_blank(&self) -> bool {
        self.0.trim().is_empty()
    }

    /// Whether it refers to a variable (`$NAME`, `${NAME}`) instead of being the secret itself.
    pub fn is_reference(&self) -> bool {
        self.0.contains('$')
    }

    /// Whether it is a stand-in from a manual, such as `<token>` or `xxxx`, and not a secret.
    pub fn is_placeholder(&self) -> bool {
        is_placeholder(&self.0)
    }

    /// The text with every character replaced by `*`; what only refers to a variable is no secret.
    pub fn masked(&self) -> String {
        let name = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || c == '_');
        let braced = self.0.strip_prefix("${").and_then(|rest| rest.strip_suffix('}'));
        match braced.or(self.0.strip_prefix('$')).is_some_and(name) {
            true => self.0.clone(),
            false => "*".repeat(self.0.chars().count()),
        }
    }

    /// The text, for `edit`, which writes it, and for comparisons there.
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

/// [`Secret::is_placeholder`] of a text that is not known to be a secret yet.
pub fn is_placeholder(text: &str) -> bool {
    let text = text.trim();
    let bracketed = text.starts_with('<') && text.ends_with('>');
    let repeated = |c: char| !text.is_empty() && text.chars().all(|x| x.eq_ignore_ascii_case(&c));
    bracketed || repeated('x') || repeated('*') || repeated('.')
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(***)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_output_shows_nothing_of_the_secret() {
        assert_eq!(format!("{:?}", Secret::new("glrt-abcdef")), "Secret(***)");
    }
}
