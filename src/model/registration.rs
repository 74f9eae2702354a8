//! What a runner and GitLab know each other by: `url` and `token`.

use super::setting::{Origin, Setting, Table};
use super::{Runner, Workspace};
use crate::schema::texts::{Url, is_template};
use crate::secret::{Secret, is_placeholder};
use crate::source::{Place, Role};

/// A runner of config.toml and its token.
#[derive(Debug)]
pub struct Registration<'w> {
    /// The runner.
    pub runner: &'w Runner,
    /// Its token.
    pub token: &'w Token,
    /// Where the token stands or would be written.
    pub token_place: &'w Place,
    /// Where the URL stands or would be written.
    pub url_place: &'w Place,
    /// Whether the entry is that of a runner that is to take jobs, and not a piece of a file that registering or a person
    /// completes: it or another one of the file has a token that stands for no other.
    pub is_whole: bool,
}

/// The value of `token`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Token {
    /// There is none.
    Missing,
    /// It is empty, or blanks only.
    Blank,
    /// It is filled in later, from the environment or by another program.
    Unknown,
    /// A word from a manual, such as `TOKEN` or `xxxx`.
    StandIn,
    /// A token for something else: these words say for what.
    Other(&'static str),
    /// What may be the token of a runner.
    Sound(Secret),
}

/// What tokens of GitLab that are no runner's begin with.
///
/// Source: GitLab documentation, "Token prefixes" (18.11). `GR1348941` is that of registration tokens.
const OTHER_TOKENS: [(&str, &str); 6] = [
    ("GR1348941", "a registration token"),
    ("glpat-", "a personal access token"),
    ("gldt-", "a deploy token"),
    ("glcbt-", "a job token"),
    ("glptt-", "a trigger token"),
    ("glagent-", "a token of an agent for Kubernetes"),
];

/// Words that only stand for a token.
const STAND_INS: [&str; 5] = ["token", "redacted", "changeme", "placeholder", "secret"];

impl Workspace {
    /// The runners of all config.toml with their tokens, in order.
    pub fn registrations(&self) -> Vec<Registration<'_>> {
        let of_config = |runner: &&Runner| self.sources.get(runner.file).role == Role::RunnerConfig;
        let mut all: Vec<Registration<'_>> = self
            .runners()
            .iter()
            .filter(of_config)
            .map(|runner| Registration {
                runner,
                token: &runner.token.value,
                token_place: &runner.token.place,
                url_place: &runner.url_place,
                is_whole: false,
            })
            .collect();
        let complete = all
            .iter()
            .filter(|one| matches!(one.token, Token::Sound(_) | Token::Other(_)));
        let mut files: Vec<_> = complete.map(|one| one.runner.file).collect();
        files.dedup();
        for one in &mut all {
            one.is_whole = files.contains(&one.runner.file);
        }
        all
    }
}

impl Registration<'_> {
    /// The URL that is surely GitLab's: not one that is filled in later or cannot be read.
    pub fn url(&self) -> Option<&Setting<String>> {
        let known = |url: &&Setting<String>| !is_template(&url.value) && Url::parse(&url.value).is_ok();
        self.runner.url.as_ref().filter(known)
    }

    /// What GitLab knows it by: the address of GitLab and the token. Two runners with the same are one to it.
    ///
    /// Source: GitLab Runner `network/client.go`, `fixCIURL`, and `common/config.go`, `SameAs`, 19.4.
    pub fn identity(&self) -> Option<(&str, &Secret)> {
        let (Some(url), Token::Sound(token)) = (self.url(), &self.token) else {
            return None;
        };
        let url = url.value.trim_end_matches('/');
        Some((url.strip_suffix("/ci").unwrap_or(url), token))
    }
}

impl Token {
    /// The value of `token` in the table of a runner.
    pub(super) fn of(table: &Table<'_>) -> Setting<Token> {
        match table.text("token") {
            Some(token) => token.map(|text| Token::read(&text)),
            None => Setting {
                value: Token::Missing,
                place: table.missing("token"),
                key: None,
                origin: Origin::Default,
            },
        }
    }

    /// Whether a text stands for a token that somebody has to write, or for one that is put in its place later.
    pub fn is_none_yet(text: &str) -> bool {
        matches!(Token::read(text), Token::StandIn | Token::Unknown)
    }

    fn read(text: &str) -> Token {
        let bare = text.trim().strip_prefix("glrt-").unwrap_or(text.trim());
        let words = || {
            bare.split(|c: char| !c.is_alphanumeric())
                .filter(|word| !word.is_empty())
        };
        let is = |word: &str, wanted: &str| word.eq_ignore_ascii_case(wanted);
        let spelt = || words().all(|word| word.chars().all(char::is_alphabetic));
        let stands_in = || spelt() && words().any(|word| STAND_INS.iter().any(|wanted| is(word, wanted)));
        let other = OTHER_TOKENS.iter().find(|(prefix, _)| text.starts_with(prefix));
        if bare.is_empty() {
            Token::Blank
        } else if is(bare.trim_matches(|c: char| !c.is_alphanumeric()), "redacted") {
            Token::StandIn
        } else if is_template(text) {
            Token::Unknown
        } else if is_placeholder(bare) || stands_in() {
            Token::StandIn
        } else if let Some((_, what)) = other {
            Token::Other(what)
        } else {
            Token::Sound(Secret::new(text))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_manuals_are_told_from_tokens() {
        for text in [
            "TOKEN",
            "xxxx",
            "<token>",
            "glrt-<TOKEN>",
            "YOUR_TOKEN_HERE",
            "__REDACTED__",
            "***",
            "......",
        ] {
            assert_eq!(Token::read(text), Token::StandIn, "{text}");
        }
        for text in [
            "$TOKEN",
            "${RUNNER_TOKEN}",
            "{{ token }}",
            "__TOKEN__",
            "@TOKEN@",
            "glrt-$X",
        ] {
            assert_eq!(Token::read(text), Token::Unknown, "{text}");
        }
        for text in [
            "glrt-AbCdEfGhIjKlMnOpQrSt",
            "glrtr-AbCd",
            "t1_token",
            "myawesometoken",
            "a7token",
        ] {
            assert!(matches!(Token::read(text), Token::Sound(_)), "{text}");
        }
        assert_eq!(Token::read(" \t"), Token::Blank);
        assert_eq!(Token::read("GR1348941AbCdEf"), Token::Other("a registration token"));
    }
}
