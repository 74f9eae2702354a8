//! What can be asked of the credentials of a Docker client configuration without showing them.

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::Secret;

/// What the `auth` value of a Docker client configuration decodes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuthForm {
    /// `user:password`, as it has to be.
    UserAndPassword,
    /// `user:password` and a line feed, which `echo` without `-n` adds to the password.
    TrailingNewline,
    /// Valid base64 of something without a colon.
    NoColon,
    /// Nothing before the colon.
    NoUser,
    /// Not standard base64.
    NotBase64,
}

/// Where everybody can read credentials.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WellKnown {
    /// A product is installed with them.
    Default,
    /// They are the example of a manual.
    Example,
}

/// Go's `base64.StdEncoding`: padding has to be there, and the bits after the last byte may be anything.
const STANDARD: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::RequireCanonical)
        .with_decode_allow_trailing_bits(true),
);

/// Users and passwords that products are installed with.
///
/// Source: goharbor.io, "Configure the Harbor YML File"; help.sonatype.com, "Default password"; jfrog.com, "Default
/// admin user".
const DEFAULTS: [(&str, &str); 5] = [
    ("admin", "Harbor12345"),
    ("admin", "admin"),
    ("admin", "admin123"),
    ("admin", "password"),
    ("root", "root"),
];

/// Users and passwords of manuals.
///
/// Source: docs.gitlab.com/ci/docker/using_docker_images, "Determine your `DOCKER_AUTH_CONFIG` data".
const EXAMPLES: [(&str, &str); 6] = [
    ("my_username", "my_password"),
    ("username", "password"),
    ("user", "password"),
    ("myusername", "mypassword"),
    ("your_username", "your_password"),
    ("test", "test"),
];

impl Secret {
    /// The `auth` value of a Docker client configuration: base64 of `user:password`.
    ///
    /// Source: docker/cli `cli/config/configfile/file.go`, `encodeAuth` (29.7).
    pub fn docker_auth(user: &str, password: &Secret) -> Secret {
        Secret(STANDARD.encode(format!("{user}:{}", password.0)))
    }

    /// What the `auth` value of a Docker client configuration decodes to.
    ///
    /// Source: docker/cli `cli/config/configfile/file.go`, `decodeAuth` (29.7); Go 1.24 `encoding/base64`.
    pub fn docker_auth_form(&self) -> AuthForm {
        let Some(bytes) = self.decoded() else {
            return AuthForm::NotBase64;
        };
        match bytes.iter().position(|byte| *byte == b':') {
            None => AuthForm::NoColon,
            Some(0) => AuthForm::NoUser,
            Some(_) if bytes.ends_with(b"\n") => AuthForm::TrailingNewline,
            Some(_) => AuthForm::UserAndPassword,
        }
    }

    /// The `auth` value without the line feed at the end of its password.
    pub fn docker_auth_without_newline(&self) -> Option<Secret> {
        let bytes = self.decoded()?;
        let end = bytes.iter().rposition(|byte| !matches!(byte, b'\n' | b'\r'))?;
        Some(Secret(STANDARD.encode(bytes.get(..=end)?)))
    }

    /// The user and the password of the `auth` value, for pseudonyms.
    pub(crate) fn docker_auth_parts(&self) -> Option<(String, String)> {
        let text = String::from_utf8(self.decoded()?).ok()?;
        let (user, password) = text.split_once(':')?;
        Some((user.to_owned(), password.to_owned()))
    }

    /// Where everybody can read what the `auth` value says.
    pub fn docker_auth_well_known(&self) -> Option<WellKnown> {
        let bytes = self.decoded()?;
        let text = String::from_utf8_lossy(&bytes);
        let (user, password) = text.trim_end().split_once(':')?;
        well_known(user, password)
    }

    /// Where everybody can read this user with this password.
    pub fn well_known_password(&self, user: &Secret) -> Option<WellKnown> {
        well_known(&user.0, &self.0)
    }

    /// Whether it may be something to be filled in, rather than a secret: a variable, a mark of a template, a gap.
    pub fn is_filled_in_later(&self) -> bool {
        let text = self.0.trim();
        let marks = ["$", "{{", "<", "%", "__", "@", "…", "..."];
        text.is_empty() || self.is_placeholder() || marks.iter().any(|mark| text.contains(mark))
    }

    /// Go passes over line ends.
    fn decoded(&self) -> Option<Vec<u8>> {
        let text = self.0.replace(['\n', '\r'], "");
        STANDARD.decode(text).ok()
    }
}

fn well_known(user: &str, password: &str) -> Option<WellKnown> {
    let is = |pairs: &[(&str, &str)]| pairs.contains(&(user, password));
    match () {
        () if is(&DEFAULTS) => Some(WellKnown::Default),
        () if is(&EXAMPLES) => Some(WellKnown::Example),
        () => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(text: &str) -> AuthForm {
        Secret::new(text).docker_auth_form()
    }

    #[test]
    fn docker_auth_is_base64_of_user_and_password() {
        let auth = Secret::docker_auth("ci", &Secret::new("s3cret"));
        assert_eq!(auth.expose(), "Y2k6czNjcmV0");
        assert_eq!(auth.docker_auth_form(), AuthForm::UserAndPassword);
    }

    #[test]
    fn the_form_of_an_auth_value_is_told_apart() {
        assert_eq!(form("dXNlcjpwYXNzCg=="), AuthForm::TrailingNewline);
        assert_eq!(form("dXNlcg=="), AuthForm::NoColon);
        assert_eq!(form("OnBhc3M="), AuthForm::NoUser);
        for text in ["not base64", "dXNlcg", "dXNlcjpwYXNz-_==", "dXNlcg==="] {
            assert_eq!(form(text), AuthForm::NotBase64, "{text}");
        }
    }

    #[test]
    fn what_go_decodes_is_decoded() {
        for text in ["dXNl\ncjpwYXNz", "dXNlcjpwYXN=", "dXNlcjpwYXR="] {
            assert_eq!(form(text), AuthForm::UserAndPassword, "{text:?}");
        }
    }

    #[test]
    fn the_line_feed_of_echo_is_taken_off() {
        let sound = Secret::new("dXNlcjpwYXNzCg==").docker_auth_without_newline().unwrap();
        assert_eq!(sound.expose(), "dXNlcjpwYXNz");
    }

    #[test]
    fn credentials_that_everybody_knows_are_known() {
        let known = |user, password| Secret::docker_auth(user, &Secret::new(password)).docker_auth_well_known();
        assert_eq!(known("admin", "Harbor12345"), Some(WellKnown::Default));
        assert_eq!(known("my_username", "my_password"), Some(WellKnown::Example));
        assert_eq!(known("ci", "admin"), None);
    }

    #[test]
    fn gaps_are_told_from_secrets() {
        for text in ["$AUTH", "{{ auth }}", "<base64>", "xxxx", "…", ""] {
            assert!(Secret::new(text).is_filled_in_later(), "{text}");
        }
        for text in ["dXNlcjpwYXNz", "(the base64 text)"] {
            assert!(!Secret::new(text).is_filled_in_later(), "{text}");
        }
    }
}
