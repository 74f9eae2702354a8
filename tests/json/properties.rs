//! What holds for every text.

use super::layouts::{collection, layout, written};
use super::{edited, is_refused, read, to_serde};
use proptest::prelude::*;
use runnerlint::source::Span;
use runnerlint::syntax::{Document, Fault, Node};

/// Texts from pieces that JSON and its neighbours consist of.
fn soup() -> impl Strategy<Value = String> {
    let pieces = [
        "{", "}", "[", "]", ",", ":", "{\"a\":", "\"a\"", "\"b\\n\"", "'c'", "'\"'", "d", "e:", "1", "-0", "1.5e3",
        "01", "true", "null", "True", "None", "=", "// f\n", "/* g */", "# h\r\n", " ", "\n", "\r\n  ", "\t", "\u{A0}",
        "\u{FEFF}", "“i”", "\"j", "\\", "\"\t\"", "/", "*/", "\0",
    ];
    let weights = pieces.len();
    prop::collection::vec(0..weights, 0..24).prop_map(move |picks| picks.into_iter().map(|at| pieces[at]).collect())
}

/// Valid texts with a few bytes taken away, put in or put elsewhere.
fn nearly_valid() -> impl Strategy<Value = String> {
    let pieces = vec![
        "", "", "", ",", ":", "}", "]", "{", "[", "\"", "'", "// x\n", "\n# y\n", "/**/", " z ", "=", "1", "\u{A0}",
        "True",
    ];
    let change = (any::<prop::sample::Index>(), 0_usize..2, prop::sample::select(pieces));
    let text = (collection(), layout()).prop_map(|(value, layout)| written(&value, &layout));
    (text, prop::collection::vec(change, 0..4)).prop_map(|(text, changes)| {
        let mut chars: Vec<String> = text.chars().map(String::from).collect();
        for (at, length, piece) in changes {
            let at = at.index(chars.len());
            chars.splice(at..at + length.min(chars.len() - at), [piece.to_owned()]);
        }
        chars.concat()
    })
}

/// Valid texts with mistakes of the kinds that have one repair.
fn mistaken() -> impl Strategy<Value = String> {
    let text = (collection(), layout()).prop_map(|(value, layout)| written(&value, &layout));
    (text, prop::collection::vec(0_usize..12, 1..30), 0_usize..4).prop_map(|(text, turns, cut)| {
        let mut out = String::new();
        let mut rest = text.as_str();
        let mut turns = turns.into_iter().cycle();
        while let Some(c) = rest.chars().next() {
            let turn = turns.next();
            let length = token_len(rest);
            let (token, after) = rest.split_at(length);
            let is_plain = token.len() > 2 && token[1..length - 1].bytes().all(|byte| byte.is_ascii_lowercase());
            match (c, turn) {
                ('"', Some(0)) if is_plain => out.push_str(&token.replace('"', "'")),
                ('"', Some(1)) if is_plain => out.push_str(&format!("“{}”", &token[1..length - 1])),
                ('"', Some(2)) if is_plain && after.trim_start().starts_with(':') => {
                    out.push_str(&token[1..length - 1])
                }
                (',', Some(0)) => out.push_str("/*x*/ ,"),
                (',', Some(1)) if after.starts_with(char::is_whitespace) => {}
                ('}' | ']', Some(0)) if !out.trim_end().ends_with(['[', '{']) => out.push_str(&format!(", {token}")),
                (':', Some(0)) => out.push_str(" = "),
                ('t', Some(0..3)) => out.push_str("True"),
                ('\n', Some(0)) => out.push_str(" // x\n"),
                ('\n', Some(1)) => out.push_str("\n# x\n"),
                (' ', Some(0)) => out.push_str("\u{A0}\u{FEFF} "),
                _ => out.push_str(token),
            }
            rest = after;
        }
        let kept = out.trim_end().trim_end_matches(['}', ']', ' ']);
        if cut == 0 && !kept.is_empty() {
            kept.to_owned()
        } else {
            out
        }
    })
}

/// The length of the string or word that a valid text begins with, or of its first character.
fn token_len(text: &str) -> usize {
    if let Some(inside) = text.strip_prefix('"') {
        let mut escaped = false;
        let end = inside.find(|c| {
            let closes = c == '"' && !escaped;
            escaped = c == '\\' && !escaped;
            closes
        });
        return end.map_or(text.len(), |at| at + 2);
    }
    let word = text.bytes().take_while(|byte| byte.is_ascii_alphanumeric()).count();
    word.max(text.chars().next().map_or(0, char::len_utf8))
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![soup(), nearly_valid(), mistaken(), "\\PC{0,40}", any::<String>()]
}

fn spans(document: &Document) -> Vec<Span> {
    fn add(node: &Node, all: &mut Vec<Span>) {
        all.push(node.span);
        for entry in node.entries() {
            assert!(entry.whole.contains(entry.key.span) && entry.whole.contains(entry.node.span));
            assert!(node.span.contains(entry.whole));
            all.extend([entry.key.span, entry.whole]);
            add(&entry.node, all);
        }
        for item in node.items() {
            assert!(node.span.contains(item.span));
            add(item, all);
        }
    }
    let mut all = Vec::new();
    add(&document.root, &mut all);
    all.extend(document.comments.iter().chain(&document.unread));
    for error in &document.errors {
        all.push(error.span);
        all.extend(error.mend.iter().map(|edit| edit.span));
    }
    all
}

/// Where Go accepts what `serde_json` does not.
fn go_differs(text: &str) -> bool {
    text.contains("\\ud") || text.contains("\\uD")
}

/// Whether two values are equal; `serde_json` is inexact in the last digit of a fraction, and knows a zero below zero.
fn is_same(a: &serde_json::Value, b: &serde_json::Value) -> bool {
    use serde_json::Value;
    match (a, b) {
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| is_same(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| is_same(a, b)))
        }
        (Value::Number(a), Value::Number(b)) if a.is_f64() || b.is_f64() => {
            let (a, b) = (a.as_f64().unwrap(), b.as_f64().unwrap());
            (a - b).abs() <= a.abs() * 1e-15
        }
        _ => a == b,
    }
}

proptest! {
    #![proptest_config(crate::cases(4))]

    #[test]
    fn every_span_lies_in_the_text(text in any_text()) {
        for span in spans(&read(&text)) {
            prop_assert!(text.get(span.range()).is_some(), "{span:?}");
        }
    }

    #[test]
    fn a_text_is_refused_exactly_if_serde_json_refuses_it(text in any_text()) {
        prop_assume!(!go_differs(&text));
        let document = read(&text);
        let other = serde_json::from_str::<serde_json::Value>(&text);
        prop_assert_eq!(is_refused(&document), other.is_err(), "{:?} {:?}", other, document.errors);
        if let Ok(value) = other {
            let ours = to_serde(&document.root.literal());
            prop_assert!(is_same(&ours, &value), "{ours} {value}");
        }
    }

    #[test]
    fn errors_lie_in_order(text in any_text()) {
        let errors = read(&text).errors;
        prop_assert!(errors.is_sorted_by_key(|error| error.span));
    }

    #[test]
    fn mends_of_all_errors_give_a_valid_text_with_the_same_value(text in prop_oneof![9 => mistaken(), 1 => soup()]) {
        let document = read(&text);
        prop_assume!(document.error_count == document.errors.len());
        let mut mends = Vec::new();
        for error in &document.errors {
            if !matches!(error.fault, Fault::Duplicate { .. }) {
                prop_assume!(!error.mend.is_empty());
                mends.extend(error.mend.iter().cloned());
            }
        }
        for (index, one) in mends.iter().enumerate() {
            prop_assert!(mends[..index].iter().all(|other| !one.conflicts(other)), "{mends:?}");
        }
        let after = edited(&text, &mends);
        prop_assert!(go_differs(&text) || serde_json::from_str::<serde_json::Value>(&after).is_ok(), "{after}");
        prop_assert_eq!(read(&after).root.literal(), document.root.literal(), "{}", after);
    }

    #[test]
    fn a_mend_repairs_its_error_and_makes_no_other(text in any_text()) {
        let document = read(&text);
        for error in document.errors.iter().filter(|error| !error.mend.is_empty()) {
            let after = edited(&text, &error.mend);
            prop_assert!(read(&after).error_count < document.error_count, "{error:?} {after:?}");
        }
    }
}
