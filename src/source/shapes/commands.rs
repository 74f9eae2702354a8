//! Secrets on command lines.

use std::ops::Range;

/// Passwords on the command line of a login: what follows `-p` or `--password` in the line, unless it is a variable.
pub(super) fn login_passwords(text: &str, found: &mut Vec<Range<usize>>) {
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
