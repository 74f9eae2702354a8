//! Secrets on command lines.

use std::ops::Range;
use std::sync::LazyLock;

use memchr::memchr_iter;
use memchr::memmem::Finder;

static LOGIN: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("login"));

/// Passwords on the command line of a login: what follows `-p` or `--password` in the line, unless it is a variable.
pub(super) fn login_passwords(text: &str, found: &mut Vec<Range<usize>>) {
    let mut done = 0;
    for at in LOGIN.find_iter(text.as_bytes()) {
        if at < done {
            continue;
        }
        let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
        done = text[at..].find('\n').map_or(text.len(), |newline| at + newline + 1);
        passwords_in_line(&text[start..done], start, found);
    }
}

fn passwords_in_line(line: &str, start: usize, found: &mut Vec<Range<usize>>) {
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

/// Names of HTTP headers whose values are secret.
const HEADERS: &[&str] = &[
    "private-token:",
    "job-token:",
    "deploy-token:",
    "authorization:",
    "x-api-key:",
];

/// The values of such headers, up to the end of the line or the quote around them, unless they are variables.
pub(super) fn headers(text: &str, found: &mut Vec<Range<usize>>) {
    let named = |colon: usize| {
        HEADERS.iter().any(|name| {
            let start = (colon + 1).checked_sub(name.len());
            let before = start.and_then(|start| text.get(start..=colon));
            before.is_some_and(|before| before.eq_ignore_ascii_case(name))
        })
    };
    for colon in memchr_iter(b':', text.as_bytes()).filter(|colon| named(*colon)) {
        let from = colon + 1;
        let value = &text[from..];
        let blank = value.len() - value.trim_start_matches([' ', '"', '\'']).len();
        let value = &value[blank..];
        let end = value.find(['"', '\'', '\n', '\\']).unwrap_or(value.len());
        // `Authorization: Bearer $TOKEN` names its scheme first.
        let is_scheme = |word: &&str| ["bearer", "basic", "token"].contains(&word.to_ascii_lowercase().as_str());
        let word = value[..end].split_whitespace().find(|word| !is_scheme(word));
        if !word.is_some_and(|word| word.starts_with('$')) {
            found.push(from + blank..from + blank + end);
        }
    }
}
