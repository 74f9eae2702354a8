//! Trees, spans, and what is left of a broken text.

use runnerlint::syntax::{Fault, Scalar, Style, Value};

use crate::{errors, find, read};

fn bytes<'a>(text: &'a str, path: &str) -> &'a str {
    let (_, document) = read(text);
    &text[find(&document, path).node.span.range()]
}

fn whole<'a>(text: &'a str, path: &str) -> &'a str {
    let (_, document) = read(text);
    &text[find(&document, path).entry.unwrap().whole.range()]
}

fn style(text: &str, path: &str) -> Style {
    let (_, document) = read(text);
    find(&document, path).node.style
}

fn parses(text: &str) -> bool {
    read(text).1.parses()
}

#[test]
fn headers_are_the_spans_of_their_tables() {
    let text = "[[runners]]\n  [runners.docker.sysctls] # c\n";
    assert_eq!(bytes(text, "runners[0]"), "[[runners]]");
    assert_eq!(bytes(text, "runners[0].docker"), "docker");
    assert_eq!(bytes(text, "runners[0].docker.sysctls"), "[runners.docker.sysctls]");
    assert_eq!(style(text, "runners"), Style::TableArray);
    assert_eq!(style(text, "runners[0]"), Style::Table);
    assert_eq!(style(text, "runners[0].docker"), Style::Implied);
    assert_eq!(style(text, "runners[0].docker.sysctls"), Style::Table);
}

#[test]
fn an_entry_spans_its_whole_line_without_comment() {
    let text = "a . \"b\" = { c.d = 1 } # c\n";
    assert_eq!(whole(text, "a"), "a . \"b\" = { c.d = 1 }");
    assert_eq!(whole(text, "a.b"), "a . \"b\" = { c.d = 1 }");
    assert_eq!(whole(text, "a.b.c.d"), "c.d = 1");
    assert_eq!(bytes(text, "a.b"), "{ c.d = 1 }");
    assert_eq!(style(text, "a"), Style::Dotted);
    assert_eq!(style(text, "a.b"), Style::Flow);
}

#[test]
fn scalars_are_typed_and_know_their_quoting() {
    let text = "a = 'x'\nb = \"\"\"\nx\"\"\"\nc = 1979-05-27 07:32:00\nd = -0x\ne = 1_0\n";
    let (_, document) = read(text);
    let scalar = |path| find(&document, path).node.value.clone();
    assert!(matches!(scalar("a"), Value::Scalar(Scalar::String(x)) if x == "x"));
    assert!(matches!(scalar("b"), Value::Scalar(Scalar::String(x)) if x == "x"));
    assert!(matches!(scalar("c"), Value::Scalar(Scalar::Datetime(x)) if x == "1979-05-27 07:32:00"));
    assert!(matches!(scalar("d"), Value::Broken));
    assert!(matches!(scalar("e"), Value::Scalar(Scalar::Integer(10))));
    assert_eq!(style(text, "a"), Style::SingleQuoted);
    assert_eq!(style(text, "b"), Style::TripleDouble);
}

#[test]
fn a_comment_is_kept_without_its_line_end() {
    let text = "a = [ # one\r\n  1, # two\r\n]\r\n# three";
    let (_, document) = read(text);
    let comments: Vec<&str> = document.comments.iter().map(|span| &text[span.range()]).collect();
    assert_eq!(comments, ["# one", "# two", "# three"]);
}

#[test]
fn a_key_that_is_set_twice_is_kept_twice() {
    let (_, document) = read("a = 1\na = 2\n");
    assert_eq!(document.root.entries().len(), 2);
    let first = document.root.entries()[0].key.span;
    assert_eq!(document.errors[0].fault, Fault::Duplicate { first });
    assert!(!document.parses());
}

#[test]
fn a_single_bracket_among_double_ones_is_read_as_meant() {
    let (_, document) = read("[[runners]]\nname = 'a'\n[runners]\nname = 'b'\n");
    assert!(matches!(document.errors[0].fault, Fault::Redefined { .. }));
    assert_eq!(find(&document, "runners[1].name").node.as_str(), Some("b"));
}

#[test]
fn a_table_before_its_array_takes_the_name() {
    for text in [
        "[runners]\n[[runners]]\n",
        "[runners.docker]\n[[runners]]\n",
        "runners = 1\n[[runners]]\n",
    ] {
        let (_, document) = read(text);
        assert_eq!(document.errors.len(), 1, "{text}");
        assert!(matches!(document.errors[0].fault, Fault::Redefined { .. }), "{text}");
        assert_eq!(find(&document, "runners[0]").node.style, Style::Table, "{text}");
    }
}

#[test]
fn a_table_may_have_its_header_once() {
    assert!(parses("[a.b]\n[a]\n"));
    assert_eq!(
        errors("[a]\n[a]\n"),
        [("[a]".into(), "this table is defined for the second time".into())]
    );
    assert!(!parses("[[r]]\n[r.d]\n[r.d]\n"));
    assert!(parses("[[r]]\n[r.d]\n[[r]]\n[r.d]\n"));
}

#[test]
fn gitlab_runner_accepts_a_dotted_key_and_then_the_header() {
    assert!(parses(
        "[[runners]]\ndocker.image = 'x'\n[runners.docker]\nhost = 'y'\n"
    ));
    // The second dotted key makes the table an explicit one.
    assert!(!parses(
        "[[runners]]\ndocker.image = 'x'\ndocker.user = 'x'\n[runners.docker]\n"
    ));
}

#[test]
fn gitlab_runner_knows_no_leap_second() {
    assert!(!parses("a = 2016-12-31T23:59:60Z\n"));
}

#[test]
fn control_characters_and_lone_carriage_returns_are_errors() {
    for text in [
        "a = 'x\u{1}'\n",
        "# \u{7f}\n",
        "a = 1\rb = 2\n",
        "a = \"\"\"\r\"\"\"\n",
        "\u{0}\n",
    ] {
        assert!(!parses(text), "{text:?}");
    }
    assert!(parses("a = '\t'\r\n# \t\r\n"));
}

#[test]
fn a_second_byte_order_mark_is_an_error() {
    assert!(parses("\u{feff}a = 1\n"));
    assert!(!parses("\u{feff}\u{feff}a = 1\n"));
}

#[test]
fn utf16_is_refused() {
    let bytes = [0xff, 0xfe, b'a', 0, b'=', 0, b'1', 0];
    let file = runnerlint::source::SourceFile::new("c.toml", runnerlint::source::Role::RunnerConfig, bytes.to_vec());
    let document = runnerlint::syntax::parse(runnerlint::source::FileId::new(0), &file);
    assert_eq!(document.errors[0].fault, Fault::Encoding);
    assert!(!document.parses());
}

#[test]
fn each_mistake_is_found_where_it_is() {
    let text = "a = 010\nb = True\nc = “x”\nd: 1\ne\n[x\nf = [1 2]\ng = \"\\w\"\nh = 1 2\n.i = 1\n";
    let expected = [
        ("010", "a decimal number has no leading zeros"),
        ("True", "`true` and `false` are written in lower case"),
        ("“x”", "these are no quotation marks of TOML"),
        (":", "expected `=` after the key, not `:`"),
        ("", "expected `=` after the key"),
        ("", "expected `]` after the name of the table"),
        ("", "expected `,` between two values of the array"),
        (
            "\\",
            "an escape sequence that TOML does not know; a backslash is written twice",
        ),
        ("2", "expected the end of the line after the value"),
        ("", "expected a key"),
    ];
    let expected = expected.map(|(bytes, message)| (bytes.to_owned(), message.to_owned()));
    assert_eq!(errors(text), expected);
}

#[test]
fn a_line_that_is_no_key_is_one_error() {
    for line in [
        "...", "(...)", "{...}", "a b c", "[a: b]", "[..]", "= 1", "\"a\" b", "a. = 1", "// c", "- a",
    ] {
        assert_eq!(errors(&format!("{line}\nb = 1\n")).len(), 1, "{line}");
    }
}

#[test]
fn an_array_that_is_never_closed_ends_before_the_next_line_of_the_file() {
    for next in ["b = 2\n", "[b]\n", "[[b]] # c\n", "b.c = 1\n"] {
        let text = format!("a = [\"x\",\n  [{{ c = [\n  1,\n{next}");
        let (_, document) = read(&text);
        assert_eq!(document.errors.len(), 1, "{text}");
        assert!(document.root.get("b").is_some(), "{text}");
    }
    assert!(parses("a = [\n[1],\n[true]\n,\n[\"b\"]\n]\n"));
}

#[test]
fn keys_below_a_header_that_cannot_be_read_are_unread() {
    let text = "[a..b]\ntoken = 'x'\n[c]\nd = 1\n";
    let (_, document) = read(text);
    let unread: Vec<&str> = document.unread.iter().map(|span| &text[span.range()]).collect();
    assert_eq!(unread, ["[a..b]", "token = 'x'"]);
    assert!(document.root.get("a").is_none());
    assert_eq!(find(&document, "c.d").node.as_integer(), Some(1));
}

#[test]
fn a_string_that_is_never_closed_is_unread() {
    let text = "token = \"glrt-x\nb = 1\r\nc = 'x\r\n";
    let (_, document) = read(text);
    let unread: Vec<&str> = document.unread.iter().map(|span| &text[span.range()]).collect();
    assert_eq!(unread, ["\"glrt-x", "'x\r"]);
    assert_eq!(document.errors.len(), 2);
    assert!(matches!(find(&document, "token").node.value, Value::Broken));
}

#[test]
fn no_message_quotes_the_text() {
    let text =
        "SECRET\n[SECRET\n\"SECRET\\q\" = 'SECRET\nSECRET: SECRET SECRET\nSECRET = SECRET\nSECRET = 1\nSECRET = 1\n";
    for (_, message) in errors(text) {
        assert!(!message.contains("SECRET"), "{message}");
    }
}
