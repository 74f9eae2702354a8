use super::{crlf, edited, read};
use crate::edit::{Literal, Text, apply};
use crate::secret::Secret;
use crate::source::{Role, SourceFile};
use crate::syntax::Found;

fn replaced(text: &str, path: &str, value: impl Into<Literal>) -> Option<String> {
    let value = value.into();
    edited(text, path, |document, file, found| {
        document.replace(file, found, &value)
    })
}

/// Writing the string `v` at `path` gives `after`, with CRLF line ends as well.
fn replacing(path: &str, before: &str, after: &str) {
    assert_eq!(replaced(before, path, "v").as_deref(), Some(after));
    assert_eq!(replaced(&crlf(before), path, "v"), Some(crlf(after)));
}

fn table() -> Literal {
    Literal::Table(vec![
        ("k".into(), "v".into()),
        ("l".into(), Literal::List(vec!["w".into()])),
    ])
}

/// Writing a mapping at `path` gives `after`, with CRLF line ends as well.
fn nesting(path: &str, before: &str, after: &str) {
    assert_eq!(replaced(before, path, table()).as_deref(), Some(after));
    assert_eq!(replaced(&crlf(before), path, table()), Some(crlf(after)));
}

fn renamed(text: &str, path: &str, key: &str) -> Option<String> {
    edited(text, path, |document, file, found| document.rename(file, found, key))
}

#[test]
fn a_scalar_keeps_its_quotes_and_its_comment() {
    replacing("a", "a: b # c\n", "a: v # c\n");
    replacing("a", "a: 'b'\n", "a: 'v'\n");
    replacing("a", "a:   \"b\"\n", "a:   \"v\"\n");
    assert_eq!(replaced("a: 'b'\n", "a", "c\nd").as_deref(), Some("a: \"c\\nd\"\n"));
    assert_eq!(replaced("a: b\n", "a", "yes").as_deref(), Some("a: \"yes\"\n"));
    assert_eq!(replaced("a: 'b'\n", "a", 5).as_deref(), Some("a: 5\n"));
}

#[test]
fn a_scalar_of_several_lines_is_replaced_as_a_whole() {
    replacing("a", "a: b\n  c\nd: 1\n", "a: v\nd: 1\n");
    replacing("a", "a: 'b\n\n  c'\nd: 1\n", "a: 'v'\nd: 1\n");
    replacing("a", "a: |+\n  b\n\n\nd: 1\n", "a: v\nd: 1\n");
    replacing("0", "- >-\n  b\n\n- d\n", "- v\n\n- d\n");
}

#[test]
fn a_missing_value_is_written_behind_its_indicator() {
    replacing("a", "a:   # b\n", "a: v   # b\n");
    replacing("1", "- a\n-\n", "- a\n- v\n");
    replacing("a", "{a: , b: 1}\n", "{a: v , b: 1}\n");
    replacing("a", "a: &x\nb: *x\n", "a: &x v\nb: *x\n");
    assert_eq!(replaced("{a, b}\n", "a", "v"), None);
    assert_eq!(replaced("? a\n", "a", "v"), None);
    assert_eq!(replaced("#:", "", "v"), None);
    let text = "d:\n ?\n: m\n";
    let (file, document) = (SourceFile::new("a.yml", Role::Pipeline, text.into()), read(text));
    let parent = document.root.get("d").unwrap();
    let entry = &parent.entries()[0];
    let found = Found {
        node: &entry.node,
        entry: Some(entry),
        parent: Some(parent),
        index: None,
    };
    assert_eq!(document.replace(&file, found, &"v".into()), None);
}

#[test]
fn an_anchor_stays_and_a_tag_goes() {
    replacing("a", "a: &x b\nc: *x\n", "a: &x v\nc: *x\n");
    replacing("a", "a: &x !!str 5\n", "a: &x v\n");
    replacing("a", "a: !!str &x 5\n", "a: &x v\n");
    replacing("a", "a: !reference [b, c]\n", "a: v\n");
}

#[test]
fn a_block_collection_becomes_a_scalar_beside_its_key() {
    replacing("a", "a:\n  b: 1\n  c:\n  - d\ne: 1\n", "a: v\ne: 1\n");
    replacing("a", "a:\n- b\ne: 1\n", "a: v\ne: 1\n");
    replacing("0", "- b: 1\n  c: 2\n- d\n", "- v\n- d\n");
    replacing("a", "a: # f\n  b: 1\ne: 1\n", "a: # f\n  v\ne: 1\n");
    assert_eq!(replaced("a: # f\n- b\ne: 1\n", "a", "v"), None);
}

#[test]
fn nothing_is_replaced_that_holds_a_comment_or_a_used_anchor() {
    assert_eq!(replaced("a:\n  b: 1 # c\n  d: 2\n", "a", "v"), None);
    assert_eq!(replaced("a: | # c\n  d\n", "a", "v"), None);
    assert_eq!(replaced("a: [&x b]\nc: *x\n", "a", "v"), None);
    assert_eq!(replaced("a: [b]# c\n", "a", "v"), None);
    assert_eq!(replaced("a: [b]# c\n", "a", table()), None);
}

#[test]
fn a_value_becomes_a_block_below_its_key() {
    nesting("a", "a: b\nc: 1\n", "a:\n  k: v\n  l:\n    - w\nc: 1\n");
    nesting("a", "a: b # d\nc: 1\n", "a: # d\n  k: v\n  l:\n    - w\nc: 1\n");
    nesting("a", "a:\n    d: 1\nc: 1\n", "a:\n    k: v\n    l:\n      - w\nc: 1\n");
    nesting("0", "- a\n- b\n", "- k: v\n  l:\n    - w\n- b\n");
    nesting("0", "- # a\n- b\n", "- k: v\n  l:\n    - w # a\n- b\n");
    nesting("a", "{a: b}\n", "{a: {k: v, l: [w]}}\n");
    assert_eq!(replaced("a: # c\n  d: 1\n", "a", table()), None);
}

#[test]
fn an_empty_collection_is_written_in_brackets() {
    assert_eq!(
        replaced("a:\n  b: 1\n", "a", Literal::Table(Vec::new())).as_deref(),
        Some("a: {}\n")
    );
    assert_eq!(
        replaced("- - b\n", "0", Literal::List(Vec::new())).as_deref(),
        Some("- []\n")
    );
}

#[test]
fn a_key_keeps_its_quotes() {
    assert_eq!(renamed("a: 1 # b\n", "a", "c").as_deref(), Some("c: 1 # b\n"));
    assert_eq!(renamed("'a': 1\n", "a", "c").as_deref(), Some("'c': 1\n"));
    assert_eq!(renamed("{\"a\": 1}\n", "a", "c").as_deref(), Some("{\"c\": 1}\n"));
    assert_eq!(renamed("? a\n: 1\n", "a", "on").as_deref(), Some("? \"on\"\n: 1\n"));
    assert_eq!(renamed("[a]: 1\n", "[a]", "c"), None);
    assert_eq!(renamed("? b: 1\n: 2\n", "b: 1", "c"), None);
}

#[test]
fn a_part_of_a_string_is_replaced_in_its_own_quoting() {
    let spliced = |text: &str, range: std::ops::Range<usize>, new: &str| {
        let file = SourceFile::new("a.yml", Role::Pipeline, text.as_bytes().to_vec());
        let document = read(text);
        let edits = document.splice(&file, document.root.get("a")?, range, &new.into())?;
        Some(apply(text, &mut edits.iter().collect()))
    };
    assert_eq!(
        spliced("a: docker:24-dind\n", 7..9, "29").as_deref(),
        Some("a: docker:29-dind\n")
    );
    assert_eq!(
        spliced("a: \"\\\"b\\\" c\"\n", 1..2, "\\").as_deref(),
        Some("a: \"\\\"\\\\\\\" c\"\n")
    );
    assert_eq!(
        spliced("a: |\n  bc\n  de\n", 3..4, "x").as_deref(),
        Some("a: |\n  bc\n  xe\n")
    );
    assert_eq!(spliced("a: |\n  bc\nd:\n", 2..3, "x"), None, "the last line end");
    assert_eq!(spliced("a: |+\n  bc\n\nd:\n", 3..3, "x"), None, "behind it");
    assert_eq!(spliced("a: |\n  bc\n    d\n", 0..2, ""), None, "the first line");
    assert_eq!(spliced("a: |\n  bc\nd:\n", 0..1, " "), None, "and its start");
    assert_eq!(
        spliced("a: |-\n  bc\nd:\n", 1..2, "x").as_deref(),
        Some("a: |-\n  bx\nd:\n")
    );
    for text in ["a: |\nb: c\n", "a: !\n", "a: !x b\n", "a: !x 'b'\n", "a: b\n \t\n"] {
        assert_eq!(spliced(text, 0..0, "1: "), None, "{text}");
    }
    for (text, range, new, expected) in [
        ("a: enabled\n", 0..7, "true", "a: \"true\"\n"),
        ("a: [on it]\n", 2..5, "", "a: [\"on\"]\n"),
        ("a: bc\n", 0..1, "*", "a: \"*c\"\n"),
        ("a: bc\n", 1..1, ": ", "a: \"b: c\"\n"),
        ("a: -p b\n", 3..4, "c", "a: -p c\n"),
        ("a: -p b\n", 1..2, "c", "a: -c b\n"),
        ("a: -p b\n", 1..2, "", "a: \"- b\"\n"),
        ("a: ?p\n", 1..2, "", "a: \"?\"\n"),
    ] {
        let spliced = match text.contains('[') {
            true => edited(text, "a.0", |document, file, found| {
                document.splice(file, found.node, range.clone(), &new.into())
            }),
            false => spliced(text, range.clone(), new),
        };
        assert_eq!(spliced.as_deref(), Some(expected));
    }
}

#[test]
fn a_secret_takes_double_quotes_whatever_was_there() {
    let value = Literal::Text(Text::new().plain("x ").secret(Secret::new("s3")));
    assert_eq!(replaced("a: 'b'\n", "a", value).as_deref(), Some("a: \"x s3\"\n"));
}

#[test]
fn a_value_stays_above_a_tab_that_is_taken_only_behind_it() {
    assert_eq!(replaced("a\n\t\n", "", ""), None);
    assert_eq!(replaced("a: b\n \t\n", "a", ""), None);
    assert_eq!(replaced("[\"b\"\n\t]\n", "0", 1), None);
    assert_eq!(replaced("a: b \t\n\n", "a", "").as_deref(), Some("a: \"\" \t\n\n"));
    assert_eq!(renamed("{\"a\"\n\t: b}\n", "a", "c"), None);
}

#[test]
fn a_key_with_a_tag_is_not_renamed() {
    assert_eq!(renamed("!x a: b\n", "a", "on"), None);
    assert_eq!(renamed("? !x a\n: b\n", "a", "c"), None);
    assert_eq!(renamed("&x a: b\n", "a", "c").as_deref(), Some("&x c: b\n"));
}
