//! Where the TOML library of GitLab Runner 12.6 to 15.8 differs from TOML 1.0: what it cannot read, and what it lets pass.
//!
//! Source: BurntSushi/toml 0.3.1, `lex.go` and `parse.go`.

use super::{number, quoted, reader};
use crate::source::SourceFile;
use crate::syntax::{Fault, Node, Scalar, Style, SyntaxError, Value};

/// Why the library cannot read a sound value, as a clause.
pub fn unknown_to_old_library(file: &SourceFile, node: &Node) -> Option<&'static str> {
    let raw = file.text().get(node.span.range())?;
    let inside = || raw.get(3..raw.len().checked_sub(3)?);
    match (node.style, &node.value) {
        (Style::Bare, Value::Scalar(Scalar::Integer(_) | Scalar::Float(_))) => bare_number(raw),
        (Style::Bare, Value::Scalar(Scalar::Datetime(_))) => date(raw),
        (Style::TripleDouble, Value::Scalar(_)) => lines(inside()?),
        (Style::TripleSingle, Value::Scalar(_)) if inside()?.ends_with('\'') => Some(QUOTES),
        _ => None,
    }
}

/// Whether the library lets pass what TOML 1.0 forbids. It takes any character for text but those that end a line or a
/// C string, and a carriage return for a line end.
pub fn is_read_by_old_library(file: &SourceFile, error: &SyntaxError) -> bool {
    let raw = file.text().get(error.span.range());
    match error.message.as_str() {
        _ if error.fault != Fault::Grammar => false,
        number::LEADING_ZEROS | reader::LONE_RETURN => true,
        quoted::CONTROL | reader::CONTROL => raw.is_some_and(|raw| !raw.contains(['\0', '\r', '\n'])),
        _ => false,
    }
}

const QUOTES: &str = "a quotation mark right before the closing ones, which GitLab Runner takes since 15.9";

fn bare_number(raw: &str) -> Option<&'static str> {
    let digits = raw.trim_start_matches(['+', '-']);
    let has_prefix = ["0x", "0o", "0b"].iter().any(|prefix| digits.starts_with(prefix));
    if has_prefix {
        return Some("a number that is not decimal, which GitLab Runner reads since 15.9");
    }
    let is_word = matches!(digits, "inf" | "nan");
    is_word.then_some("`inf` and `nan` are numbers, which GitLab Runner knows since 15.9")
}

fn date(raw: &str) -> Option<&'static str> {
    let is_time = raw.get(2..3) == Some(":");
    let is_spelt_anew = raw.contains([' ', 't', 'z']);
    match (is_time, is_spelt_anew) {
        (true, _) => Some("a time without a date, which GitLab Runner reads since 15.9"),
        (_, true) => Some("a date and time without a large `T` and `Z`, which GitLab Runner reads since 15.9"),
        _ => None,
    }
}

/// A text of several lines: a `\` may only stand right before the line feed.
fn lines(text: &str) -> Option<&'static str> {
    let mut chars = text.chars();
    let mut last = None;
    while let Some(c) = chars.next() {
        last = Some(c);
        if c == '\\' {
            match chars.next() {
                Some(' ' | '\t' | '\r') => {
                    return Some(
                        "a blank or carriage return behind the last `\\` of a line, which GitLab Runner takes since 15.9",
                    );
                }
                _ => last = None,
            }
        }
    }
    (last == Some('"')).then_some(QUOTES)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{FileId, Role};
    use crate::syntax::parse;

    fn unknown(value: &str) -> Option<&'static str> {
        let bytes = format!("a = {value}\n").into_bytes();
        let file = SourceFile::new("config.toml", Role::RunnerConfig, bytes);
        let document = parse(FileId::new(0), &file);
        assert!(document.errors.is_empty(), "{value:?}: {:?}", document.errors);
        unknown_to_old_library(&file, &document.root.entries()[0].node)
    }

    #[test]
    fn what_toml_0_4_knows_is_read() {
        for value in [
            "10",
            "-1_000",
            "1e10",
            "0.5",
            "1979-05-27T07:32:00.5Z",
            "1979-05-27T07:32:00",
            "1979-05-27",
            "true",
            "\"0x10\"",
            "'''a'b'''",
            "\"\"\"a \\\n  b\"\"\"",
            "\"\"\"a\\\"\"\"\"",
            "\"\"\"a\\\\ b\"\"\"",
            "[1, 2,]",
        ] {
            assert_eq!(unknown(value), None, "{value:?}");
        }
    }

    #[test]
    fn what_came_with_toml_1_0_is_not() {
        for value in [
            "0x10",
            "0o7",
            "0b11",
            "inf",
            "-nan",
            "07:32:00",
            "1979-05-27 07:32:00Z",
            "1979-05-27t07:32:00Z",
            "'''a''''",
            "\"\"\"a\"\"\"\"",
            "\"\"\"a \\ \n  b\"\"\"",
            "\"\"\"a \\\r\n  b\"\"\"",
        ] {
            assert!(unknown(value).is_some(), "{value:?}");
        }
    }

    #[test]
    fn zeros_and_control_characters_pass() {
        let passes = |text: &str| {
            let file = SourceFile::new("config.toml", Role::RunnerConfig, text.as_bytes().to_vec());
            let document = parse(FileId::new(0), &file);
            let mut errors = document.errors.iter();
            errors.all(|error| is_read_by_old_library(&file, error)) && !document.errors.is_empty()
        };
        assert!(passes("a = 010\n") && passes("# a\u{7f}b\n") && passes("a = \"\u{1}\"\n") && passes("a = 1\rb = 2\n"));
        assert!(!passes("# a\0b\n") && !passes("a = 1_\n") && !passes("a = b\n"));
    }
}
