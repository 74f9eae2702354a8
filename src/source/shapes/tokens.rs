//! Tokens with a known prefix, PEM blocks, and the members of Docker client configurations.

use std::ops::Range;
use std::sync::LazyLock;

use memchr::memchr2_iter;
use memchr::memmem::Finder;

/// Prefixes of tokens that GitLab and others issue; what follows is the secret.
///
/// Source: GitLab documentation, "Token prefixes" (18.11); AWS access key ids.
const JOINED: &[&str] = &[
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
    "ghp_",
    "github_pat_",
    "dckr_pat_",
    "xoxb-",
    "t1_",
    "t2_",
    "t3_",
];

/// The ones that do not end with a sign that joins.
const OTHERS: &[&str] = &["GR1348941", "AKIA", "ASIA"];

static OTHER_FINDERS: LazyLock<Vec<Finder<'static>>> = LazyLock::new(|| finders(OTHERS));

/// Made once, because most texts that are looked through are short.
fn finders(texts: &'static [&'static str]) -> Vec<Finder<'static>> {
    texts.iter().map(|text| Finder::new(*text)).collect()
}

/// The length of the known prefix that `text` begins with; 0 if there is none.
pub fn known_prefix(text: &str) -> usize {
    let first = text.as_bytes().first();
    let near = JOINED
        .iter()
        .chain(OTHERS)
        .filter(|prefix| prefix.as_bytes().first() == first);
    let found = near.filter(|prefix| text.starts_with(**prefix));
    found.map(|prefix| prefix.len()).max().unwrap_or(0)
}

/// Characters that follow a prefix at least.
const SHORTEST_SECRET: usize = 12;

/// Characters that follow a prefix of GitLab at least where it stands behind a dash: `job-glpat-…`.
const SHORTEST_BEHIND_DASH: usize = 20;

pub(super) fn tokens(text: &str, found: &mut Vec<Range<usize>>) {
    let bytes = text.as_bytes();
    let part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    let is_start = |at: usize| {
        // `--glrt-…` is a token where an option was meant.
        let before = bytes[..at].iter().rev().find(|byte| !matches!(**byte, b'.' | b'-'));
        !before.is_some_and(part)
    };
    let mut take = |start: usize, secret: usize| {
        let ends = |byte: &u8| !part(byte) && *byte != b'.';
        let length = bytes[secret..].iter().position(ends).unwrap_or(text.len() - secret);
        let behind_dash = start > 0 && bytes[start - 1] == b'-' && bytes[start..].starts_with(b"gl");
        // Shorter words are names, such as `t1_runner`.
        let is_one = is_start(start) && length >= SHORTEST_SECRET;
        if is_one || behind_dash && length >= SHORTEST_BEHIND_DASH {
            found.push(secret..secret + length);
        }
    };
    // Such a sign is frequent, but few letters stand before it in a prefix.
    let may_end = |at: usize| at > 0 && matches!(bytes[at - 1], b'b' | b'p' | b'r' | b's' | b't' | b'1'..=b'3');
    for at in memchr2_iter(b'-', b'_', bytes).filter(|at| may_end(*at)) {
        let behind = &bytes[..=at];
        let prefix = JOINED.iter().find(|prefix| behind.ends_with(prefix.as_bytes()));
        if let Some(prefix) = prefix {
            take(behind.len() - prefix.len(), behind.len());
        }
    }
    for finder in OTHER_FINDERS.iter() {
        finder
            .find_iter(bytes)
            .for_each(|at| take(at, at + finder.needle().len()));
    }
}

static BEGIN: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("-----BEGIN "));

pub(super) fn pem_bodies(text: &str, found: &mut Vec<Range<usize>>) {
    let mut from = 0;
    while let Some(begin) = BEGIN.find(&text.as_bytes()[from..]) {
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

static MEMBER_FINDERS: LazyLock<Vec<Finder<'static>>> = LazyLock::new(|| finders(MEMBERS));

/// `"auth": "…"`, also where the quotes are escaped.
pub(super) fn json_credentials(text: &str, found: &mut Vec<Range<usize>>) {
    let ends = |name: &'static Finder<'static>| name.find_iter(text.as_bytes()).map(|at| at + name.needle().len());
    for from in MEMBER_FINDERS.iter().flat_map(ends) {
        let value = &text[from..];
        let start = value.len() - value.trim_start_matches([' ', ':', '=', '\\', '"', '\'']).len();
        let value = &value[start..];
        let end = value.find(['"', '\\', '\'', '\n', ',', '}']).unwrap_or(value.len());
        if start > 0 && !value.starts_with(['$', '{', '[']) {
            found.push(from + start..from + start + end);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_in_a_name_is_found() {
        let mut found = Vec::new();
        tokens("job-glpat-abcdefghij1234567890 my-glpat-token-of-the-bot", &mut found);
        assert_eq!((found.pop(), found.len()), (Some(10..30), 0));
    }

    #[test]
    fn every_prefix_is_found() {
        for prefix in JOINED.iter().chain(OTHERS) {
            let (text, mut found) = (format!("a {prefix}abcdefghij12"), Vec::new());
            tokens(&text, &mut found);
            assert_eq!(found.pop(), Some(2 + prefix.len()..text.len()), "{prefix}");
            assert_eq!(found.len(), 0, "{prefix}");
        }
    }
}
