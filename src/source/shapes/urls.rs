//! User info of URLs.

use std::ops::Range;
use std::sync::LazyLock;

use memchr::memchr_iter;
use memchr::memmem::Finder;

static AUTHORITY: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(":/"));

/// `user:password@` and `user@` after `://`, and after `https:/`.
pub(super) fn user_info(text: &str, found: &mut Vec<Range<usize>>) {
    for at in AUTHORITY.find_iter(text.as_bytes()) {
        // A path that was cleaned has lost a slash.
        let cleaned = !text[at + 2..].starts_with('/');
        if cleaned && !text[..at].ends_with("http") && !text[..at].ends_with("https") {
            continue;
        }
        let start = if cleaned { at + 2 } else { at + 3 };
        let rest = &text[start..];
        let end = rest
            .find(|c: char| c.is_whitespace() || "/?#\",<>".contains(c))
            .unwrap_or(rest.len());
        let authority = &rest[..end];
        if let Some(sign) = authority.rfind('@') {
            found.push(start..start + sign);
        } else if !cleaned
            && let Some((host, port)) = authority.split_once(':')
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
pub(super) fn passwords_before_at(text: &str, found: &mut Vec<Range<usize>>) {
    for at in memchr_iter(b'@', text.as_bytes()).filter(|at| !text[at + 1..].starts_with("sha256:")) {
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
