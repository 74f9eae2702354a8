//! The edits that repair one error each.

use super::{edited, read};
use runnerlint::syntax::SyntaxError;

fn mended(text: &str) -> String {
    let document = read(text);
    assert!(!document.errors.is_empty(), "nothing to mend in {text}");
    let edits: Vec<_> = document.errors.into_iter().flat_map(|error| error.mend).collect();
    edited(text, &edits)
}

#[test]
fn commas_are_taken_away_and_put_in() {
    assert_eq!(mended("{\"a\": [1, 2, ], }"), "{\"a\": [1, 2 ] }");
    assert_eq!(mended("{\n  \"a\": 1\n  \"b\": 2\n}"), "{\n  \"a\": 1,\n  \"b\": 2\n}");
    assert_eq!(mended("[1 // one\n2]"), "[1,\n2]");
}

#[test]
fn other_quotes_become_double_quotes() {
    assert_eq!(mended(r#"{'a': 'say "it\'s"\n'}"#), r#"{"a": "say \"it's\"\n"}"#);
    assert_eq!(mended("{“a”: „b“}"), "{\"a\": \"b\"}");
    assert_eq!(mended("{log-level: 1, d: 2}"), "{\"log-level\": 1, \"d\": 2}");
    assert_eq!(mended("{\"a\": b\"}"), "{\"a\": \"b\"}");
}

#[test]
fn other_spellings_become_those_of_json() {
    assert_eq!(
        mended("{\"a\" = True, \"b\" => None, \"c\" {}}"),
        "{\"a\" : true, \"b\" : null, \"c\": {}}"
    );
    assert_eq!(mended("[\"a\tb\", \"it\\'s\"]"), "[\"a\\tb\", \"it's\"]");
    assert_eq!(mended("\u{FEFF}{\u{A0}\u{A0}\"a\":\u{200B}1}"), "{  \"a\": 1}");
}

#[test]
fn a_comment_goes_with_its_line_or_with_the_blanks_before_it() {
    assert_eq!(
        mended("# a\n# b\n{\n  // c\n  \"d\": 1 // e\n}\n// f\n"),
        "{\n  \"d\": 1\n}\n"
    );
    assert_eq!(
        mended("{\r\n  // c\r\n  \"d\": 1 /* e */ \r\n}"),
        "{\r\n  \"d\": 1 \r\n}"
    );
    assert_eq!(mended("{ /* a */ /* b */ \"c\": /* d */ 1 }"), "{ \"c\": 1 }");
    assert_eq!(mended("// a\n\n{} // b"), "\n{}");
}

#[test]
fn missing_closing_brackets_are_appended_in_the_layout_of_the_text() {
    assert_eq!(
        mended(r#"{"auths": {"r": {"auth": "eA=="}}"#),
        r#"{"auths": {"r": {"auth": "eA=="}}}"#
    );
    assert_eq!(mended("{\n  \"a\": [\n    1,\n"), "{\n  \"a\": [\n    1\n  ]\n}\n");
    assert_eq!(mended("{\r\n\t\"a\": [1\r\n\r\n"), "{\r\n\t\"a\": [1]\r\n}\r\n\r\n");
    assert_eq!(
        mended("{\"a\": {\n  \"b\": [{\n    \"c\": 1\n"),
        "{\"a\": {\n  \"b\": [{\n    \"c\": 1\n  }]\n}}\n"
    );
    assert_eq!(mended("{\n  \"a\": 1 // b\n"), "{\n  \"a\": 1\n}\n");
    assert_eq!(mended("{\n  \"a\": 1\n  // b\n"), "{\n  \"a\": 1\n}\n");
    assert_eq!(mended("{\n  \"a\": [1 // b\n"), "{\n  \"a\": [1]\n}\n");
}

#[test]
fn closing_brackets_come_after_a_comment_that_stays() {
    let text = "{\n  \"a\": 1 // b\n";
    let errors = read(text).errors;
    assert_eq!(edited(text, &errors[0].mend), "{\n  \"a\": 1 // b\n}\n");
}

#[test]
fn what_can_be_repaired_in_several_ways_has_no_mend() {
    for text in [
        "",
        "{} {}",
        "[1,, 2]",
        "[,]",
        "{\"a\": }",
        "{\"a\" 1}",
        "{\"a\": on}",
        "{\"mtu\": 01400}",
        "{\"a\": [1}",
        "[1, \"a\": 2]",
        "[\"C:\\certs\"]",
        "{\"a\": [\"b, 1]}",
        "{} /* never closed",
    ] {
        let errors = read(text).errors;
        assert!(
            !errors.is_empty() && errors.iter().all(|error| error.mend.is_empty()),
            "{text}"
        );
    }
}

#[test]
fn closing_brackets_are_not_appended_where_one_may_be_missing_elsewhere() {
    for text in [
        // The second line should end the inner object.
        "{\n  \"a\": {\n    \"b\": 1\n  ,\n  \"c\": 2\n}\n",
        "{\"a\":",
        "{\"a\"",
        "{\"a\": tru",
        "{\"a\": /* {",
    ] {
        let unclosed = read(text)
            .errors
            .into_iter()
            .find(|error| error.message.contains("never closed"));
        assert!(unclosed.unwrap().mend.is_empty(), "{text}");
    }
}

#[test]
fn blanks_and_comments_beside_something_unreadable_stay() {
    for text in ["\n  [\n  { \"a: [] }]\r\n/**/\t", "[}e:\u{feff}", "True:\u{feff}\"a\""] {
        let errors = read(text).errors;
        let of_blanks = |error: &&SyntaxError| {
            let span = &text[error.span.range()];
            span.starts_with(['\u{feff}', '/'])
        };
        let blanks: Vec<&SyntaxError> = errors.iter().filter(of_blanks).collect();
        assert_eq!(blanks.len(), 1, "{text:?}");
        assert!(blanks[0].mend.is_empty(), "{text:?}");
    }
}
