//! TOML 1.1, which GitLab Runner reads since 18.9.

use runnerlint::edit::{Edit, apply};
use runnerlint::syntax::Fault;

use crate::{errors, read};

/// The text after the mends of all its errors.
fn mended(text: &str) -> String {
    let (file, document) = read(text);
    assert!(document.parses(), "{:?}", document.errors);
    assert!(document.errors.iter().all(|error| error.fault == Fault::Toml11));
    let mut edits: Vec<&Edit> = document.errors.iter().flat_map(|error| &error.mend).collect();
    apply(file.text(), &mut edits)
}

#[test]
fn an_inline_table_over_lines_is_joined() {
    assert_eq!(mended("a = {\n  b = 1,\n  c = 2,\n}\n"), "a = { b = 1, c = 2 }\n");
    assert_eq!(
        mended("a = {\r\n\tb = 1\r\n\t, c = 2\r\n}\r\n"),
        "a = { b = 1, c = 2 }\r\n"
    );
    assert_eq!(mended("a = {\n}\n"), "a = {}\n");
    assert_eq!(mended("a = { b = 1, }\n"), "a = { b = 1 }\n");
}

#[test]
fn each_inline_table_is_one_error_of_its_own() {
    let text = "a = {\n  b = {\n    c = 1\n  },\n}\n";
    assert_eq!(read(text).1.errors.len(), 2);
    assert_eq!(mended(text), "a = { b = { c = 1 } }\n");
}

#[test]
fn lines_of_an_array_inside_stay() {
    let text = "a = { b = [\n  1, # one\n], c = '''\n''' }\n";
    assert!(errors(text).is_empty());
    let text = "a = { b = [\n  1, # one\n],\n c = 1 }\n";
    assert_eq!(mended(text), "a = { b = [\n  1, # one\n], c = 1 }\n");
}

#[test]
fn a_table_with_a_comment_is_not_joined() {
    let (_, document) = read("a = { # why\n  b = 1 }\n");
    assert_eq!(document.errors.len(), 1);
    assert!(document.errors[0].mend.is_empty());
}

#[test]
fn the_error_points_at_the_first_thing_that_is_new() {
    let first = |text| errors(text).remove(0);
    let new = |what: &str, bytes: &str| {
        (
            bytes.to_owned(),
            format!("{what}, which GitLab Runner knows since 18.9"),
        )
    };
    assert_eq!(first("a = { b = 1\n}"), new("a line break in an inline table", "\n"));
    assert_eq!(first("a = { b = 1 # c\n}"), new("a comment in an inline table", "# c"));
    assert_eq!(
        first("a = { b = 1, }"),
        new("a comma at the end of an inline table", ",")
    );
    assert_eq!(
        first("a = '' # 07:32\nb = 07:32"),
        new("a time without seconds", "07:32")
    );
    assert_eq!(first("a = \"x\\e\""), new("an escape sequence of TOML 1.1", "\\e"));
}

#[test]
fn escapes_and_times_get_their_long_form() {
    assert_eq!(mended(r#""\x41" = "\e[0m\x7f""#), r#""\u0041" = "\u001B[0m\u007F""#);
    assert_eq!(mended("a = 1979-05-27 07:32Z # c"), "a = 1979-05-27 07:32:00Z # c");
}

#[test]
fn no_line_break_may_stand_inside_an_entry() {
    for text in ["a = { b\n= 1 }", "a = { b =\n1 }", "a = { b\n.c = 1 }"] {
        assert!(!read(text).1.parses(), "{text:?}");
    }
}
