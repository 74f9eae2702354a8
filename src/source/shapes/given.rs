//! What is given to variables and options whose names say secret: `A_TOKEN=value`, `--password value`, `sshpass -p value`,
//! `${A_TOKEN:-value}`.

use std::ops::Range;
use std::sync::LazyLock;

use memchr::memchr_iter;
use memchr::memmem::Finder;

use super::names_secret;

static OPTION: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("--"));
static DEFAULT: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("${"));

/// Options whose one letter means a password to one program only.
static PROGRAMS: LazyLock<[Finder<'static>; 1]> = LazyLock::new(|| ["sshpass -p"].map(Finder::new));

/// Whether an option is followed by a secret, as `--password` is; `--password-stdin` is followed by something else.
pub fn takes_secret(option: &str) -> bool {
    let name = option.trim_start_matches('-');
    option.starts_with('-') && says_secret(name) && !name.contains(|c: char| !is_part(c))
}

/// What is given to such names. References to variables and commands are none.
pub(super) fn given(text: &str, found: &mut Vec<Range<usize>>) {
    // What is given to a name may hold signs itself, and is looked through once.
    let mut done = 0;
    for sign in memchr_iter(b'=', text.as_bytes()) {
        if sign >= done && (says_secret(name_before(text, sign)) || sets_in_power_shell(text, sign)) {
            let value = word(text, sign + 1);
            done = value.as_ref().map_or(done, |value| value.end);
            found.extend(value);
        }
    }
    for at in OPTION.find_iter(text.as_bytes()).filter(|at| begins_word(text, *at)) {
        let rest = &text[at + 2..];
        let name = &rest[..rest.find(|c: char| !is_part(c)).unwrap_or(rest.len())];
        let end = at + 2 + name.len();
        if text[end..].starts_with([' ', '\t']) && says_secret(name) {
            found.extend(word(text, end).filter(|value| !text[value.clone()].starts_with('-')));
        }
    }
    for program in PROGRAMS.iter() {
        let ends = program.find_iter(text.as_bytes()).map(|at| at + program.needle().len());
        found.extend(ends.filter_map(|end| word(text, end)));
    }
    defaults(text, found);
}

/// Whether no word goes on at a byte, so that a line of dashes is read once; a letter may be that of `\n` in a string.
fn begins_word(text: &str, at: usize) -> bool {
    let before = &text.as_bytes()[..at];
    let part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    !before.last().is_some_and(part) || before.iter().rev().nth(1) == Some(&b'\\')
}

fn says_secret(name: &str) -> bool {
    names_secret(name) && !name.ends_with("-stdin") && !name.ends_with("-env")
}

fn is_part(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-')
}

/// The name that ends before a sign; empty if it belongs to a variable that is read there.
pub(super) fn name_before(text: &str, sign: usize) -> &str {
    // Signs of other scripts may be a part of it: they are no words.
    let part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.') || !byte.is_ascii();
    let before = &text.as_bytes()[..sign];
    let around = before.iter().rposition(|byte| !part(byte));
    let name = &text[around.map_or(0, |at| at + 1)..sign];
    match around.map(|at| before[at]) {
        Some(b'$') => "",
        // `\n` before a name in a string.
        Some(b'\\') => name.get(1..).unwrap_or_default(),
        _ => name,
    }
}

/// `$env:A_TOKEN = "value"` and `$token = 'value'`.
fn sets_in_power_shell(text: &str, sign: usize) -> bool {
    let value = text[sign + 1..].trim_start_matches([' ', '\\']);
    if !value.starts_with(['"', '\'']) {
        return false;
    }
    let before = text[..sign].trim_end_matches(' ');
    let name = before.len() - before.trim_end_matches(is_part).len();
    let (before, name) = before.split_at(before.len() - name);
    before.ends_with(['$', ':']) && before.trim_end_matches("env:").ends_with('$') && says_secret(name)
}

/// What stands for a variable that is not set: `${A_TOKEN:-value}`.
fn defaults(text: &str, found: &mut Vec<Range<usize>>) {
    let mut done = 0;
    for at in DEFAULT.find_iter(text.as_bytes()) {
        let rest = &text[at + 2..];
        if at >= done && names_secret(&rest[..rest.find(not_of_variable).unwrap_or(rest.len())]) {
            let value = default(text, at + 2);
            done = value.as_ref().map_or(done, |value| value.end);
            found.extend(value);
        }
    }
}

/// The default of the variable whose name begins at a byte, behind `${`.
fn default(text: &str, name: usize) -> Option<Range<usize>> {
    let sign = text[name..].trim_start_matches(|c| !not_of_variable(c));
    let value = sign.strip_prefix(':').unwrap_or(sign).strip_prefix(['-', '='])?;
    let start = text.len() - value.len();
    let value = Some(value).filter(|value| !value.starts_with('$'))?;
    let end = value.find(['}', '"', '\n']).unwrap_or(value.len());
    (end > 0).then_some(start..start + end)
}

fn not_of_variable(c: char) -> bool {
    !c.is_alphanumeric() && c != '_'
}

/// A word of a command from a byte on, or what stands between quotes.
pub(super) fn word(text: &str, from: usize) -> Option<Range<usize>> {
    let blank = [' ', '\t'];
    let rest = text[from..].trim_start_matches(blank);
    // A command goes on in the next line.
    let rest = rest.strip_prefix("\\\n").unwrap_or(rest).trim_start_matches(blank);
    let value = rest.trim_start_matches(['\\', '"', '\'']);
    let start = text.len() - value.len();
    if value.starts_with("${") {
        return default(text, start + 2);
    }
    if value.starts_with(['$', '`', '=', '<', '{']) {
        return None;
    }
    let quote = rest[..rest.len() - value.len()].chars().next_back();
    let end = match quote {
        Some(quote) => value.find([quote, '\\', '\n']),
        None => value.find(|c: char| c.is_whitespace() || "\"';|&)`,‘’“”«»，".contains(c)),
    };
    let value = &value[..end.unwrap_or(value.len())];
    (!says_nothing(value)).then_some(start..start + value.len())
}

/// Whether a value only says where the secret comes from, or whether there is one.
fn says_nothing(value: &str) -> bool {
    let of_cmd = value.starts_with('%') && (value.len() == 2 || value.ends_with('%') || value.starts_with("%{"));
    of_cmd || value.starts_with("~/") || matches!(value, "" | "-" | "true" | "false" | "yes" | "no")
}
