//! JSON in a string whose double quotes it ends: `"NAME={"a": 1}"`.
//!
//! Shells and YAML let such a thing pass, so it is copied from there. If the text is sound TOML once these strings stand
//! in single quotes, nothing else can be meant.

use std::ops::Range;

use serde::de::IgnoredAny;

use super::reader::Reader;
use crate::edit::Edit;
use crate::source::{FileId, Span};
use crate::syntax::{Document, Fault, SyntaxError};

/// The document that is meant, with an error for each such string, if a broken text has no other errors.
pub(super) fn as_meant(file: FileId, text: &str) -> Option<Document> {
    let strings = strings(text);
    if strings.is_empty() {
        return None;
    }
    let mut mended = text.to_owned();
    for JsonString { whole, .. } in &strings {
        mended.replace_range(whole.start..=whole.start, "'");
        mended.replace_range(whole.end - 1..whole.end, "'");
    }
    let mut document = Reader::new(file, &mended).read();
    if !document.errors.is_empty() {
        return None;
    }
    for string in &strings {
        document.report(error(file, string));
        // What stands there as it is written is anybody's guess, and may be secret.
        document.unread.push(Span::new(file, string.whole.clone()));
    }
    Some(document)
}

/// No config.toml has so many; each is looked for from the start of its line.
const MAX_STRINGS: usize = 100;

/// A string with JSON in it.
struct JsonString {
    /// The string, with the quotes around it.
    whole: Range<usize>,
    /// The quote that ends it.
    quote: Range<usize>,
}

fn strings(text: &str) -> Vec<JsonString> {
    let mut found: Vec<JsonString> = Vec::new();
    for (at, _) in text.match_indices("={\"").take(MAX_STRINGS) {
        let string = string(text, at + 1);
        let is_new = |string: &JsonString| found.last().is_none_or(|last| last.whole.end <= string.whole.start);
        found.extend(string.filter(is_new));
    }
    found
}

/// The string that has an object of JSON at `json`, and nothing after.
fn string(text: &str, json: usize) -> Option<JsonString> {
    let line = text[..json].rfind('\n').map_or(0, |end| end + 1);
    let open = line + text[line..json].rfind('"')?;
    let name = text.get(open + 1..json - 1)?;
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let before = &text[line..open];
    let begins = before.trim_end().is_empty() || before.trim_end().ends_with(['[', ',']);
    if !is_name || !begins || before.contains('#') {
        return None;
    }
    let rest = &text[json..];
    let rest = rest.split('\n').next().unwrap_or(rest);
    let mut values = serde_json::Deserializer::from_str(rest).into_iter::<IgnoredAny>();
    values.next()?.ok()?;
    let end = json + values.byte_offset();
    let is_plain = !text[json..end].contains(['\'', '\\']) && !text[json..end].contains(char::is_control);
    (is_plain && text[end..].starts_with('"')).then_some(JsonString {
        whole: open..end + 1,
        quote: json + 1..json + 2,
    })
}

fn error(file: FileId, string: &JsonString) -> SyntaxError {
    let Range { start, end } = string.whole;
    let single = |at: usize| Edit::new(Span::new(file, at..at + 1), "'");
    SyntaxError {
        span: Span::new(file, string.quote.clone()),
        message: "this quote of the JSON ends the string around it".into(),
        fault: Fault::JsonQuotes,
        mend: vec![single(start), single(end - 1)],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ranges(text: &str) -> Vec<&str> {
        strings(text).iter().map(|string| &text[string.whole.clone()]).collect()
    }

    #[test]
    fn strings_that_end_with_their_json_are_found() {
        assert_eq!(
            ranges(r#"a = ["N={"b": 1}", "M={"c":{}}"]"#),
            [r#""N={"b": 1}""#, r#""M={"c":{}}""#]
        );
        assert_eq!(ranges("a = [\n  \"N={\"b\": 1}\"\n]"), [r#""N={"b": 1}""#]);
    }

    #[test]
    fn what_may_mean_something_else_is_left_alone() {
        for text in [
            r#"a = ["N={"b": 1}"#,
            r#"a = ["N={"b": 1} "]"#,
            r#"a = ["N={"b": "it's"}"]"#,
            r#"a = ["N={"b": "\""}"]"#,
            r#"a = ["N N={"b": 1}"]"#,
            r#"a = [b"N={"b": 1}"]"#,
            r#"# a = ["N={"b": 1}"]"#,
            r#"a = "={"b": 1}""#,
        ] {
            assert!(ranges(text).is_empty(), "{text}");
        }
    }
}
