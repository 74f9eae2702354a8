//! Replacing secret bytes, and the shapes by which tokens are known wherever they stand.

use std::borrow::Cow;
use std::ops::Range;

/// Prefixes of tokens that GitLab and others issue; what follows is the secret.
///
/// Source: GitLab documentation, "Token prefixes" (18.11); AWS access key ids.
const PREFIXES: &[&str] = &[
    "glrt-",
    "glrtr-",
    "glpat-",
    "gldt-",
    "glptt-",
    "glcbt-",
    "glft-",
    "glsoat-",
    "glimt-",
    "glagent-",
    "gloas-",
    "GR1348941",
    "AKIA",
    "ASIA",
    "ghp_",
    "github_pat_",
    "dckr_pat_",
    "xoxb-",
    "t1_",
    "t2_",
    "t3_",
];

/// The text with the bytes of `secrets` replaced by `*`, line ends kept.
pub(super) fn masked<'a>(text: &'a str, secrets: &[Range<usize>]) -> Cow<'a, str> {
    if secrets.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut bytes = text.as_bytes().to_vec();
    for secret in secrets {
        let range = secret.start.min(bytes.len())..secret.end.min(bytes.len());
        for byte in &mut bytes[range] {
            if !matches!(byte, b'\n' | b'\r') {
                *byte = b'*';
            }
        }
    }
    Cow::Owned(String::from_utf8_lossy(&bytes).into_owned())
}

/// The stretches of `text` that look like a secret wherever they stand: tokens with a known prefix (the prefix
/// itself is no secret), user info of URLs, and the bodies of PEM blocks.
pub fn token_shapes(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    tokens(text, &mut found);
    user_info(text, &mut found);
    passwords_before_at(text, &mut found);
    pem_bodies(text, &mut found);
    login_passwords(text, &mut found);
    headers(text, &mut found);
    json_credentials(text, &mut found);
    found
}

/// Members of a Docker client configuration whose values are secret, wherever such a text stands.
const MEMBERS: &[&str] = &[
    "\"auth\"",
    "\"password\"",
    "\"identitytoken\"",
    "\"registrytoken\"",
    "auth\\\"",
    "password\\\"",
];

/// `"auth": "…"`, also where the quotes are escaped.
fn json_credentials(text: &str, found: &mut Vec<Range<usize>>) {
    for (at, name) in MEMBERS.iter().flat_map(|name| text.match_indices(name)) {
        let from = at + name.len();
        let value = &text[from..];
        let start = value.len() - value.trim_start_matches([' ', ':', '=', '\\', '"', '\'']).len();
        let value = &value[start..];
        let end = value.find(['"', '\\', '\'', '\n', ',', '}']).unwrap_or(value.len());
        if start > 0 && !value.starts_with(['$', '{', '[']) {
            found.push(from + start..from + start + end);
        }
    }
}

/// Names of HTTP headers whose values are secret.
const HEADERS: &[&str] = &[
    "private-token:",
    "job-token:",
    "deploy-token:",
    "authorization:",
    "x-api-key:",
];

/// The values of such headers, up to the end of the line or the quote around them, unless they are variables.
fn headers(text: &str, found: &mut Vec<Range<usize>>) {
    let lower = text.to_ascii_lowercase();
    for (at, name) in HEADERS.iter().flat_map(|name| lower.match_indices(name)) {
        let from = at + name.len();
        let value = &text[from..];
        let blank = value.len() - value.trim_start_matches([' ', '"', '\'']).len();
        let value = &value[blank..];
        let end = value.find(['"', '\'', '\n', '\\']).unwrap_or(value.len());
        let word = value[..end].split_whitespace().last().unwrap_or_default();
        if !word.starts_with('$') {
            found.push(from + blank..from + blank + end);
        }
    }
}

/// The length of the known prefix that `text` begins with; 0 if there is none.
pub fn known_prefix(text: &str) -> usize {
    let longest = PREFIXES
        .iter()
        .filter(|prefix| text.starts_with(**prefix))
        .map(|prefix| prefix.len());
    longest.max().unwrap_or(0)
}

fn tokens(text: &str, found: &mut Vec<Range<usize>>) {
    let part = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if !part(bytes[at]) {
            at += 1;
            continue;
        }
        let length = bytes[at..]
            .iter()
            .take_while(|byte| part(**byte) || **byte == b'.')
            .count();
        let word = &text[at..at + length];
        let prefix = known_prefix(word);
        // Shorter words are names, such as `t1_runner`.
        if prefix > 0 && length - prefix >= 12 {
            found.push(at + prefix..at + length);
        }
        at += length;
    }
}

/// `user:password@` and `user@` after `://`.
fn user_info(text: &str, found: &mut Vec<Range<usize>>) {
    for (at, _) in text.match_indices("://") {
        let start = at + 3;
        let rest = &text[start..];
        let end = rest
            .find(|c: char| c.is_whitespace() || "/?#\",<>".contains(c))
            .unwrap_or(rest.len());
        let authority = &rest[..end];
        if let Some(sign) = authority.rfind('@') {
            found.push(start..start + sign);
        } else if let Some((host, port)) = authority.split_once(':')
            // What is no port may be a password whose `@` was forgotten.
            && !host.starts_with('[')
            && port.starts_with(|c: char| !c.is_ascii_digit() && !"$%{*".contains(c))
        {
            found.push(start + host.len() + 1..start + end);
        }
    }
}

/// Characters before an `@` that are looked at, so that a long line costs no more than its length.
const LONGEST_USER_INFO: usize = 256;

/// `user:password` before an `@`, also where the scheme is misspelt; an image's digest is none.
fn passwords_before_at(text: &str, found: &mut Vec<Range<usize>>) {
    for (at, _) in text
        .match_indices('@')
        .filter(|(at, _)| !text[at + 1..].starts_with("sha256:"))
    {
        let apart = |c: char| c.is_whitespace() || "/\"=,;<>".contains(c);
        let before = text[..at]
            .chars()
            .rev()
            .take(LONGEST_USER_INFO)
            .take_while(|c| !apart(*c));
        let start = at - before.map(char::len_utf8).sum::<usize>();
        if text[start..at].contains(':') {
            found.push(start..at);
        }
    }
}

/// Passwords on the command line of a login: what follows `-p` or `--password` in the line, unless it is a variable.
fn login_passwords(text: &str, found: &mut Vec<Range<usize>>) {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if line.contains("login") {
            for name in [" -p", " --password"] {
                for (at, _) in line.match_indices(name) {
                    let rest = &line[at + name.len()..];
                    let value = rest.trim_start_matches([' ', '=', '\\']);
                    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
                    let value = value.trim_start_matches(['"', '\'']);
                    let end = match quote {
                        Some(quote) => value.find([quote, '\\', '\n']),
                        None => value.find(|c: char| c.is_whitespace() || "\"'|;&".contains(c)),
                    };
                    let end = end.unwrap_or(value.len());
                    let from = start + at + name.len() + (rest.len() - value.len());
                    if !value.starts_with(['$', '-']) && end > 0 {
                        found.push(from..from + end);
                    }
                }
            }
        }
        start += line.len();
    }
}

fn pem_bodies(text: &str, found: &mut Vec<Range<usize>>) {
    let mut from = 0;
    while let Some(begin) = text[from..].find("-----BEGIN ") {
        let label = from + begin + "-----BEGIN ".len();
        let Some(dashes) = text[label..].find("-----") else {
            return;
        };
        let body = label + dashes + "-----".len();
        let end = text[body..]
            .find("-----END ")
            .map_or(text.len(), |length| body + length);
        found.push(body..end);
        from = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        masked(text, &token_shapes(text)).into_owned()
    }

    #[test]
    fn a_token_keeps_its_known_prefix_only() {
        assert_eq!(
            shown("use glrt-AbCdEfGhIjKlMnOpQrSt now"),
            "use glrt-******************** now"
        );
    }

    #[test]
    fn user_info_of_a_url_is_hidden_and_the_host_is_not() {
        assert_eq!(
            shown("https://ci:pw@git.example.com/x"),
            "https://*****@git.example.com/x"
        );
        assert_eq!(shown("https://git.example.com/a@b"), "https://git.example.com/a@b");
        assert_eq!(shown("https//ci:pw@git.example.com"), "https//*****@git.example.com");
        assert_eq!(
            shown("docker:27-dind@sha256:ab me@example.com"),
            "docker:27-dind@sha256:ab me@example.com"
        );
    }

    #[test]
    fn the_body_of_a_pem_block_is_hidden() {
        let text = "-----BEGIN KEY-----\nAAAA\n-----END KEY-----";
        assert_eq!(shown(text), "-----BEGIN KEY-----\n****\n-----END KEY-----");
    }

    #[test]
    fn the_password_of_a_login_is_hidden_unless_it_is_a_variable() {
        let line = |line: &str| shown(&format!("- docker login {line}\n"));
        assert_eq!(line("-u me -p hunter2 r"), "- docker login -u me -p ******* r\n");
        assert_eq!(line("--password=\"a b\" r"), "- docker login --password=\"***\" r\n");
        assert_eq!(line("-p \"$P\" r"), "- docker login -p \"$P\" r\n");
        assert_eq!(
            line("-u me --password-stdin r"),
            "- docker login -u me --password-stdin r\n"
        );
        assert_eq!(shown("docker run -p 80:80"), "docker run -p 80:80");
    }

    #[test]
    fn the_token_of_a_header_is_hidden_unless_it_is_a_variable() {
        assert_eq!(
            shown("curl -H \"PRIVATE-TOKEN: abc\" x"),
            "curl -H \"PRIVATE-TOKEN: ***\" x"
        );
        assert_eq!(
            shown("-H 'Authorization: Bearer abc'"),
            "-H 'Authorization: **********'"
        );
        assert_eq!(shown("-H 'JOB-TOKEN: $CI_JOB_TOKEN'"), "-H 'JOB-TOKEN: $CI_JOB_TOKEN'");
    }

    #[test]
    fn credentials_in_json_are_hidden_wherever_they_stand() {
        assert_eq!(shown(r#"X={"r": {"auth": "YTpi"}}"#), r#"X={"r": {"auth": "****"}}"#);
        assert_eq!(
            shown(r#"X={\"r\": {\"auth\": \"YTpi\"}}"#),
            r#"X={\"r\": {\"auth\": \"****\"}}"#
        );
    }

    #[test]
    fn names_that_begin_like_a_token_stay() {
        assert_eq!(shown("t1_runner glpat-short"), "t1_runner glpat-short");
    }
}
