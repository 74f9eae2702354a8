//! Where the marks of templates stand in a TOML text, and whether a string holds them.

use std::ops::Range;

/// A mark of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mark {
    /// Its bytes, brackets included.
    pub(super) range: Range<usize>,
    /// Whether it stands in a string.
    pub(super) in_string: bool,
    /// Whether it only decides about lines and writes none itself.
    pub(super) is_control: bool,
}

/// How marks begin and end.
const BRACKETS: [(&str, &str); 6] = [
    ("{{", "}}"),
    ("{%", "%}"),
    ("{#", "#}"),
    ("%{", "}"),
    ("${", "}"),
    ("<%", "%>"),
];

/// Words with which marks in double braces decide about lines (Go templates).
const CONTROLS: [&str; 9] = ["if", "else", "end", "range", "with", "define", "block", "/*", "$"];

/// How the strings of TOML begin and end; the longer ones come first.
const QUOTES: [&str; 4] = ["\"\"\"", "'''", "\"", "'"];

/// The marks of a text, in order.
pub(super) fn marks(text: &str) -> Vec<Mark> {
    let mut found = Vec::new();
    let has_bracket = BRACKETS.iter().any(|(open, _)| text.contains(open));
    if !has_bracket && !text.contains(['$', '@']) && !text.contains("__") {
        return found;
    }
    let mut string: Option<&str> = None;
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let bare = || string.is_none().then(|| bare(text, at)).flatten();
        if let Some(mark) = mark(rest, string).or_else(bare) {
            let range = at..at + mark.range.end;
            at = range.end;
            found.push(Mark { range, ..mark });
            continue;
        }
        at += match string {
            Some(quote) if rest.starts_with(quote) => {
                string = None;
                quote.len()
            }
            Some(quote) if quote.len() == 1 && rest.starts_with('\n') => {
                string = None;
                1
            }
            Some("\"" | "\"\"\"") if rest.starts_with('\\') => 1 + rest[1..].chars().next().map_or(0, char::len_utf8),
            Some(_) => first_length(rest),
            None if rest.starts_with('#') => rest.find('\n').unwrap_or(rest.len()),
            None => match QUOTES.iter().find(|quote| rest.starts_with(**quote)) {
                Some(quote) => {
                    string = Some(quote);
                    quote.len()
                }
                None => first_length(rest),
            },
        };
    }
    found
}

fn first_length(text: &str) -> usize {
    text.chars().next().map_or(1, char::len_utf8)
}

/// The mark that a text begins with.
fn mark(text: &str, string: Option<&str>) -> Option<Mark> {
    let (open, close) = BRACKETS.iter().find(|(open, _)| text.starts_with(open))?;
    let length = open.len() + text.get(open.len()..)?.find(close)? + close.len();
    let inner = text.get(open.len()..length - close.len())?;
    let is_one = match (string, *open) {
        // A comment of TOML behind the brace of an inline table, or a brace and a quote of two strings.
        (Some(_), "{#" | "%{") => false,
        (Some(_), "${") => !inner.contains('\n') && (!inner.contains(['"', '\'']) || is_call(inner)),
        (Some(quote), _) => quote.len() > 1 || !inner.contains('\n'),
        (None, "${") => !inner.contains('\n'),
        (None, _) => true,
    };
    let word = inner.trim_start_matches(['-', '~', '+']).trim_start();
    is_one.then(|| Mark {
        range: 0..length,
        in_string: string.is_some(),
        is_control: match *open {
            "{%" | "{#" | "%{" => true,
            "{{" => CONTROLS.iter().any(|control| word.starts_with(control)),
            "<%" => !inner.starts_with('='),
            _ => false,
        },
    })
}

/// The mark without brackets that stands at `at`, where no string is: `$NAME`, `@NAME@`, and for a value `__NAME__`.
fn bare(text: &str, at: usize) -> Option<Mark> {
    let rest = text.get(at..)?;
    let is_value = || text.get(..at).is_some_and(|before| before.trim_end().ends_with('='));
    let (open, close) = match rest.as_bytes() {
        [b'$', ..] => ("$", ""),
        [b'@', ..] => ("@", "@"),
        [b'_', b'_', ..] if is_value() => ("__", "__"),
        _ => return None,
    };
    let word = rest.get(open.len()..)?;
    let word = word.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next()?;
    let length = match close {
        "@" => open.len() + word.len() + usize::from(rest.get(1 + word.len()..)?.starts_with('@')),
        _ => open.len() + word.len(),
    };
    let whole = rest.get(..length)?;
    let is_one = whole.len() > open.len() + close.len()
        && whole.ends_with(close)
        && !word.starts_with(|c: char| c.is_ascii_digit());
    is_one.then_some(Mark {
        range: 0..length,
        in_string: false,
        is_control: false,
    })
}

/// Whether a text begins with a name and a parenthesis, as expressions of Terraform do.
fn is_call(text: &str) -> bool {
    let name = text.split('(').next().unwrap_or_default();
    name.len() < text.len() && !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c == '_')
}
