//! Secrets by others of the same shape: a known prefix, base64 of a user and a password, a PEM block, or anything else.

use super::names::{Kind, Names};
use super::scan::name_after_dollar;
use super::words::{is_harmless, is_plain};
use crate::model::Token;
use crate::schema::texts::is_template;
use crate::secret::{AuthForm, Secret, is_placeholder};
use crate::source::known_prefix;

/// Where a secret stands, as far as its shape follows from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Around {
    /// After the first line of a PEM block.
    Pem,
    /// Before the `@` of a URL.
    UserInfo,
    /// A number without quotes.
    Number,
    /// The token of a runner.
    Token,
    /// Anywhere else.
    Text,
}

impl Names {
    /// What stands in place of a stretch that is secret.
    pub(super) fn secret(&mut self, text: &str, around: Around) -> String {
        match around {
            Around::Pem => crossed_out(text),
            Around::Number => self.digits(text),
            Around::UserInfo => match text.split_once(':') {
                Some((user, password)) => self.account(user) + ":" + &self.in_parts(password),
                None => self.account(text),
            },
            Around::Token if Token::is_none_yet(text) => match is_plain(text) || is_template(text) {
                true => self.words(text),
                false => "<token>".to_owned(),
            },
            Around::Token => self.in_parts(text),
            Around::Text if text.contains("-----BEGIN ") => crossed_out(text),
            Around::Text => self.in_parts(text),
        }
    }

    /// A user; `oauth2` and the like say how, not who.
    pub(super) fn account(&mut self, user: &str) -> String {
        let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let is_usual = user.split(':').all(|part| is_number(part) || USUAL.contains(&part));
        match user {
            _ if user.starts_with('$') => self.in_parts(user),
            _ if is_usual => user.to_owned(),
            _ => self.told(Kind::User, user),
        }
    }

    /// References to variables stay references, and so do the signs beside them.
    fn in_parts(&mut self, text: &str) -> String {
        let mut out = String::new();
        let mut rest = text;
        while let Some(at) = rest.find('$') {
            let name = name_after_dollar(&rest[at + 1..]);
            if name.is_empty() {
                break;
            }
            let (start, end) = (at + 1 + name.start, at + 1 + name.end);
            out += &self.between(&rest[..at], is_sign);
            out += &rest[at..start];
            out += &self.words(&rest[start..end]);
            rest = &rest[end..];
        }
        let edge = if rest.len() < text.len() { is_sign } else { is_edge };
        out + &self.between(rest, edge)
    }

    fn between(&mut self, text: &str, edge: fn(char) -> bool) -> String {
        let core = text.trim_matches(edge);
        if !core.contains(char::is_alphanumeric) {
            return text.to_owned();
        }
        let start = text.find(core).unwrap_or(0);
        let new = self.whole(core);
        format!("{}{new}{}", &text[..start], &text[start + core.len()..])
    }

    fn whole(&mut self, text: &str) -> String {
        if let Some(inside) = text.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')) {
            return format!("<{}>", self.words(inside));
        }
        if let Some((number, prefix)) = own(text) {
            self.take(Kind::Secret, number);
            return format!("{prefix}{}", &text[prefix.len()..]);
        }
        if is_template(text) {
            return self.words(text);
        }
        let secret = Secret::new(text);
        if MANUALS.contains(&text) || is_placeholder(text) || secret.docker_auth_well_known().is_some() {
            return text.to_owned();
        }
        if let Some(auth) = self.auth(text) {
            return auth;
        }
        // A token is marked with its prefix in one place, and without it in another.
        let (prefix, rest) = text.split_at(known_prefix(text));
        let number = self.number(Kind::Secret, rest).to_string();
        let width = text.chars().count().saturating_sub(prefix.len() + number.len()).max(4);
        let crossed: String = letters(prefix).chars().cycle().take(width).collect();
        let crossed = format!("{prefix}{crossed}{number}");
        let same = |new: &str| secret.docker_auth_form() == Secret::new(new).docker_auth_form();
        // What is no base64 must not become base64 by having as many characters.
        if same(&crossed) {
            crossed
        } else {
            format!("x-{}", &crossed[2.min(crossed.len())..])
        }
    }

    /// Base64 of a user and a password.
    fn auth(&mut self, text: &str) -> Option<String> {
        let newline = match Secret::new(text).docker_auth_form() {
            AuthForm::UserAndPassword => "",
            AuthForm::TrailingNewline => "\n",
            AuthForm::NoUser | AuthForm::NoColon | AuthForm::NotBase64 => return None,
        };
        let (user, password) = Secret::new(text).docker_auth_parts()?;
        // Passwords of four letters are base64, too, but seldom of text with a colon.
        if !user.chars().all(|c| !c.is_control()) {
            return None;
        }
        let user = self.account(&user);
        let password = Secret::new(self.in_parts(password.trim_end()) + newline);
        Some(Secret::docker_auth(&user, &password).expose().to_owned())
    }
}

fn is_edge(c: char) -> bool {
    c.is_whitespace() || "\"'\\".contains(c)
}

fn is_sign(c: char) -> bool {
    !c.is_alphanumeric()
}

/// The number and prefix of a secret that we wrote.
fn own(text: &str) -> Option<(usize, &str)> {
    let prefix = known_prefix(text);
    let (prefix, rest) = text.split_at(prefix);
    let crossed = rest.strip_prefix("x-").unwrap_or(rest);
    let number = crossed.trim_start_matches(|c| letters(prefix).contains(c));
    let is_long = crossed.len() - number.len() >= 2;
    Some((number.parse().ok().filter(|_| is_long)?, prefix))
}

/// What the pseudonyms of tokens are made of. Those of people are found where they should not be by letters that vary.
fn letters(prefix: &str) -> &'static str {
    match prefix {
        "" | "glrt-" | "glrtr-" => "x",
        _ => "uvwxyz",
    }
}

/// Letters and digits of a block crossed out; lines, dashes and their words stay.
fn crossed_out(text: &str) -> String {
    let mut lines = Vec::new();
    for line in text.split_inclusive('\n') {
        let is_mark = line.trim().starts_with("-----") && line.trim().ends_with("-----");
        let is_plain = |mark: &str| {
            mark.split([' ', '-'])
                .all(|word| is_harmless(word) || MARKS.contains(&word))
        };
        if is_mark && is_plain(line.trim()) {
            lines.push(line.to_owned());
            continue;
        }
        // `\n` in a string stands for a line end.
        let mut escaped = false;
        let cross = |c: char| {
            let stays = escaped && c == 'n';
            escaped = c == '\\';
            if c.is_alphanumeric() && !stays { 'x' } else { c }
        };
        lines.push(line.chars().map(cross).collect());
    }
    lines.concat()
}

/// The keys that AWS's manuals show.
const MANUALS: &[&str] = &["AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"];

/// The words of the first and last lines of PEM blocks.
const MARKS: &[&str] = &[
    "BEGIN",
    "END",
    "CERTIFICATE",
    "PRIVATE",
    "PUBLIC",
    "KEY",
    "RSA",
    "EC",
    "OPENSSH",
    "ENCRYPTED",
];

/// Names that programs have: they name nobody.
const USUAL: &[&str] = &[
    "root",
    "git",
    "nobody",
    "oauth2",
    "gitlab-ci-token",
    "gitlab-runner",
    "docker",
    "ubuntu",
    "runner",
    "AWS",
    "_json_key",
    "_token",
    "x-access-token",
    "token",
];
