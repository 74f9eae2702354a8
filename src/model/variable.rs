//! Variables of runners, jobs and services.

use super::setting::{Known, Setting};
use crate::secret::Secret;
use crate::source::Place;

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

/// Whether the name of a key or variable says that its value is secret.
pub fn names_secret(name: &str) -> bool {
    // Most names say nothing of the kind, and taking them apart is slow.
    let (always, perhaps) = match name.is_ascii() {
        true => hints(name),
        false => hints(&name.to_lowercase()),
    };
    if !always && !perhaps {
        return false;
    }
    let words = words(name);
    let Some(last) = words.last() else {
        return false;
    };
    if matches!(last.as_str(), "path" | "file") {
        return false;
    }
    always || words.iter().any(|word| word == "auth") || words.len() > 1 && words.iter().any(|word| word == "key")
}

/// Whether a name holds a word that always says secret, and whether one that does so in some places.
fn hints(name: &str) -> (bool, bool) {
    let (mut always, mut perhaps) = (false, false);
    for (at, pair) in name.as_bytes().windows(2).enumerate() {
        let follows = |words: &[&str]| {
            words.iter().any(|word| {
                let here = name.as_bytes().get(at..at + word.len());
                here.is_some_and(|here| here.eq_ignore_ascii_case(word.as_bytes()))
            })
        };
        match [pair[0].to_ascii_lowercase(), pair[1].to_ascii_lowercase()] {
            [b'p', b'a'] => always |= follows(&["password", "passwd"]),
            [b's', b'e'] => always |= follows(&["secret"]),
            [b't', b'o'] => always |= follows(&["token"]),
            [b'c', b'r'] => always |= follows(&["credential"]),
            [b'a', b'u'] => perhaps |= follows(&["auth"]),
            [b'k', b'e'] => perhaps |= follows(&["key"]),
            _ => {}
        }
    }
    (always, perhaps)
}

/// The words of a name: `S3_AccessKey` is s3, access, key.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = vec![String::new()];
    let mut before = ' ';
    for c in name.chars() {
        let new = !c.is_alphanumeric() || c.is_uppercase() && before.is_lowercase();
        if new && words.last().is_some_and(|word| !word.is_empty()) {
            words.push(String::new());
        }
        if c.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.extend(c.to_lowercase());
        }
        before = c;
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_say_secret_are_known() {
        for name in [
            "DB_PASSWORD",
            "AccessKey",
            "api_key",
            "DOCKER_AUTH_CONFIG",
            "auth",
            "GITLAB_TOKEN",
            "secretKey",
        ] {
            assert!(names_secret(name), "{name}");
        }
        for name in [
            "key",
            "AUTHOR",
            "KEYCLOAK_URL",
            "tls-key-file",
            "TOKEN_PATH",
            "authorization-plugins",
            "monkey_x",
        ] {
            assert!(!names_secret(name), "{name}");
        }
    }
}
