//! Globs, as GitLab Runner's library for them reads them: `*` stops at a slash, `**` between slashes does not.
//!
//! Source: github.com/bmatcuk/doublestar v4.10 `match.go` and `validate.go`. What it calls a bad pattern is no match
//! for GitLab Runner, but ends the search through the alternatives of a pattern: `{[,a}` does not match `a`.

use std::str::Chars;

/// Whether a glob matches the whole of a name. A malformed glob matches nothing, unless an alternative before the
/// mistake does.
pub fn glob_matches(pattern: &str, name: &str) -> bool {
    let mut fuel = STEPS;
    search(pattern, name, State::default(), &mut fuel) == Some(true)
}

/// Whether a glob is well-formed: brackets and braces are closed, classes are not empty.
pub fn is_glob(pattern: &str) -> bool {
    let mut depth = 0_usize;
    let mut rest = pattern.chars();
    while let Some(next) = rest.next() {
        match next {
            '\\' if rest.next().is_none() => return false,
            '[' if !skip_class(&mut rest) => return false,
            '{' => depth += 1,
            '}' if depth == 0 => return false,
            '}' => depth -= 1,
            _ => {}
        }
    }
    depth == 0
}

/// How long to search: alternatives multiply, and each of their braces costs a frame on the stack.
const STEPS: u32 = 1 << 20;
const BRACES: u32 = 1 << 10;

/// Where the search is, in bytes, and where it goes back to.
#[derive(Debug, Clone, Copy, Default)]
struct State {
    pattern: usize,
    name: usize,
    star: Option<Back>,
    doublestar: Option<Back>,
}

#[derive(Debug, Clone, Copy)]
struct Back {
    pattern: usize,
    name: usize,
}

/// What became of one piece of a pattern.
enum Step {
    /// It matches; whether the next piece begins a segment.
    On(bool),
    /// It does not match.
    Off,
    /// Nothing else counts; `None` if the pattern is malformed.
    End(Option<bool>),
    /// Alternatives begin.
    Braces,
}

/// `None` if the pattern is malformed, or too much to try.
fn search(pattern: &str, name: &str, mut at: State, fuel: &mut u32) -> Option<bool> {
    let mut begins = true;
    while at.name < name.len() {
        *fuel = fuel.checked_sub(1)?;
        match step(pattern, name, &mut at, begins) {
            Step::On(next) => begins = next,
            Step::End(outcome) => return outcome,
            Step::Braces => {
                let try_with = |pattern: &str, fuel: &mut u32| search(pattern, name, at, fuel);
                return alternatives(pattern, at.pattern, fuel, try_with);
            }
            Step::Off => match go_back(name, &mut at) {
                Some(next) => begins = next,
                None => return is_glob(tail(pattern, at.pattern)).then_some(false),
            },
        }
    }
    matches_nothing(tail(pattern, at.pattern), fuel)
}

fn step(pattern: &str, name: &str, at: &mut State, begins: bool) -> Step {
    match byte(pattern, at.pattern) {
        None => Step::Off,
        Some(b'*') => star(pattern, at, begins),
        Some(b'?') => match tail(name, at.name).chars().next() {
            Some('/') | None => Step::Off,
            Some(other) => {
                at.pattern += 1;
                at.name += other.len_utf8();
                Step::On(false)
            }
        },
        Some(b'[') => class(pattern, name, at),
        Some(b'{') => Step::Braces,
        Some(b'\\') if at.pattern + 1 >= pattern.len() => Step::End(None),
        Some(b'\\') => literal(pattern, name, at, 1),
        Some(_) => literal(pattern, name, at, 0),
    }
}

/// Two stars cross slashes only where a segment begins, and where one ends behind them.
fn star(pattern: &str, at: &mut State, begins: bool) -> Step {
    at.pattern += 1;
    if byte(pattern, at.pattern) == Some(b'*') {
        at.pattern += 1;
        match byte(pattern, at.pattern) {
            None if begins => return Step::End(Some(true)),
            Some(b'/') if begins => {
                at.pattern += 1;
                at.doublestar = Some(at.here());
                at.star = None;
                return Step::On(true);
            }
            _ => {}
        }
    }
    at.star = Some(at.here());
    Step::On(false)
}

/// A character behind `escape` bytes.
fn literal(pattern: &str, name: &str, at: &mut State, escape: usize) -> Step {
    let wanted = tail(pattern, at.pattern + escape).chars().next();
    match (wanted, tail(name, at.name).chars().next()) {
        (Some(wanted), Some(found)) if wanted == found => {
            at.pattern += escape + wanted.len_utf8();
            at.name += found.len_utf8();
            Step::On(found == '/')
        }
        _ => Step::Off,
    }
}

fn class(pattern: &str, name: &str, at: &mut State) -> Step {
    let Some(found) = tail(name, at.name).chars().next() else {
        return Step::Off;
    };
    at.pattern += 1;
    let negated = matches!(byte(pattern, at.pattern), Some(b'!' | b'^'));
    at.pattern += usize::from(negated);
    if matches!(byte(pattern, at.pattern), None | Some(b']')) {
        return Step::End(None);
    }
    let (is_member, read) = member(tail(pattern, at.pattern), found);
    at.pattern += read;
    if is_member == negated {
        return match at.pattern < pattern.len() {
            true => Step::Off,
            false => Step::End(None),
        };
    }
    let mut rest = tail(pattern, at.pattern).chars();
    if !skip_to_bracket(&mut rest) {
        return Step::End(None);
    }
    at.pattern = pattern.len() - rest.as_str().len();
    at.name += found.len_utf8();
    Step::On(false)
}

/// Whether a character is in the class that begins a text, and how many bytes it took to say so.
fn member(text: &str, found: char) -> (bool, usize) {
    let mut rest = text.chars();
    let mut low: Option<char> = None;
    let read = |rest: &Chars<'_>| text.len() - rest.as_str().len();
    while !rest.as_str().starts_with(']') {
        let Some(next) = rest.next() else { break };
        let ends = rest.as_str().is_empty() || rest.as_str().starts_with(']');
        if let (Some(first), '-', false) = (low, next, ends) {
            let high = unescaped(rest.next(), &mut rest);
            if high.is_some_and(|high| first <= found && found <= high) {
                return (true, read(&rest));
            }
            low = None;
            continue;
        }
        low = unescaped(Some(next), &mut rest);
        if low == Some(found) {
            return (true, read(&rest));
        }
    }
    (false, read(&rest))
}

fn unescaped(next: Option<char>, rest: &mut Chars<'_>) -> Option<char> {
    if next == Some('\\') { rest.next() } else { next }
}

/// Takes a search back to the last star, which then covers more; whether a segment begins there.
fn go_back(name: &str, at: &mut State) -> Option<bool> {
    if let Some(star) = &mut at.star
        && let Some(covered) = tail(name, star.name).chars().next()
        && covered != '/'
    {
        star.name += covered.len_utf8();
        (at.pattern, at.name) = (star.pattern, star.name);
        return Some(false);
    }
    let doublestar = at.doublestar.as_mut()?;
    let slash = tail(name, doublestar.name).find('/')?;
    doublestar.name += slash + 1;
    (at.pattern, at.name) = (doublestar.pattern, doublestar.name);
    Some(true)
}

/// Tries the alternatives of the braces at `open`, each in place of the braces.
fn alternatives(
    pattern: &str,
    open: usize,
    fuel: &mut u32,
    try_with: impl Fn(&str, &mut u32) -> Option<bool>,
) -> Option<bool> {
    let cost = u32::try_from(pattern.len()).ok()?.checked_add(BRACES)?;
    *fuel = fuel.checked_sub(cost)?;
    let inner = tail(pattern, open + 1);
    let close = closing_brace(inner)?;
    let (before, after) = (pattern.get(..open)?, inner.get(close + 1..)?);
    let mut outcome = Some(false);
    for alternative in split(inner.get(..close)?) {
        outcome = try_with(&format!("{before}{alternative}{after}"), fuel);
        if outcome != Some(false) {
            break;
        }
    }
    outcome
}

/// Whether the rest of a pattern matches the end of a name.
fn matches_nothing(rest: &str, fuel: &mut u32) -> Option<bool> {
    *fuel = fuel.checked_sub(1)?;
    if ["", "*", "**", "/**", "**/", "/**/"].contains(&rest) {
        return Some(true);
    }
    if rest.starts_with('{') {
        return alternatives(rest, 0, fuel, matches_nothing);
    }
    is_glob(rest).then_some(false)
}

/// The texts between the commas that are in no braces of their own.
fn split(inner: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut depth) = (0, 0_usize);
    for (index, next) in unescaped_chars(inner) {
        match next {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                parts.extend(inner.get(start..index));
                start = index + 1;
            }
            _ => {}
        }
    }
    parts.push(tail(inner, start));
    parts
}

/// Where the braces that were opened before a text are closed.
fn closing_brace(text: &str) -> Option<usize> {
    let mut depth = 1_usize;
    for (index, next) in unescaped_chars(text) {
        match next {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(index);
        }
    }
    None
}

/// The characters that stand behind no backslash.
fn unescaped_chars(text: &str) -> impl Iterator<Item = (usize, char)> {
    let mut is_escaped = false;
    text.char_indices().filter(move |(_, next)| {
        let is_plain = !is_escaped && *next != '\\';
        is_escaped = !is_escaped && *next == '\\';
        is_plain
    })
}

/// Skips a class behind its opening bracket; `false` if it is empty or not closed.
fn skip_class(rest: &mut Chars<'_>) -> bool {
    if rest.as_str().starts_with(['^', '!']) {
        rest.next();
    }
    !rest.as_str().starts_with(']') && skip_to_bracket(rest)
}

fn skip_to_bracket(rest: &mut Chars<'_>) -> bool {
    while let Some(next) = rest.next() {
        match next {
            '\\' => drop(rest.next()),
            ']' => return true,
            _ => {}
        }
    }
    false
}

fn tail(text: &str, from: usize) -> &str {
    text.get(from..).unwrap_or_default()
}

fn byte(text: &str, at: usize) -> Option<u8> {
    text.as_bytes().get(at).copied()
}

impl State {
    fn here(&self) -> Back {
        Back {
            pattern: self.pattern,
            name: self.name,
        }
    }
}

#[cfg(test)]
mod tests;
