//! Values without parts: strings, numbers, booleans, dates.

use std::borrow::Cow;
use std::ops::Range;

use toml_parser::lexer::TokenKind;

use super::datetime::{self, Datetime};
use super::number;
use super::quoted::{self, Part};
use super::reader::Reader;
use crate::edit::Edit;
use crate::source::Span;
use crate::syntax::{Fault, Node, Scalar, Style, Value};

/// Reads the scalar that comes next.
pub(super) fn read(reader: &mut Reader<'_>) -> Node {
    match reader.tokens.kind() {
        TokenKind::Atom | TokenKind::Dot => bare(reader),
        _ => {
            let raw = reader.tokens.raw();
            let range = reader.tokens.range();
            let text = string(reader, range.clone());
            reader.tokens.bump();
            let value = match text {
                Some(text) => Value::Scalar(Scalar::String(text.into_owned())),
                None => {
                    reader.unread(range.clone());
                    Value::Broken
                }
            };
            Node::new(Span::new(reader.file, range), value, quoted::style(raw))
        }
    }
}

/// The text of the string at `range`, or `None` if it has faults, which are reported.
pub(super) fn string<'t>(reader: &mut Reader<'t>, range: Range<usize>) -> Option<Cow<'t, str>> {
    let raw = reader.tokens.slice(range.clone());
    // Quotation marks of typesetting, around a text without escapes.
    if !raw.starts_with(['"', '\'']) {
        let mut inside = raw.chars();
        let marks = (inside.next(), inside.next_back());
        return marks.1.map(|_| Cow::Borrowed(inside.as_str()));
    }
    if let Some(text) = quoted::simple(raw) {
        return Some(Cow::Borrowed(text));
    }
    let parts = quoted::parts(raw);
    let mut sound = true;
    for part in &parts {
        let place = |part: &Range<usize>| range.start + part.start..range.start + part.end;
        match part {
            Part::Fault(wrong, message) => {
                sound = false;
                reader.wrong(place(wrong), *message);
            }
            Part::Escape11(escape, c) => {
                let span = Span::new(reader.file, place(escape));
                let mend = vec![Edit::new(span, format!("\\u{:04X}", u32::from(*c)))];
                let message = "an escape sequence of TOML 1.1, which GitLab Runner knows since 18.9";
                reader.report(place(escape), message, Fault::Toml11, mend);
            }
            Part::Plain(_) | Part::Escape(..) | Part::Skipped(_) => {}
        }
    }
    sound.then(|| quoted::text(raw, &parts))
}

/// A value without quotes.
fn bare(reader: &mut Reader<'_>) -> Node {
    let start = reader.tokens.range().start;
    let mut range = start..words(reader);
    if is_date(reader.tokens.slice(range.clone())) && reader.tokens.raw() == " " {
        let time = reader.tokens.slice(reader.tokens.range_ahead(1));
        if reader.tokens.ahead(1) == TokenKind::Atom && datetime::begins(time) {
            reader.tokens.bump();
            range.end = words(reader);
        }
    }
    let raw = reader.tokens.slice(range.clone());
    match typed(raw) {
        Ok((scalar, mend)) => {
            if let Some(at) = mend {
                let at = start + at;
                let mend = vec![Edit::new(Span::new(reader.file, at..at), ":00")];
                let message = "a time without seconds, which GitLab Runner knows since 18.9";
                reader.report(range.clone(), message, Fault::Toml11, mend);
            }
            Node::scalar(Span::new(reader.file, range), scalar)
        }
        Err(message) => {
            let mend = lower_case(raw).map(|text| Edit::new(Span::new(reader.file, range.clone()), text));
            reader.wrong_with(range.clone(), message, mend.into_iter().collect());
            // The words behind it are mostly the rest of a string without quotes.
            while reader.tokens.kind() == TokenKind::Whitespace && reader.tokens.ahead(1) == TokenKind::Atom {
                reader.tokens.bump();
                range.end = words(reader);
            }
            reader.unread(range.clone());
            Node::new(Span::new(reader.file, range), Value::Broken, Style::Bare)
        }
    }
}

/// Skips words and dots without blanks between them and gives their end.
fn words(reader: &mut Reader<'_>) -> usize {
    while matches!(reader.tokens.kind(), TokenKind::Atom | TokenKind::Dot) {
        reader.tokens.bump();
    }
    reader.tokens.previous_end()
}

fn is_date(text: &str) -> bool {
    text.len() == 10 && datetime::read(text) == Some(Datetime::Full)
}

/// What a text without quotes is, and where seconds are missing; else what is wrong with it.
fn typed(raw: &str) -> Result<(Scalar, Option<usize>), &'static str> {
    match raw {
        "true" => return Ok((Scalar::Bool(true), None)),
        "false" => return Ok((Scalar::Bool(false), None)),
        _ => {}
    }
    if datetime::begins(raw) {
        let missing = match datetime::read(raw) {
            Some(Datetime::Full) => None,
            Some(Datetime::WithoutSeconds(at)) => Some(at),
            None => return Err("neither a date nor a time; a string needs quotes"),
        };
        return Ok((Scalar::Datetime(raw.to_owned()), missing));
    }
    if number::begins(raw) {
        return Ok((number::read(raw)?, None));
    }
    Err(match raw.chars().next() {
        Some('“' | '”' | '„' | '‟' | '‘' | '’' | '«' | '»' | '＂' | '＇') => {
            "expected a value; quotation marks are `\"` or `'`"
        }
        Some('.') => "a number does not begin with a point; a string needs quotes",
        _ if lower_case(raw).is_some() => "`true` and `false` are written in lower case",
        _ if raw.contains(quoted::is_control_char) => "a control character",
        _ => "expected a value; a string needs quotes",
    })
}

/// A boolean in the letters it has to have.
fn lower_case(raw: &str) -> Option<&'static str> {
    let is = |word: &str| raw.eq_ignore_ascii_case(word);
    [(is("true"), "true"), (is("false"), "false")]
        .into_iter()
        .find_map(|(is, word)| is.then_some(word))
}
