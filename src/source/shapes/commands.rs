//! Secrets on command lines that their names do not tell: logins, `curl -u`, headers.

use std::ops::Range;
use std::sync::LazyLock;

use memchr::memchr_iter;
use memchr::memmem::Finder;

use super::given::{name_before, word};
use super::names_secret;

static LOGIN: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("login"));
static CURL: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("curl "));
static REGISTER: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("register "));

/// Passwords on the command line of a login, users of `curl` and tokens of `gitlab-runner register`, unless they are variables.
pub(super) fn login_passwords(text: &str, found: &mut Vec<Range<usize>>) {
    for_lines(text, &LOGIN, |line, _| {
        found.extend(behind(text, &line, " -p"));
        if text[line.clone()].contains("--password-stdin") {
            found.extend(behind(text, &line, "echo "));
        }
    });
    for_lines(text, &REGISTER, |_, rest| found.extend(behind(text, &rest, " -r ")));
    for_lines(text, &CURL, |_, rest| {
        let ends = text[rest.clone()].find([';', '|']).or(text[rest.clone()].find("&&"));
        let rest = rest.start..ends.map_or(rest.end, |end| rest.start + end);
        for option in [" -u", " --user "] {
            let users = behind(text, &rest, option);
            found.extend(users.filter_map(|user| {
                let colon = text[user.clone()].find(':')?;
                let password = user.start + colon + 1..user.end;
                (!password.is_empty() && !text[password.clone()].starts_with('$')).then_some(password)
            }));
        }
    });
}

/// Does something for each line that holds a word, and for what stands there from the word on.
fn for_lines(text: &str, word: &Finder<'_>, mut each: impl FnMut(Range<usize>, Range<usize>)) {
    let mut done = 0;
    for at in word.find_iter(text.as_bytes()) {
        if at < done {
            continue;
        }
        let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
        done = text[at..].find('\n').map_or(text.len(), |newline| at + newline + 1);
        each(start..done, at..done);
    }
}

/// The words behind each such option in a line.
fn behind<'a>(text: &'a str, line: &Range<usize>, option: &'a str) -> impl Iterator<Item = Range<usize>> {
    let start = line.start;
    let options = text[line.clone()].match_indices(option);
    let words = options.filter_map(move |(at, _)| {
        let from = start + at + option.len();
        word(text, from + usize::from(text[from..].starts_with('=')))
    });
    words.filter(|word| !text[word.clone()].starts_with('-'))
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
    for colon in memchr_iter(b':', text.as_bytes()).filter(|colon| named(*colon) || is_secret_header(text, *colon)) {
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

/// `-H "X-Vault-Token:`, a header whose name says secret.
fn is_secret_header(text: &str, colon: usize) -> bool {
    let name = name_before(text, colon);
    let before = text[..colon - name.len()].trim_end_matches([' ', '=', '\\', '"', '\'']);
    (before.ends_with("-H") || before.ends_with("--header")) && names_secret(name)
}
