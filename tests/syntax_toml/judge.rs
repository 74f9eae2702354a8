//! The reader agrees with `toml_edit` on what is valid, but for what GitLab Runner's decoder does otherwise.

use proptest::prelude::*;
use runnerlint::syntax::{Node, Scalar, Value};

use crate::read;

/// Texts that are nearly TOML, with few names so that they meet.
pub(crate) fn near_toml() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        3 => (key(), value()).prop_map(|(key, value)| format!("{key} = {value}")),
        1 => key().prop_map(|key| format!("[{key}]")),
        1 => key().prop_map(|key| format!("[[{key}]]")),
        1 => one_of(&["", "# c", "  ", "# \u{1}", "[a", "[]", "a", "= 1", "a = 1 b = 2", "a: 1", "}", "é = 1"]),
    ];
    let end = one_of(&["\n", "\n", "\n", "\r\n", "\n\n", " # c\n", "\r"]);
    let lines = prop::collection::vec((line, end), 0..6);
    lines.prop_map(|lines| lines.into_iter().map(|(line, end)| line + &end).collect())
}

fn one_of(texts: &'static [&'static str]) -> BoxedStrategy<String> {
    prop::sample::select(texts).prop_map(str::to_owned).boxed()
}

fn key() -> impl Strategy<Value = String> {
    let part = one_of(&["a", "b", "c", "\"a\"", "'b'", "a-1", "\"\""]);
    let dot = one_of(&[".", ".", " . ", ".."]);
    (prop::collection::vec(part, 1..4), dot).prop_map(|(parts, dot)| parts.join(&dot))
}

fn value() -> BoxedStrategy<String> {
    let scalar = one_of(&[
        "1",
        "-0",
        "01",
        "1_0",
        "1__0",
        "0x1F",
        "0o8",
        "+0x1",
        "1.5",
        "1.",
        ".5",
        "1e5",
        "inf",
        "-nan",
        "true",
        "True",
        "1979-05-27",
        "1979-05-27 07:32:00",
        "07:32:00.5",
        "07:32",
        "1979-02-30",
        "1979-05-27T07:32:00+01:00",
        "",
        "a",
        "“a”",
        "9223372036854775808",
        "a b",
    ]);
    let piece = one_of(&[
        "a", " ", "é", "\\n", "\\\\", "\\\"", "\\e", "\\x41", "\\x4", "\\u00e9", "\\ud800", "\\q", "\\\n  ", "\n",
        "\r\n", "\r", "\"", "'", "\"\"", "\\", "\t", "\u{7f}", "#",
    ]);
    let quote = one_of(&["\"", "'", "\"\"\"", "'''"]);
    let string = (quote, prop::collection::vec(piece, 0..3));
    let string = string.prop_map(|(quote, pieces)| format!("{quote}{}{quote}", pieces.concat()));
    prop_oneof![scalar, string]
        .prop_recursive(3, 12, 3, |inner| {
            let separator = one_of(&[", ", ",", ",\n", "\n,", ", # c\n", " ", ",,"]);
            let end = one_of(&["", " ", ",", "\n", ",\n", "# c\n"]);
            let array = (
                prop::collection::vec(inner.clone(), 0..4),
                separator.clone(),
                end.clone(),
            );
            let entry = (key(), inner).prop_map(|(key, value)| format!("{key} = {value}"));
            let table = (prop::collection::vec(entry, 0..4), separator, end);
            prop_oneof![
                array.prop_map(|(values, separator, end)| format!("[{}{end}]", values.join(&separator))),
                table.prop_map(|(entries, separator, end)| format!("{{{}{end}}}", entries.join(&separator))),
            ]
        })
        .boxed()
}

/// What GitLab Runner's decoder accepts and the TOML specification does not: defining a table in two ways.
fn is_leniency(message: &str) -> bool {
    message.contains("duplicate key") || message.contains("cannot extend value")
}

/// Whether a scalar's own bytes say what the tree says.
fn reads_again(text: &str, node: &Node) -> bool {
    match &node.value {
        Value::Scalar(scalar) => {
            let (_, again) = read(&format!("x = {}", &text[node.span.range()]));
            let same = |other: &Scalar| match (scalar, other) {
                (Scalar::Float(a), Scalar::Float(b)) => a.to_bits() == b.to_bits(),
                _ => scalar == other,
            };
            again.root.get("x").and_then(Node::as_scalar).is_some_and(same)
        }
        Value::Sequence(items) => items.iter().all(|item| reads_again(text, item)),
        Value::Mapping(entries) => entries.iter().all(|entry| {
            let inside = text.get(entry.key.span.range()).is_some() && text.get(entry.whole.range()).is_some();
            inside && text.get(entry.node.span.range()).is_some() && reads_again(text, &entry.node)
        }),
        Value::Alias(_) => false,
        Value::Broken => true,
    }
}

fn sound(text: &str) {
    let (file, document) = read(text);
    let text = file.text();
    assert!(reads_again(text, &document.root), "{text:?}");
    let spans = document.errors.iter().map(|error| error.span);
    for span in spans
        .chain(document.comments.iter().copied())
        .chain(document.unread.iter().copied())
    {
        assert!(text.get(span.range()).is_some(), "{span:?} of {text:?}");
    }
}

proptest! {
    #![proptest_config(crate::cases(8))]

    #[test]
    fn valid_is_what_toml_edit_calls_valid(text in near_toml()) {
        let (_, document) = read(&text);
        match toml_edit::Document::parse(text.as_str()) {
            Ok(_) => prop_assert!(document.parses(), "{:?}", document.errors),
            Err(error) => prop_assert!(!document.parses() || is_leniency(error.message()), "{}", error.message()),
        }
    }

    #[test]
    fn spans_are_inside_and_say_what_the_tree_says(text in near_toml()) {
        sound(&text);
    }

    #[test]
    fn no_text_is_too_strange(text in "\\PC{0,60}|[\\[\\]{}=.,'\"#\\\\ \ra-c1:\n\u{0}é-]{0,60}") {
        sound(&text);
    }
}
