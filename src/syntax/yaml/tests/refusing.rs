use super::read;
use crate::source::{Role, SourceFile};
use crate::syntax::{Fault, Found};

/// The message and the source of the first error.
fn error(text: &str) -> (String, String) {
    let document = read(text);
    assert!(!document.parses(), "{text:?}");
    let error = &document.errors[0];
    (error.message.clone(), text[error.span.range()].to_owned())
}

fn refused_by_libyaml(texts: &[&str]) {
    for text in texts {
        let document = read(text);
        let faults: Vec<_> = document.errors.iter().map(|error| &error.fault).collect();
        assert_eq!(faults, [&Fault::Libyaml], "{text:?}");
        assert!(!document.parses());
    }
}

fn accepted(texts: &[&str]) {
    for text in texts {
        let document = read(text);
        assert!(document.errors.is_empty(), "{text:?}: {:?}", document.errors);
    }
}

#[test]
fn errors_are_clauses_at_a_place() {
    let told = |message: &str, at: &str| (message.to_owned(), at.to_owned());
    assert_eq!(error("a: [b\n"), told("`[` is never closed", "["));
    assert_eq!(error("a: [b}\n"), told("`[` is closed by `}`", "["));
    assert_eq!(
        error("a: @b\n"),
        told("no value begins with `@`; put it in quotes", "@")
    );
    assert_eq!(
        error("a: b: c\n"),
        told(
            "a `:` where no key can stand; a value with `: ` in it needs quotes",
            ":"
        )
    );
    assert_eq!(error("a: *b\n"), told("an alias without an anchor before it", "*"));
}

#[test]
fn a_colon_inside_brackets_begins_no_value() {
    refused_by_libyaml(&["a: [b, :c]", "a: {b: :c}", "[:a]", "{: a}", "{a,: b}", "[a, # c\n : b]"]);
    accepted(&[
        "a: :b\n",
        "- :c\n",
        "[a:b, 'c':d]",
        "{a, ? : b}",
        "{a, &x : b}",
        "[!t : b]",
    ]);
}

#[test]
fn a_tag_needs_a_blank_before_a_bracket() {
    refused_by_libyaml(&["a: {b: !!str}", "[!!str]"]);
    accepted(&["{a: !!str }", "[!!str, b]", "a: !!str\n", "[!reference [a, b]]"]);
}

#[test]
fn a_directive_is_cut_off_from_its_document() {
    refused_by_libyaml(&["%YAML 1.2\n---\na: 1\n", "# c\n%TAG ! tag:x:\n---\na: 1\n"]);
    accepted(&["a: 5%\n"]);
}

#[test]
fn tabs_are_refused_where_a_key_could_begin() {
    refused_by_libyaml(&[
        "\ta: 1\n",
        "a: 'x'\n\t\nb: 1\n",
        "a: x\n\t\nb: 1\n",
        "a:\n  \tb\n",
        "-\ta\n",
        "- a\n- \tb: c\n",
        "a: |\n  x\n\t\nb: 1\n",
        "a: 1\n\t",
        "\t...",
        "# c\n\t\na: 1\n",
    ]);
    accepted(&[
        "a:\tb\t# c\n",
        "a: x\n  \t\nb: 1\n",
        "a: |\n  x\n  \ty\n",
        "a: [\n \tb, 'c'\n\t]\n",
        "a: 'x\ty'\n",
    ]);
}

#[test]
fn a_key_inside_brackets_stands_on_one_line() {
    refused_by_libyaml(&["{a\n b: 1}\n", "{\"a\"\n : b}\n"]);
    accepted(&["{a:\n b}\n", "{? a\n  b : c}\n"]);
}

#[test]
fn anchors_have_simple_names() {
    refused_by_libyaml(&["a: &x.y 1\n", "a: &é 1\n"]);
    accepted(&["a: &x-y_Z1 1\nb: *x-y_Z1\n"]);
}

#[test]
fn a_value_needs_a_key() {
    refused_by_libyaml(&[": a\n", "a: 1\n: b\n", "- : a\n"]);
    accepted(&["? a\n: b\n", "?\n: b\n"]);
}

#[test]
fn control_characters_are_refused_anywhere() {
    refused_by_libyaml(&["a: 'x\u{1b}y'\n", "# \u{0}\n", "a: |\n  \u{7f}\n", "a: 'x\u{80}'\n"]);
    accepted(&["a: 'x\u{85}y\u{a0}é\u{fffd}😀'\n", "a: \"\\e\"\n"]);
}

#[test]
fn ruby_classes_are_not_loaded() {
    refused_by_libyaml(&["a: !ruby/object:X {}\n", "a: !!set {b}\n", "a: !!float x\n"]);
    accepted(&["a: !ruby/symbol b\n", "a: !!float 1\n", "a: !vault b\n"]);
}

#[test]
fn of_two_equal_keys_both_are_kept_and_the_text_still_parses() {
    let text = "a: 1\nb: 2\n'a': 3\n";
    let document = read(text);
    assert!(document.parses());
    assert_eq!(document.root.entries().len(), 3);
    let [error] = document.errors.as_slice() else {
        panic!("{:?}", document.errors)
    };
    let Fault::Duplicate { first } = error.fault else {
        panic!("{error:?}")
    };
    assert_eq!([&text[error.span.range()], &text[first.range()]], ["'a'", "a"]);
}

#[test]
fn merge_keys_may_come_twice_and_a_number_is_not_its_text() {
    accepted(&["x: &a {}\ny:\n  <<: *a\n  <<: *a\n", "1: a\n'1': b\n"]);
    let many: String = (0..20).map(|n| format!("k{n}: 1\n")).collect();
    accepted(&[&many]);
    assert_eq!(read(&(many + "k3: 2\n")).errors.len(), 1);
}

#[test]
fn text_behind_the_document_is_reported_but_dropped_by_gitlab() {
    let document = read("  a: 1\nb: 2\n");
    assert_eq!(document.errors[0].fault, Fault::TextAfter);
    assert!(document.parses());
}

#[test]
fn nothing_is_changed_before_text_behind_the_document() {
    for text in ["[]\nt:\n", "  a: \nb:\n"] {
        let file = SourceFile::new("a.yml", Role::Pipeline, text.into());
        let document = read(text);
        assert_eq!(document.errors[0].fault, Fault::TextAfter);
        let root = Found {
            node: &document.root,
            entry: None,
            parent: None,
            index: None,
        };
        assert_eq!(document.replace(&file, root, &"v".into()), None, "{text:?}");
    }
    // On one line it would be a key.
    let text = "[[t\n]]t:";
    let (file, document) = (SourceFile::new("a.yml", Role::Pipeline, text.into()), read(text));
    assert_eq!(document.errors[0].fault, Fault::TextAfter);
    let item = Found {
        node: &document.root.items()[0],
        entry: None,
        parent: Some(&document.root),
        index: Some(0),
    };
    assert_eq!(document.replace(&file, item, &"v".into()), None);
}

#[test]
fn a_quote_that_ends_in_the_wrong_place_is_told_where_it_should_have_ended() {
    let message = "the quote above is never closed, or where something else follows";
    for (text, at) in [
        ("a: \"b\nc: d\n", "c"),
        ("a: \"b\nc: \"d\"\n", "c"),
        ("a: 'b\nc': d\n", "c"),
        ("a: 'b\n...\nc'\n", "."),
    ] {
        assert_eq!(error(text), (message.to_owned(), at.to_owned()), "{text:?}");
    }
}

#[test]
fn a_tag_or_an_anchor_is_a_key() {
    accepted(&["a: 1\n!t : b\n", "&x : b\n"]);
    refused_by_libyaml(&["a: 1\n: b\n"]);
}
