//! The tree, and where errors are placed.

use super::{file, is_refused, read};
use runnerlint::edit::Literal;
use runnerlint::source::{FileId, Span};
use runnerlint::syntax::{Fault, MAX_DEPTH, MAX_ERRORS, Scalar, Style, Value, parse};
use std::time::{Duration, Instant};

fn scalar(text: &str) -> Scalar {
    let document = read(text);
    assert!(document.errors.is_empty(), "{text}: {:?}", document.errors);
    document.root.as_scalar().unwrap().clone()
}

/// What stands at each error, and its message.
fn complaints(text: &str) -> Vec<(String, String)> {
    let errors = read(text).errors.into_iter();
    let told = errors.map(|error| (text[error.span.range()].to_owned(), error.message));
    told.collect()
}

fn messages(text: &str) -> Vec<String> {
    complaints(text).into_iter().map(|(_, message)| message).collect()
}

#[test]
fn numbers_are_integers_only_without_fraction_and_exponent() {
    assert_eq!(scalar("1450"), Scalar::Integer(1450));
    assert_eq!(scalar("-9223372036854775808"), Scalar::Integer(i64::MIN));
    assert_eq!(
        scalar("9223372036854775808"),
        Scalar::Float(9_223_372_036_854_775_808.0)
    );
    assert_eq!(scalar("1.0"), Scalar::Float(1.0));
    assert_eq!(scalar("1E+3"), Scalar::Float(1000.0));
}

#[test]
fn escapes_are_decoded() {
    assert_eq!(
        scalar(r#""\"\\\/\b\f\n\r\t\u00fC""#),
        Scalar::String("\"\\/\u{8}\u{c}\n\r\tü".into())
    );
    assert_eq!(scalar(r#""\ud834\udd1e""#), Scalar::String("𝄞".into()));
}

#[test]
fn a_lone_surrogate_is_a_replacement_character_as_in_go() {
    assert_eq!(scalar(r#""a\ud800""#), Scalar::String("a\u{FFFD}".into()));
    assert_eq!(
        scalar(r#""\udd1e\ud834\n""#),
        Scalar::String("\u{FFFD}\u{FFFD}\n".into())
    );
    assert_eq!(scalar(r#""\ud800\u0041""#), Scalar::String("\u{FFFD}A".into()));
}

#[test]
fn spans_hold_quotes_and_brackets_and_an_entry_holds_key_and_value() {
    let text = r#" {"dns" : [ "1.1.1.1" ]} "#;
    let document = read(text);
    let entry = document.root.entry("dns").unwrap();
    assert_eq!(&text[document.root.span.range()], r#"{"dns" : [ "1.1.1.1" ]}"#);
    assert_eq!(&text[entry.key.span.range()], r#""dns""#);
    assert_eq!(&text[entry.whole.range()], r#""dns" : [ "1.1.1.1" ]"#);
    assert_eq!(&text[entry.node.span.range()], r#"[ "1.1.1.1" ]"#);
    assert_eq!(entry.node.style, Style::Flow);
    assert_eq!(entry.node.items()[0].style, Style::DoubleQuoted);
}

#[test]
fn every_mistake_has_its_own_place() {
    let text = concat!(
        "{\n",
        "  // mirrors\n",
        "  \"registry-mirrors\": ['https://mirror.example.com',],\n",
        "  \"mtu\": 01400,\n",
        "  \"debug\": true\n",
        "  icc: False\n",
        "}\n",
    );
    let expected = [
        ("// mirrors", "a comment"),
        (
            "'https://mirror.example.com'",
            "a string in single quotes; expected double quotes",
        ),
        (",", "a comma before ]"),
        ("01400", "a number that begins with 0; JSON has decimal numbers only"),
        ("", "no comma before the next element"),
        ("icc", "a key without quotes; expected double quotes"),
        ("False", "not the spelling of JSON; expected false"),
    ];
    let expected: Vec<_> = expected
        .iter()
        .map(|(at, what)| (at.to_string(), what.to_string()))
        .collect();
    assert_eq!(complaints(text), expected);
}

#[test]
fn the_tree_of_a_broken_text_holds_what_could_be_read() {
    let document = read("{\"a\": 'x',, \"b\": [1 2,], c: None, \"d\": on, \"e\": 1");
    let pairs = [
        ("a", "x".into()),
        ("b", Literal::List(vec![1.into(), 2.into()])),
        ("c", Literal::Null),
        ("d", "broken".into()),
        ("e", 1.into()),
    ];
    let pairs = pairs.map(|(key, value): (&str, Literal)| (key.to_owned(), value));
    assert_eq!(document.root.literal(), Literal::Table(pairs.into()));
}

#[test]
fn one_mistake_in_quotes_or_brackets_gives_one_error() {
    let unclosed_string = ["a string that is not closed on its line"];
    assert_eq!(messages("{\"a\": [\"b,\n\"c\"],\n\"d\": 1}"), unclosed_string);
    assert_eq!(messages("{\"a\": \"b}"), unclosed_string);
    assert_eq!(messages("{\"a: 1,\n\"b\": 2}"), unclosed_string);
    assert_eq!(messages("{a\": 1, \"b\": 2}"), ["a string without its opening quote"]);
    assert_eq!(messages("{\"a\": {\"b\": [[1, 2}}"), ["} where ] is expected"]);
    assert_eq!(messages("[1]]"), ["a closing bracket that nothing opens"]);
    assert_eq!(messages("[1}, 2]"), ["a closing bracket that nothing opens"]);
    assert_eq!(messages("debug: true\nicc: false\n").len(), 1);
    assert_eq!(messages("{\0\"\0a\0\"\0:\0{\0}\0}\0").len(), 1);
}

#[test]
fn text_after_the_first_value_is_told_apart_from_other_errors() {
    for (text, message) in [
        ("{} {}", "text after the end of the value"),
        ("{}}", "a closing bracket that nothing opens"),
        ("\"debug\": true", "a key without an object around it"),
    ] {
        let document = read(text);
        let [error] = document.errors.as_slice() else {
            panic!("{text}")
        };
        assert_eq!((&error.fault, error.message.as_str()), (&Fault::TextAfter, message));
        let has_words = &text[error.span.range()] != "}";
        assert_eq!(document.unread, if has_words { vec![error.span] } else { Vec::new() });
    }
}

#[test]
fn a_text_without_a_value_is_empty() {
    for text in ["", " \r\n", "# nothing here\n"] {
        assert!(read(text).errors.iter().any(|error| error.fault == Fault::Empty));
    }
}

#[test]
fn comments_are_listed_without_their_line_ends() {
    let text = "// a\r\n{ /* b\n */ \"c\": 1 # d\n}";
    let comments: Vec<_> = read(text).comments.iter().map(|span| &text[span.range()]).collect();
    assert_eq!(comments, ["// a", "/* b\n */", "# d"]);
}

#[test]
fn what_has_no_place_in_the_tree_is_unread() {
    let text = "{\"a\": s3cret, oops, \"b\": \"s3cret\n}";
    let unread: Vec<_> = read(text).unread.iter().map(|span| &text[span.range()]).collect();
    assert_eq!(unread, ["s3cret", "oops", "\"s3cret"]);
}

#[test]
fn a_repeated_key_is_kept_and_the_last_one_wins() {
    let text = r#"{"a": 1, "b": {"c": 1, "\u0063": 2}, "a": 3}"#;
    let document = read(text);
    assert_eq!(document.root.entries().len(), 3);
    assert_eq!(document.root.get("a").unwrap().as_integer(), Some(3));
    let at = |range| Span::new(FileId::new(0), range);
    let faults: Vec<_> = document
        .errors
        .iter()
        .map(|error| (error.span, error.fault.clone()))
        .collect();
    let expected = [
        (at(23..31), Fault::Duplicate { first: at(15..18) }),
        (at(37..40), Fault::Duplicate { first: at(1..4) }),
    ];
    assert_eq!(faults, expected);
    assert!(document.parses());
}

#[test]
fn repeated_keys_do_not_hide_an_error() {
    let text = format!("{{{}\"b\": 1,}}", "\"a\": 1, ".repeat(MAX_ERRORS * 2));
    let document = read(&text);
    assert!(!document.parses());
    assert_eq!(document.errors.len(), MAX_ERRORS);
    assert_eq!(document.error_count, MAX_ERRORS * 2);
}

#[test]
fn the_deepest_text_that_is_read_can_be_used() {
    let text = format!("{}{}", "[".repeat(MAX_DEPTH), "]".repeat(MAX_DEPTH));
    let document = read(&text);
    assert!(document.parses());
    assert_eq!(document.root.literal(), document.root.clone().literal());
}

#[test]
fn what_is_nested_too_deep_is_one_error_and_the_rest_is_read() {
    let deep = format!("{}{}", "[".repeat(MAX_DEPTH), "]".repeat(MAX_DEPTH));
    let document = read(&format!("{{\"a\": {deep}, \"b\": 1,}}"));
    let faults: Vec<_> = document.errors.iter().map(|error| &error.fault).collect();
    assert_eq!(faults, [&Fault::TooDeep, &Fault::TrailingComma]);
    assert_eq!(document.root.get("b").unwrap().as_integer(), Some(1));
}

#[test]
fn hostile_texts_are_read_in_time_that_grows_with_their_length() {
    let many = 200_000;
    let hostile = [
        "[".repeat(many),
        "{\"a\":".repeat(many),
        "]".repeat(many),
        format!("{}{}", "[".repeat(MAX_DEPTH), "}".repeat(many)),
        ",".repeat(many),
        "a#//".repeat(many),
        format!("[a{}", "#".repeat(many)),
        "#\n".repeat(many),
        format!("[{}", "/**/ ".repeat(many)),
        format!("{{{}", "{} ".repeat(many)),
        "[1 ".repeat(many),
        "[\"\\\"".repeat(many),
        format!("[\"{}", "\t".repeat(many)),
        "'\"".repeat(many),
        "{\"a\" ".repeat(many),
        "\u{A0}".repeat(many),
        format!("[{}]", "'x' ".repeat(many)),
        format!("{{{}}}", "\"a\":1,".repeat(many)),
        " ".repeat(many),
    ];
    for text in &hostile {
        let start = Instant::now();
        let document = read(text);
        assert!(is_refused(&document) || document.errors[0].fault == Fault::TooDeep);
        assert!(document.errors.len() <= MAX_ERRORS);
        // Quadratic time would be minutes.
        assert!(start.elapsed() < Duration::from_secs(20), "{:.20}", text);
    }
}

#[test]
fn bytes_that_are_no_text_are_reported_beside_other_errors() {
    let bytes = b"{\"a\": \"\xE9\",}".to_vec();
    let file = runnerlint::source::SourceFile::new("daemon.json", runnerlint::source::Role::DaemonConfig, bytes);
    let faults: Vec<_> = parse(FileId::new(0), &file)
        .errors
        .into_iter()
        .map(|error| error.fault)
        .collect();
    assert_eq!(faults, [Fault::Encoding, Fault::TrailingComma]);
}

#[test]
fn a_second_byte_order_mark_is_an_error_and_the_first_is_none() {
    let mark = "\u{FEFF}";
    assert!(parse(FileId::new(0), &file(&format!("{mark}{{}}"))).errors.is_empty());
    assert!(is_refused(&parse(FileId::new(0), &file(&format!("{mark}{mark}{{}}")))));
}

#[test]
fn a_value_that_is_missing_is_broken_and_does_not_take_the_next_one() {
    let document = read("{\"a\": , \"b\" , \"c\": }");
    let broken: Vec<_> = document
        .root
        .entries()
        .iter()
        .map(|e| matches!(e.node.value, Value::Broken))
        .collect();
    assert_eq!(broken, [true; 3]);
    assert_eq!(document.error_count, 3);
}
