use super::{crlf, edited, read};
use crate::edit::{Literal, Text};
use crate::secret::Secret;
use crate::source::{Role, SourceFile};

fn inserted(text: &str, path: &str, key: &str, value: impl Into<Literal>) -> Option<String> {
    let value = value.into();
    edited(text, path, |document, file, found| {
        document.insert(file, found, key, &value)
    })
}

fn pushed(text: &str, path: &str, values: &[&str]) -> Option<String> {
    let values: Vec<Literal> = values.iter().map(|value| Literal::from(*value)).collect();
    edited(text, path, |document, file, found| document.push(file, found, &values))
}

/// Inserting `k: v` at `path` gives `after`, with CRLF line ends as well.
fn inserting(path: &str, before: &str, after: &str) {
    assert_eq!(inserted(before, path, "k", "v").as_deref(), Some(after));
    assert_eq!(inserted(&crlf(before), path, "k", "v"), Some(crlf(after)));
}

/// Pushing `v` at `path` gives `after`, with CRLF line ends as well.
fn pushing(path: &str, before: &str, after: &str) {
    assert_eq!(pushed(before, path, &["v"]).as_deref(), Some(after));
    assert_eq!(pushed(&crlf(before), path, &["v"]), Some(crlf(after)));
}

#[test]
fn a_key_is_inserted_below_the_last_key_of_its_mapping() {
    inserting(
        "a",
        "a:\n    b: 1 # c\n    # d\n\ne: 2\n",
        "a:\n    b: 1 # c\n    k: v\n    # d\n\ne: 2\n",
    );
    inserting("", "---\na: 1\n...\n", "---\na: 1\nk: v\n...\n");
}

#[test]
fn a_key_is_inserted_below_nested_values() {
    inserting("", "a:\n  - b:\n    - c\n# d\n", "a:\n  - b:\n    - c\nk: v\n# d\n");
    inserting("a.0", "a:\n  - b: 1\n  - c\n", "a:\n  - b: 1\n    k: v\n  - c\n");
    inserting("0.0", "- - a: 'b\n      c'\n", "- - a: 'b\n      c'\n    k: v\n");
}

#[test]
fn a_key_is_inserted_below_the_blank_lines_of_a_scalar_that_keeps_them() {
    inserting(
        "a",
        "a:\n  b: |+\n    x\n\n\nc: 1\n",
        "a:\n  b: |+\n    x\n\n\n  k: v\nc: 1\n",
    );
    inserting("", "b: |+\n  x\n\n", "b: |+\n  x\n\nk: v\n");
}

#[test]
fn a_key_is_inserted_above_the_blank_lines_below_any_other_scalar() {
    inserting(
        "a",
        "a:\n  b: |\n    x\n\n\nc: 1\n",
        "a:\n  b: |\n    x\n  k: v\n\n\nc: 1\n",
    );
    inserting("", "b: >-\n  x\n\n", "b: >-\n  x\nk: v\n\n");
}

#[test]
fn nothing_is_inserted_below_a_block_scalar_without_a_last_line_end() {
    assert_eq!(inserted("b: |\n  x", "", "k", "v"), None);
    assert_eq!(pushed("- a: |\n    x", "", &["v"]), None);
}

#[test]
fn a_text_without_a_last_line_end_gets_none() {
    inserting("", "a: 1\nb: 2 # c", "a: 1\nb: 2 # c\nk: v");
    pushing("", "- a\n- b", "- a\n- b\n- v");
}

#[test]
fn a_key_is_inserted_below_an_entry_with_a_question_mark() {
    inserting("", "? a\n: b\n", "? a\n: b\nk: v\n");
    inserting("", "? [a]\n", "? [a]\nk: v\n");
}

#[test]
fn a_mapping_with_an_anchor_grows_itself() {
    inserting(
        "a",
        "a: &x\n  b: 1\nc:\n  <<: *x\n",
        "a: &x\n  b: 1\n  k: v\nc:\n  <<: *x\n",
    );
    inserting(
        "c",
        "a: &x\n  b: 1\nc:\n  <<: *x\n",
        "a: &x\n  b: 1\nc:\n  <<: *x\n  k: v\n",
    );
    assert_eq!(inserted("a: &x {}\nc: *x\n", "c", "k", "v"), None);
}

#[test]
fn a_null_becomes_a_mapping_one_level_deeper() {
    inserting("a.b", "a:\n   b:\n   c: 1\n", "a:\n   b:\n      k: v\n   c: 1\n");
    inserting("b", "b:   # c\n", "b:   # c\n  k: v\n");
    inserting("b", "b: ~ # c\n", "b: # c\n  k: v\n");
    inserting("b", "b: null\n", "b:\n  k: v\n");
    inserting("b", "b: &x\nc: *x\n", "b: &x\n  k: v\nc: *x\n");
    inserting("0", "- # c\n- a\n", "- k: v # c\n- a\n");
    inserting("a", "{a: }\n", "{a: {k: v} }\n");
    assert_eq!(inserted("{a}\n", "a", "k", "v"), None);
}

#[test]
fn an_empty_document_becomes_a_mapping() {
    inserting("", "# a\n", "# a\nk: v\n");
    inserting("", "---\n", "---\nk: v\n");
    assert_eq!(inserted("", "", "k", "v").as_deref(), Some("k: v\n"));
    assert_eq!(inserted("~\n", "", "k", "v"), None);
}

#[test]
fn a_flow_mapping_stays_one() {
    inserting("a", "a: {b: 1, c: 2}\n", "a: {b: 1, c: 2, k: v}\n");
    inserting("a", "a: {b: 1,}\n", "a: {b: 1, k: v}\n");
    inserting("a", "a: {}\n", "a: {k: v}\n");
    inserting("a", "a: { }\n", "a: { k: v }\n");
    inserting("a", "a: {b: }\n", "a: {b: , k: v }\n");
    inserting("a", "a: {b}\n", "a: {b, k: v}\n");
    inserting("a", "a: { # b\n  }\n", "a: {k: v # b\n  }\n");
    assert_eq!(inserted("a: [b: 1]\n", "a.0", "k", "v"), None);
}

#[test]
fn a_flow_collection_with_a_line_for_each_element_gets_another_line() {
    inserting("a", "a: {\n  b: 1,\n  c: 2\n}\n", "a: {\n  b: 1,\n  c: 2,\n  k: v\n}\n");
    inserting(
        "a",
        "a: {\n  b: 1, # d\n  c: 2 # e\n}\n",
        "a: {\n  b: 1, # d\n  c: 2, # e\n  k: v\n}\n",
    );
    pushing(
        "a",
        "a: [\n    b,\n    c, # d\n  ]\n",
        "a: [\n    b,\n    c, # d\n    v,\n  ]\n",
    );
    pushing("a", "a: [b,\n  c]\n", "a: [b,\n  c, v]\n");
}

#[test]
fn a_root_that_is_indented_is_left_alone() {
    assert_eq!(inserted("---\n  a: 1\n", "", "k", "v"), None);
    assert_eq!(inserted("--- {}\n", "", "k", "v").as_deref(), Some("--- {k: v}\n"));
}

#[test]
fn a_key_that_is_there_is_not_inserted() {
    assert_eq!(inserted("'k': 1\n", "", "k", "v"), None);
    assert_eq!(inserted("a: 1\n", "a", "k", "v"), None);
}

#[test]
fn keys_and_values_are_quoted_where_they_need_it() {
    let after = inserted("a: 1\n", "", "on", "012");
    assert_eq!(after.as_deref(), Some("a: 1\n\"on\": \"012\"\n"));
    let after = inserted("a: {}\n", "a", "b, c", "}");
    assert_eq!(after.as_deref(), Some("a: {\"b, c\": \"}\"}\n"));
}

#[test]
fn nested_values_follow_the_indentation_of_the_text() {
    let value = Literal::List(vec![Literal::Table(vec![(
        "b".into(),
        Literal::List(vec!["c".into()]),
    )])]);
    let after = inserted("x:\n    y:\n    - z\n", "", "a", value.clone());
    assert_eq!(after.as_deref(), Some("x:\n    y:\n    - z\na:\n- b:\n  - c\n"));
    assert_eq!(
        inserted("{x: 1}", "", "a", value).as_deref(),
        Some("{x: 1, a: [{b: [c]}]}")
    );
}

#[test]
fn an_element_is_pushed_below_the_last_one() {
    pushing("a", "a:\n- b # c\n# d\ne: 1\n", "a:\n- b # c\n- v\n# d\ne: 1\n");
    pushing("a", "a:\n  - b: 1\n    c: 2\n", "a:\n  - b: 1\n    c: 2\n  - v\n");
    pushing("0", "- - a\n- b\n", "- - a\n  - v\n- b\n");
    pushing("a", "a: !reference [b, c]\n", "a: !reference [b, c, v]\n");
}

#[test]
fn an_element_is_quoted_like_the_one_above() {
    pushing("a", "a:\n  - 'b'\n", "a:\n  - 'b'\n  - 'v'\n");
    pushing("a", "a: [\"b\"]\n", "a: [\"b\", \"v\"]\n");
    pushing("a", "a:\n  - |\n    b\n", "a:\n  - |\n    b\n  - v\n");
}

#[test]
fn several_elements_are_pushed_at_once() {
    assert_eq!(pushed("- a\n", "", &["b", "c"]).as_deref(), Some("- a\n- b\n- c\n"));
    assert_eq!(
        pushed("[\n  a\n]\n", "", &["b", "c"]).as_deref(),
        Some("[\n  a,\n  b,\n  c\n]\n")
    );
}

#[test]
fn a_null_becomes_a_sequence_indented_as_the_others_are() {
    pushing("b", "a:\n- x\nb:\n", "a:\n- x\nb:\n- v\n");
    pushing("b", "b: # c\n", "b: # c\n  - v\n");
    pushing("0", "-\n- a\n", "- - v\n- a\n");
}

#[test]
fn a_secret_is_written_in_double_quotes_and_stays_one() {
    let value = Literal::Text(Text::new().secret(Secret::new("s\"3")));
    assert_eq!(
        inserted("a: 1\n", "", "k", value).as_deref(),
        Some("a: 1\nk: \"s\\\"3\"\n")
    );
}

#[test]
fn nothing_is_written_into_a_key() {
    for text in ["? k:\n", "? - k:\n", "? -\n"] {
        let key = read(text).root.entries()[0].key.value.clone();
        let document = read(text);
        let found = document.cursor().entries().next().map(|(_, below)| below.address);
        let value = document.find(&found.unwrap(), document.root.span).unwrap();
        let file = SourceFile::new("a.yml", Role::Pipeline, text.as_bytes().to_vec());
        assert!(document.insert(&file, value, "v", &1.into()).is_none(), "{key}");
        assert!(document.push(&file, value, &["v".into()]).is_none(), "{key}");
        assert!(document.replace(&file, value, &"v".into()).is_none(), "{key}");
    }
    inserting("[b]", "? [b]\n:\n", "? [b]\n:\n  k: v\n");
}

#[test]
fn nothing_comes_between_a_plain_scalar_and_a_tab_that_only_it_may_have_below() {
    assert_eq!(inserted("a: b\n \t\n", "", "k", ""), None);
    assert_eq!(
        pushed("- a\n  \t\n- b\n", "", &["c"]).as_deref(),
        Some("- a\n  \t\n- b\n- c\n")
    );
    assert_eq!(pushed("- a\n  \t\n", "", &["", "c"]), None);
    assert_eq!(pushed("[\"b\"\n\t]\n", "", &["c"]), None);
}
