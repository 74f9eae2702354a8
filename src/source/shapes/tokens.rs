//! Tokens with a known prefix, PEM blocks, and the members of Docker client configurations.

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

/// The length of the known prefix that `text` begins with; 0 if there is none.
pub fn known_prefix(text: &str) -> usize {
    let longest = PREFIXES
        .iter()
        .filter(|prefix| text.starts_with(**prefix))
        .map(|prefix| prefix.len());
    longest.max().unwrap_or(0)
}

pub(super) fn tokens(text: &str, found: &mut Vec<Range<usize>>) {
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

pub(super) fn pem_bodies(text: &str, found: &mut Vec<Range<usize>>) {
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
pub(super) fn json_credentials(text: &str, found: &mut Vec<Range<usize>>) {
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
