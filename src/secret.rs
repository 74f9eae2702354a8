//! A value that must never be shown: it can be asked, made and written, but not read.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// A token, password or key. It has no `Display`, no `Deref` and no accessor: only `edit` writes it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Secret(String);

impl Secret {
    /// Wraps a secret text.
    pub fn new(text: impl Into<String>) -> Secret {
        Secret(text.into())
    }

    /// The `auth` value of a Docker client configuration: base64 of `user:password`.
    ///
    /// Source: docker/cli `cli/config/configfile/file.go`, `encodeAuth` (29.7).
    pub fn docker_auth(user: &str, password: &Secret) -> Secret {
        Secret(STANDARD.encode(format!("{user}:{}", password.0)))
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
        let text = self.0.trim();
        let bracketed = text.starts_with('<') && text.ends_with('>');
        let repeated = |c: char| !text.is_empty() && text.chars().all(|x| x.eq_ignore_ascii_case(&c));
        bracketed || repeated('x') || repeated('*') || repeated('.')
    }

    /// What the `auth` value of a Docker client configuration decodes to.
    pub fn docker_auth_form(&self) -> AuthForm {
        let Ok(bytes) = STANDARD.decode(self.0.as_bytes()) else {
            return AuthForm::NotBase64;
        };
        match bytes.iter().position(|byte| *byte == b':') {
            None => AuthForm::NoColon,
            Some(_) if bytes.ends_with(b"\n") => AuthForm::TrailingNewline,
            Some(_) => AuthForm::UserAndPassword,
        }
    }

    /// The text, for `edit`, which writes it, and for comparisons there.
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

/// What the `auth` value of a Docker client configuration decodes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuthForm {
    /// `user:password`, as it has to be.
    UserAndPassword,
    /// `user:password` and a line feed, which `echo` without `-n` adds to the password.
    TrailingNewline,
    /// Valid base64 of something without a colon.
    NoColon,
    /// Not standard base64.
    NotBase64,
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

    #[test]
    fn docker_auth_is_base64_of_user_and_password() {
        let auth = Secret::docker_auth("ci", &Secret::new("s3cret"));
        assert_eq!(auth.expose(), "Y2k6czNjcmV0");
        assert_eq!(auth.docker_auth_form(), AuthForm::UserAndPassword);
    }

    #[test]
    fn the_form_of_an_auth_value_is_told_apart() {
        let form = |text: &str| Secret::new(text).docker_auth_form();
        assert_eq!(form("dXNlcjpwYXNzCg=="), AuthForm::TrailingNewline);
        assert_eq!(form("dXNlcg=="), AuthForm::NoColon);
        assert_eq!(form("not base64"), AuthForm::NotBase64);
    }
}
