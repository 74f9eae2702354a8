//! Variables of runners, jobs and services.

use super::setting::{Known, Setting};
use crate::secret::Secret;
use crate::source::{Place, names_secret};

/// A variable and what is known of its value.
#[derive(Debug, Clone)]
pub struct Variable {
    /// Its name.
    pub name: String,
    /// Its value.
    pub content: Content,
    /// Where the value stands; of an entry `NAME=value` the whole entry.
    pub place: Place,
    /// Whether `$` in it is only a character (`expand: false`).
    pub is_raw: bool,
    /// What `expand:` says, if it is written.
    pub expand: Option<bool>,
}

/// What is known of the value of a variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// A text that may be shown.
    Plain(String),
    /// A text that must not be shown.
    Secret(Secret),
    /// It holds a reference to another variable; as written.
    Reference(String),
    /// It is not in the files.
    Unknown,
}

impl Variable {
    /// A variable from its value as it is written.
    pub fn new(name: impl Into<String>, value: &str, place: Place) -> Variable {
        let name = name.into();
        let content = if names_secret(&name) {
            Content::Secret(Secret::new(value))
        } else if value.contains('$') {
            Content::Reference(value.to_owned())
        } else {
            Content::Plain(value.to_owned())
        };
        Variable {
            name,
            content,
            place,
            is_raw: false,
            expand: None,
        }
    }

    /// A variable in whose value `$` is only a character.
    pub fn raw(name: impl Into<String>, value: &str, place: Place) -> Variable {
        let name = name.into();
        let content = if names_secret(&name) {
            Content::Secret(Secret::new(value))
        } else {
            Content::Plain(value.to_owned())
        };
        Variable {
            name,
            content,
            place,
            is_raw: true,
            expand: Some(false),
        }
    }

    /// A variable whose value is not in the files.
    pub fn unknown(name: impl Into<String>, place: Place) -> Variable {
        Variable {
            name: name.into(),
            content: Content::Unknown,
            place,
            is_raw: false,
            expand: None,
        }
    }

    /// A variable from an entry `NAME=value`; GitLab Runner drops entries without `=`.
    ///
    /// Source: GitLab Runner `common/config.go`, `GetVariables`, 19.4.
    pub fn entry(entry: &Setting<String>) -> Option<Variable> {
        let (name, value) = entry.value.split_once('=')?;
        Some(Variable::new(name, value, entry.place.clone()))
    }

    /// Its value, as far as it is known and may be shown.
    pub fn known(&self) -> Known<String> {
        match &self.content {
            Content::Plain(text) => Known::Is(text.clone()),
            Content::Secret(_) | Content::Reference(_) | Content::Unknown => Known::Unknown,
        }
    }
}
