use super::{read, root, shown};
use crate::source::Span;
use crate::syntax::{MAX_DEPTH, Node, Value};

fn source(text: &str, span: Span) -> &str {
    &text[span.range()]
}

/// The sources of the values of a mapping.
fn values(text: &str) -> Vec<String> {
    let document = read(text);
    let entries = document.root.entries().iter();
    entries.map(|entry| source(text, entry.node.span).to_owned()).collect()
}

/// The sources of whole entries.
fn wholes(text: &str) -> Vec<String> {
    let document = read(text);
    let entries = document.root.entries().iter();
    entries.map(|entry| source(text, entry.whole).to_owned()).collect()
}

#[test]
fn block_and_flow_are_read_alike() {
    assert_eq!(root("a: 1\nb:\n  - x\n  - y: z\n"), "{a: Integer(1), b: [x, {y: z}]}");
    assert_eq!(root("{a: 1, b: [x, y: z]}"), "{a: Integer(1), b: [x, {y: z}]}");
}

#[test]
fn quoted_and_block_scalars_are_strings() {
    assert_eq!(
        root("a: '1'\nb: \"yes\"\nc: |\n  012\nd: yes\n"),
        r#"{a: "1", b: "yes", c: "012\n", d: Bool(true)}"#
    );
}

#[test]
fn a_block_scalar_ends_with_its_last_line_whatever_blanks_follow() {
    assert_eq!(root("a: |\n  b\n "), r#"{a: "b\n"}"#);
    assert_eq!(root("a: >\n  b\n "), r#"{a: "b\n"}"#);
    assert_eq!(root("a: |+\n  b\n "), r#"{a: "b\n"}"#);
    assert_eq!(root("a: |\n  b"), r#"{a: "b"}"#);
}

#[test]
fn tags_and_anchors_stay_visible() {
    let text = "a: &x !reference [.b, c]\nd: !!str 5\ne: *x\n";
    assert_eq!(root(text), "{a: !reference &x [.b, c], d: !!str 5, e: *x}");
    let document = read(text);
    let node = &document.root.entries()[0].node;
    let spans = [node.tag.as_ref(), node.anchor.as_ref()].map(|property| property.map(|it| source(text, it.span)));
    assert_eq!(spans, [Some("!reference"), Some("&x")]);
    assert_eq!(source(text, node.span), "[.b, c]");
}

#[test]
fn a_key_is_a_string_or_its_source_text() {
    assert_eq!(
        root("on: a\n1: b\n:sym: c\n? [d]\n: e\n'f': g\n"),
        "{on: a, 1: b, sym: c, [d]: e, f: g}"
    );
}

#[test]
fn a_missing_value_is_null_right_behind_its_indicator() {
    for (text, at) in [
        ("a:   # x\nb: 1\n", 2),
        ("{a: , b: c}", 3),
        ("{a}", 2),
        ("a: &x\n", 5),
        ("a: !t # c\n", 5),
        ("? a\n", 3),
    ] {
        let document = read(text);
        let node = &document.root.entries()[0].node;
        assert_eq!(node.span.range(), at..at, "{text:?}");
    }
    let items = read("-\n- # c\n-   ");
    let ends = items.root.items().iter().map(|node| node.span.range());
    assert_eq!(ends.collect::<Vec<_>>(), [1..1, 3..3, 9..9]);
}

#[test]
fn a_collection_ends_where_its_last_value_ends() {
    let text = "a:\n  b: 1 # c\n\n  c:\n  - x   \n\n# d\ne: {f: g} # h\n";
    assert_eq!(values(text), ["b: 1 # c\n\n  c:\n  - x", "{f: g}"]);
    assert_eq!(wholes(text)[1], "e: {f: g}");
}

#[test]
fn a_block_collection_begins_at_its_first_dash_or_key() {
    assert_eq!(
        values("a:\n- x\n- y\nb: # c\n  # d\n  - z\nc: &x\n  - y\n"),
        ["- x\n- y", "- z", "- y"]
    );
    assert_eq!(values("a: !t\n  &k b: 1\n"), ["&k b: 1"]);
    let nested = "- - a\n  - b\n";
    assert_eq!(source(nested, read(nested).root.items()[0].span), "- a\n  - b");
}

#[test]
fn a_root_with_a_tag_or_below_a_marker_begins_at_its_first_dash() {
    for text in ["!t\n- a\n", "&x # c\n- a\n", "...\n- a\n"] {
        assert_eq!(source(text, read(text).root.span), "- a", "{text:?}");
    }
    let text = ">-\na\n";
    assert_eq!(source(text, read(text).root.span), ">-\na");
}

#[test]
fn an_entry_begins_with_its_question_mark_tag_or_anchor() {
    let text = "? a\n: b\n&x c: d\n!t e: f\n? - g\n: - h\n";
    assert_eq!(wholes(text), ["? a\n: b", "&x c: d", "!t e: f", "? - g\n: - h"]);
    let keys = read(text)
        .root
        .entries()
        .iter()
        .map(|entry| source(text, entry.key.span).to_owned())
        .collect::<Vec<_>>();
    assert_eq!(keys, ["a", "c", "e", "- g"]);
}

#[test]
fn a_block_scalar_reaches_from_its_bar_to_the_end_of_its_last_line() {
    let text = "a: | # c\n  x\n  y\n\n\nb: >2-\n    z\n   \nc: &x |\n\n  q\n     \n\nd: |\ne: 1\n";
    assert_eq!(
        values(text),
        ["| # c\n  x\n  y", ">2-\n    z\n   ", "|\n\n  q\n     ", "|", "1"]
    );
}

#[test]
fn blank_lines_belong_to_a_block_scalar_that_keeps_them() {
    assert_eq!(
        values("a: |+\n  x\n\n\nb: |+\n\n\nc: 1\n"),
        ["|+\n  x\n\n", "|+\n\n", "1"]
    );
}

#[test]
fn a_block_scalar_ends_before_the_indentation_of_the_next_line() {
    let text = "a:\n  b: |+\n    x\n  c: >+\n\n  d: 1\n";
    let document = read(text);
    let entries = document.root.entries()[0].node.entries().iter();
    let sources = entries.map(|entry| source(text, entry.node.span));
    assert_eq!(sources.collect::<Vec<_>>(), ["|+\n    x", ">+\n", "1"]);
}

#[test]
fn without_a_last_line_end_a_block_scalar_has_none_either() {
    assert_eq!(root("a: |\n  x"), r#"{a: "x"}"#);
    assert_eq!(root("a: |\n  x\n"), r#"{a: "x\n"}"#);
}

#[test]
fn comments_are_kept_wherever_they_stand() {
    let text = "# a\nb: # c\n  - d # e\n# f\n  - {g: # h\n     i}\n# j";
    let document = read(text);
    let comments = document.comments.iter().map(|span| source(text, *span));
    assert_eq!(comments.collect::<Vec<_>>(), ["# a", "# c", "# e", "# f", "# h", "# j"]);
}

#[test]
fn a_long_block_of_comments_is_no_error() {
    let text = format!("a:\n{}  b: 1\n", "  # c\n".repeat(200));
    assert_eq!(root(&text), "{a: {b: Integer(1)}}");
}

#[test]
fn the_root_is_the_first_document_with_content() {
    let text = "# only a comment\n---\na: 1\n---\nb: 2\n";
    let document = read(text);
    assert_eq!(shown(&document.root), "{a: Integer(1)}");
    let others = document.others.iter().map(shown);
    assert_eq!(others.collect::<Vec<_>>(), ["{b: Integer(2)}"]);
}

#[test]
fn an_empty_text_is_a_null_at_its_end() {
    for text in ["", "\n\n", "# c\n", "---\n", "~"] {
        let document = read(text);
        assert!(document.parses());
        assert_eq!(shown(&document.root), "null", "{text:?}");
        assert_eq!(document.root.span.range(), text.len()..text.len());
    }
}

#[test]
fn an_explicit_end_hides_all_that_follows() {
    let document = read("a: 1\n...\nb: [\n");
    assert!(document.errors.is_empty());
    assert_eq!(document.unread.len(), 1);
}

#[test]
fn crlf_is_read_like_lf() {
    let text = "a: |\r\n  x\r\n\r\nb:\r\n- y # c\r\n";
    assert_eq!(root(text), r#"{a: "x\n", b: [y]}"#);
    assert_eq!(values(text), ["|\r\n  x", "- y"]);
}

#[test]
fn what_stands_before_an_error_is_kept_and_the_rest_is_noted() {
    let text = "a: 1\nb:\n  c: 2\n  d: \"x\n";
    let document = read(text);
    assert_eq!(document.errors.len(), 1);
    assert_eq!(shown(&document.root), "{a: Integer(1), b: {c: Integer(2), d: broken}}");
    let unread = document.unread.iter().map(|span| source(text, *span));
    assert_eq!(unread.collect::<Vec<_>>(), [": \"x\n"]);
}

#[test]
fn the_document_after_a_broken_one_is_read() {
    let text = "a: [\n---\nb: 1\n";
    let document = read(text);
    assert_eq!(document.errors.len(), 1);
    assert_eq!(shown(&document.others[0]), "{b: Integer(1)}");
}

#[test]
fn nesting_stops_at_the_limit_and_never_overflows_the_stack() {
    for open in ["[", "- ", "? ", "{a: ", "{", "- [", "- {a: ["] {
        let document = read(&open.repeat(100_000));
        assert!(!document.parses(), "{open}");
        assert!(depth(&document.root) <= MAX_DEPTH, "{open}");
    }
    let nested = "[".repeat(MAX_DEPTH - 1) + &"]".repeat(MAX_DEPTH - 1);
    assert!(read(&nested).parses());
}

fn depth(node: &Node) -> usize {
    let mut deepest = 0;
    let mut left = vec![(node, 1)];
    while let Some((node, depth)) = left.pop() {
        deepest = deepest.max(depth);
        match &node.value {
            Value::Sequence(items) => left.extend(items.iter().map(|item| (item, depth + 1))),
            Value::Mapping(entries) => left.extend(entries.iter().map(|entry| (&entry.node, depth + 1))),
            _ => {}
        }
    }
    deepest
}

#[test]
fn a_comment_needs_no_blank_before_it() {
    for (text, value) in [
        ("a: >-#x\n  b\n", "{a: \"b\"}"),
        ("a: |#x\n  b\nc: d\n", "{a: \"b\\n\", c: d}"),
        ("a:\n  - |2#x\n    b\n  - c\n", "{a: [\"b\\n\", c]}"),
        ("a: \"b\"#c\nd: 'e'#f\n", "{a: \"b\", d: \"e\"}"),
        ("a: [#b\n c, \"d\",#e\n f]#g\n", "{a: [c, \"d\", f]}"),
        ("a: {b: [c]#d\n }\n", "{a: {b: [c]}}"),
    ] {
        let document = read(text);
        assert!(document.errors.is_empty(), "{text:?}: {:?}", document.errors);
        assert_eq!(shown(&document.root), value, "{text:?}");
        let comments = document.comments.iter().map(|span| &text[span.range()]);
        assert_eq!(comments.count(), text.matches('#').count(), "{text:?}");
    }
    assert!(!read("a: [b, \"c\"#d]\n").parses());
    assert!(!read("a: \"b\"#c\n  d\n").parses());
    assert!(read(&"- 'a'#b\n".repeat(200)).parses());
}

#[test]
fn a_quoted_text_goes_on_in_lines_that_are_not_indented() {
    for end in ["\n", "\r\n"] {
        let text = "a: 'b\n\n\nc' # d\ne:\n  - f: &x \"\\\n\tg\n  h  \ni\"# j\n    k: *x\n".replace('\n', end);
        let document = read(&text);
        assert!(document.errors.is_empty(), "{:?}", document.errors);
        assert_eq!(
            shown(&document.root),
            "{a: \"b\\n\\nc\", e: [{f: &x \"g h i\", k: *x}]}"
        );
        let item = &document.root.get("e").unwrap().items()[0];
        let value = item.get("f").unwrap();
        assert_eq!(
            source(&text, document.root.get("a").unwrap().span).replace('\r', ""),
            "'b\n\n\nc'"
        );
        assert_eq!(source(&text, value.span).replace('\r', ""), "\"\\\n\tg\n  h  \ni\"");
        assert_eq!(source(&text, value.anchor.as_ref().unwrap().span), "&x");
        assert_eq!(source(&text, item.entry("k").unwrap().whole), "k: *x");
        let comments: Vec<&str> = document.comments.iter().map(|span| source(&text, *span)).collect();
        assert_eq!(comments, ["# d", "# j"]);
    }
    assert_eq!(root("a: [\"b\n\tc\", d]\n"), "{a: [\"b c\", d]}");
    assert_eq!(
        root("a: \"b\nc\"\nd: {\ne: \"f\ng\"}\nh:\n  i: 'j\n\tk'\n"),
        "{a: \"b c\", d: {e: \"f g\"}, h: {i: \"j k\"}}"
    );
    assert_eq!(root("{\na: \"b\n\tc\",\nd: \"e\n\tf\"}\n"), "{a: \"b c\", d: \"e f\"}");
    assert_eq!(root("- - 'a\nb\n'\n  - c\n---\nd: 'e\nf'\n"), "[[\"a b \", c]]");
}
