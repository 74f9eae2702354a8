//! The words of a condition.

use crate::schema::texts::slashed::is_flag;

/// A word of a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token<'a> {
    pub kind: Kind,
    pub text: &'a str,
}

/// What a word is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Open,
    Close,
    /// A variable, a string, `null`, `true`, `false`, an input.
    Value,
    /// A regular expression, which is a value as well.
    Pattern,
    Not,
    /// An operator between two values, with its precedence.
    Operator(u16),
}

/// Operators between values: the higher the number, the later they take what is beside them.
const OPERATORS: [(&str, u16); 6] = [("==", 10), ("=~", 10), ("!=", 10), ("!~", 10), ("&&", 11), ("||", 12)];

impl Kind {
    pub(super) fn precedence(self) -> u16 {
        match self {
            Kind::Open => 901,
            Kind::Close => 900,
            Kind::Operator(precedence) => precedence,
            Kind::Not => 1,
            Kind::Value | Kind::Pattern => 0,
        }
    }
}

impl<'a> Token<'a> {
    /// The word that a text begins with, in the order in which GitLab tries them.
    pub(super) fn first(text: &'a str) -> Option<Token<'a>> {
        let token = |kind: Kind, length: usize| {
            Some(Token {
                kind,
                text: text.get(..length)?,
            })
        };
        match text.chars().next()? {
            '(' => return token(Kind::Open, 1),
            ')' => return token(Kind::Close, 1),
            _ => {}
        }
        if let Some(length) = input(text).or_else(|| variable(text)).or_else(|| string(text)) {
            return token(Kind::Value, length);
        }
        if let Some(length) = pattern(text) {
            return token(Kind::Pattern, length);
        }
        if text.starts_with("null") {
            return token(Kind::Value, 4);
        }
        if let Some(word) = ["true", "false"].into_iter().find(|word| is_word(text, word)) {
            return token(Kind::Value, word.len());
        }
        let operator = OPERATORS.iter().find(|(sign, _)| text.starts_with(sign));
        match operator {
            Some((sign, precedence)) => token(Kind::Operator(*precedence), sign.len()),
            None if text.starts_with('!') => token(Kind::Not, 1),
            None => None,
        }
    }
}

/// The length of `$[[ inputs.name ]]`.
fn input(text: &str) -> Option<usize> {
    let inner = text.strip_prefix("$[[")?.trim_start_matches(super::is_blank);
    let name = inner.strip_prefix("inputs.")?;
    let rest = name.trim_start_matches(|c: char| is_letter(c) || c == '-');
    let after = rest.trim_start_matches(super::is_blank).strip_prefix("]]")?;
    (rest.len() < name.len()).then_some(text.len() - after.len())
}

fn variable(text: &str) -> Option<usize> {
    let name = text.strip_prefix('$')?;
    let rest = name.trim_start_matches(is_letter);
    (rest.len() < name.len()).then_some(text.len() - rest.len())
}

/// Whether Ruby's `\w` has it.
fn is_letter(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// The length of a string, which ends on its line.
fn string(text: &str) -> Option<usize> {
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let end = text.get(1..)?.find([quote, '\n'])?;
    let end = end + 1;
    text.get(end..)?.starts_with(quote).then_some(end + 1)
}

fn is_word(text: &str, word: &str) -> bool {
    let rest = text.strip_prefix(word);
    rest.is_some_and(|rest| !rest.starts_with(|c: char| c == '_' || c.is_alphanumeric()))
}

/// The length of what `^\/([^\/]|\\/)+[^\\]\/[ismU]*` matches, with the turns that it takes: as far as it can, and back.
fn pattern(text: &str) -> Option<usize> {
    let mut at = text.starts_with('/').then_some(1)?;
    let mut stops = Vec::new();
    while let Some(next) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let rest = text.get(at..)?;
        at += match next {
            '\\' if rest.starts_with("\\/") => match closed(text, at + 1) {
                Some(end) => return Some(end),
                None => 2,
            },
            '/' => break,
            _ => next.len_utf8(),
        };
        stops.push(at);
    }
    stops.into_iter().rev().find_map(|at| closed(text, at))
}

/// The end of an expression whose last character stands at a place.
fn closed(text: &str, at: usize) -> Option<usize> {
    let rest = text.get(at..)?;
    let last = rest.chars().next().filter(|last| *last != '\\')?;
    let flags = rest.get(last.len_utf8()..)?.strip_prefix('/')?;
    Some(text.len() - flags.trim_start_matches(is_flag).len())
}
