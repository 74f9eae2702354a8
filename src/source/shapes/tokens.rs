//! Tokens with a known prefix, PEM blocks, and the members of Docker client configurations.

use std::ops::Range;

use memchr::{memchr2_iter, memmem};

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
    let first = text.as_bytes().first();
    let near = PREFIXES.iter().filter(|prefix| prefix.as_bytes().first() == first);
    let found = near.filter(|prefix| text.starts_with(**prefix));
    found.map(|prefix| prefix.len()).max().unwrap_or(0)
}

/// Characters that follow a prefix at least.
const SHORTEST_SECRET: usize = 12;

pub(super) fn tokens(text: &str, found: &mut Vec<Range<usize>>) {
    let bytes = text.as_bytes();
    let part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    let is_start = |at: usize| {
        let before = bytes[..at].iter().rev().find(|byte| **byte != b'.');
        !before.is_some_and(part)
    };
    let mut take = |secret: usize, prefix: &str| {
        let ends = |byte: &u8| !part(byte) && *byte != b'.';
        let length = bytes[secret..].iter().position(ends).unwrap_or(text.len() - secret);
        // Shorter words are names, such as `t1_runner`.
        if is_start(secret - prefix.len()) && length >= SHORTEST_SECRET {
            found.push(secret..secret + length);
        }
    };
    // Nearly all prefixes end with one of two signs, so that all of these are found in one go.
    let (joined, others): (Vec<&str>, Vec<&str>) = PREFIXES.iter().partition(|prefix| prefix.ends_with(['-', '_']));
    for at in memchr2_iter(b'-', b'_', bytes) {
        let behind = &bytes[..=at];
        let prefix = joined.iter().find(|prefix| behind.ends_with(prefix.as_bytes()));
        if let Some(prefix) = prefix {
            take(at + 1, prefix);
        }
    }
    for prefix in others {
        memmem::find_iter(bytes, prefix).for_each(|at| take(at + prefix.len(), prefix));
    }
}

pub(super) fn pem_bodies(text: &str, found: &mut Vec<Range<usize>>) {
    let mut from = 0;
    while let Some(begin) = memmem::find(&text.as_bytes()[from..], b"-----BEGIN ") {
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
    let ends = |name: &'static &str| memmem::find_iter(text.as_bytes(), *name).map(|at| at + name.len());
    for from in MEMBERS.iter().flat_map(ends) {
        let value = &text[from..];
        let start = value.len() - value.trim_start_matches([' ', ':', '=', '\\', '"', '\'']).len();
        let value = &value[start..];
        let end = value.find(['"', '\\', '\'', '\n', ',', '}']).unwrap_or(value.len());
        if start > 0 && !value.starts_with(['$', '{', '[']) {
            found.push(from + start..from + start + end);
        }
    }
}
