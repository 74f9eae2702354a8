//! What edits look like.

use runnerlint::edit::{Edit, Literal, Text, apply};
use runnerlint::secret::Secret;

use crate::{find, read};

/// The text after edits; `None` if there are none.
fn after(text: &str, edits: Option<Vec<Edit>>) -> Option<String> {
    edits.map(|edits| apply(text, &mut edits.iter().collect()))
}

fn insert(text: &str, path: &str, key: &str, value: impl Into<Literal>) -> Option<String> {
    let (file, document) = read(text);
    after(text, document.insert(&file, find(&document, path), key, &value.into()))
}

fn push(text: &str, path: &str, values: &[&str]) -> Option<String> {
    let (file, document) = read(text);
    let values: Vec<Literal> = values.iter().map(|value| (*value).into()).collect();
    after(text, document.push(&file, find(&document, path), &values))
}

fn replace(text: &str, path: &str, value: impl Into<Literal>) -> Option<String> {
    let (file, document) = read(text);
    after(text, document.replace(&file, find(&document, path), &value.into()))
}

fn remove(text: &str, paths: &[&str]) -> Option<String> {
    let (file, document) = read(text);
    let found: Vec<_> = paths.iter().map(|path| find(&document, path)).collect();
    after(text, document.remove(&file, &found))
}

fn rename(text: &str, path: &str, key: &str) -> Option<String> {
    let (file, document) = read(text);
    after(text, document.rename(&file, find(&document, path), key))
}

fn is(text: &str) -> Option<String> {
    Some(text.to_owned())
}

#[test]
fn a_key_is_inserted_below_the_last_key_of_its_table() {
    let text = "[[r]]\r\n  a = 1 # one\r\n  # two\r\n  [r.d]\r\n    b = 1\r\n";
    assert_eq!(
        insert(text, "r[0]", "n", 2),
        is("[[r]]\r\n  a = 1 # one\r\n  n = 2\r\n  # two\r\n  [r.d]\r\n    b = 1\r\n")
    );
    assert_eq!(insert(text, "r[0].d", "n", 2), is(&format!("{text}    n = 2\r\n")));
    assert_eq!(insert(text, "r[0].d", "b", 2), None);
}

#[test]
fn a_key_is_inserted_behind_a_value_of_several_lines() {
    let text = "[a]\nb = [\n  1,\n] # c\n";
    assert_eq!(insert(text, "a", "n", 2), is("[a]\nb = [\n  1,\n] # c\nn = 2\n"));
}

#[test]
fn a_table_without_keys_is_indented_like_the_others() {
    let text = "[[r]]\n\ta = 1\n\t[r.d] # c\n";
    assert_eq!(
        insert(text, "r[0].d", "n", true),
        is("[[r]]\n\ta = 1\n\t[r.d] # c\n\t\tn = true\n")
    );
    assert_eq!(insert("  [a]", "a", "n", true), is("  [a]\n  n = true"));
}

#[test]
fn a_key_of_the_root_goes_before_the_first_header() {
    assert_eq!(
        insert("a = 1\n\n[b]\nc = 1\n", "", "n", 2),
        is("a = 1\nn = 2\n\n[b]\nc = 1\n")
    );
    assert_eq!(
        insert("# top\n\n# of b\n[b]\n", "", "n", 2),
        is("# top\n\nn = 2\n\n# of b\n[b]\n")
    );
    assert_eq!(insert("[b]\n", "", "n", 2), is("n = 2\n\n[b]\n"));
    assert_eq!(insert("# top", "", "n", 2), is("# top\nn = 2"));
    assert_eq!(insert("", "", "n", 2), is("n = 2\n"));
}

#[test]
fn a_key_joins_its_dotted_siblings() {
    assert_eq!(
        insert("d.a = 1 # c\ne = 2\n", "d", "n", 3),
        is("d.a = 1 # c\nd.n = 3\ne = 2\n")
    );
    assert_eq!(
        insert("x = { 'd' . a = 1, e = 2 }\n", "x.d", "n", 3),
        is("x = { 'd' . a = 1, 'd' . n = 3, e = 2 }\n")
    );
    // A second dotted key would make the header below a redefinition.
    assert_eq!(insert("a.b.c = 1\n[a]\n", "a.b", "n", 3), None);
}

#[test]
fn an_implied_table_gets_a_header_above_the_one_that_implies_it() {
    let text = "[[r]]\n  a = 1\n\n  # of s\n  [r.d.s]\n    b = 1\n";
    let expected = "[[r]]\n  a = 1\n\n  [r.d]\n    n = 2\n\n  # of s\n  [r.d.s]\n    b = 1\n";
    assert_eq!(insert(text, "r[0].d", "n", 2), is(expected));
}

#[test]
fn a_key_is_inserted_at_the_end_of_an_inline_table() {
    assert_eq!(insert("a = {}\n", "a", "n", 1), is("a = { n = 1 }\n"));
    assert_eq!(insert("a = { b = 1 }\n", "a", "n", 1), is("a = { b = 1, n = 1 }\n"));
    assert_eq!(insert("a = {b=1}\n", "a", "n", 1), is("a = {b=1, n=1}\n"));
    assert_eq!(
        insert("a = {\n  b = 1, # c\n}\n", "a", "n", 1),
        is("a = {\n  b = 1, # c\n  n = 1,\n}\n")
    );
}

#[test]
fn keys_and_tables_are_written_in_full() {
    let table = Literal::Table(vec![
        ("net.core".into(), "a".into()),
        ("b".into(), Literal::List(vec![1.into()])),
    ]);
    assert_eq!(
        insert("", "", "x y", table),
        is("\"x y\" = { \"net.core\" = \"a\", b = [1] }\n")
    );
    assert_eq!(insert("", "", "n", Literal::Null), None);
}

#[test]
fn a_pushed_secret_stays_a_secret() {
    let (file, document) = read("e = ['A=1']\n");
    let value = Literal::Text(Text::from("TOKEN=").secret(Secret::new("s3cret")));
    let edits = document.push(&file, find(&document, "e"), &[value]).unwrap();
    assert!(edits[0].text.holds_secret());
    assert_eq!(after(file.text(), Some(edits)), is("e = ['A=1', \"TOKEN=s3cret\"]\n"));
}

#[test]
fn elements_are_pushed_as_the_others_are_laid_out() {
    assert_eq!(push("a = []\n", "a", &["x", "y"]), is("a = [\"x\", \"y\"]\n"));
    assert_eq!(push("a = [1, 2,]\n", "a", &["x"]), is("a = [1, 2, \"x\",]\n"));
    assert_eq!(
        push("a = [\n  1, # one\n  # end\n]\n", "a", &["x", "y"]),
        is("a = [\n  1, # one\n  \"x\",\n  \"y\",\n  # end\n]\n")
    );
    assert_eq!(
        push("a = [\r\n  1 # one\r\n]\r\n", "a", &["x", "y"]),
        is("a = [\r\n  1, # one\r\n  \"x\",\r\n  \"y\"\r\n]\r\n")
    );
    assert_eq!(
        push("  a = [\n    # none\n  ]\n", "a", &["x"]),
        is("  a = [\n    # none\n    \"x\",\n  ]\n")
    );
    assert_eq!(push("  a = [\n  ]\n", "a", &["x"]), is("  a = [\n    \"x\",\n  ]\n"));
}

#[test]
fn a_value_keeps_its_quotes_and_its_layout() {
    assert_eq!(replace("a = 'x' # c\n", "a", "y"), is("a = 'y' # c\n"));
    assert_eq!(replace("a = \"x\"\n", "a", r#"{"k":1}"#), is("a = '{\"k\":1}'\n"));
    assert_eq!(replace("a = \"1\"\n", "a", 1), is("a = 1\n"));
    let list = || Literal::List(vec!["x".into(), "y".into()]);
    assert_eq!(
        replace("a = [\n  1,\n]\n", "a", list()),
        is("a = [\n  \"x\",\n  \"y\",\n]\n")
    );
    assert_eq!(replace("a = \"x\"\n", "a", list()), is("a = [\"x\", \"y\"]\n"));
    assert_eq!(replace("a = [ # why\n]\n", "a", list()), None);
    assert_eq!(replace("[a]\n", "a", 1), None);
}

#[test]
fn a_removed_entry_takes_its_line_but_no_comment() {
    assert_eq!(remove("a = 1\nb = [\n  2,\n]\nc = 3\n", &["b"]), is("a = 1\nc = 3\n"));
    assert_eq!(
        remove("a = 1\n  b = 2  # why\nc = 3\n", &["b"]),
        is("a = 1\n  # why\nc = 3\n")
    );
    assert_eq!(remove("a = 1\nb = [ # why\n]\n", &["b"]), None);
    assert_eq!(remove("d.a = 1\nd.b = 2\ne = 3\n", &["d"]), is("e = 3\n"));
    // Without its only key the table would be gone too.
    assert_eq!(remove("d.a = 1\n", &["d.a"]), None);
}

#[test]
fn removed_elements_take_their_commas() {
    assert_eq!(remove("a = [1, 2, 3]\n", &["a[0]", "a[2]"]), is("a = [2]\n"));
    assert_eq!(remove("a = [1, 2, 3]\n", &["a[1]", "a[2]"]), is("a = [1]\n"));
    assert_eq!(remove("a = [ 1 ]\n", &["a[0]"]), is("a = []\n"));
    assert_eq!(
        remove("a = [\n  1, # one\n  2, # two\n  3\n]\n", &["a[1]", "a[2]"]),
        is("a = [\n  1 # one\n  # two\n]\n")
    );
    assert_eq!(remove("a = [\n  1,\n  2,\n]\n", &["a[1]"]), is("a = [\n  1,\n]\n"));
    assert_eq!(remove("a = { b = 1, c = 2 }\n", &["a.c"]), is("a = { b = 1 }\n"));
    assert_eq!(
        remove("a = { b.x = 1, c = 2, b.y = 3 }\n", &["a.b"]),
        is("a = { c = 2 }\n")
    );
}

#[test]
fn a_table_is_removed_only_as_one_piece() {
    assert_eq!(remove("a = 1\n\n[b]\nc = 1\n\n[d]\n", &["b"]), is("a = 1\n\n[d]\n"));
    assert_eq!(remove("[b]\nc = 1\n[b.d]\n", &["b"]), None);
    assert_eq!(remove("[b]\n# why\nc = 1\n", &["b"]), None);
    assert_eq!(remove("[[b]]\nc = 1\n[[b]]\nc = 2\n", &["b[0]"]), is("[[b]]\nc = 2\n"));
    assert_eq!(remove("[[b]]\nc = 1\n", &["b[0]"]), None);
}

#[test]
fn a_key_is_renamed_where_it_stands_once() {
    assert_eq!(rename("a = 1 # c\n", "a", "b"), is("b = 1 # c\n"));
    assert_eq!(rename("'a' = 1\n", "a", "b c"), is("'b c' = 1\n"));
    assert_eq!(rename("a = 1\n", "a", "b c"), is("\"b c\" = 1\n"));
    assert_eq!(rename("[r.a]\nx = 1\n", "r.a", "b"), is("[r.b]\nx = 1\n"));
    assert_eq!(rename("[r]\n[r.a]\n", "r", "b"), None);
    assert_eq!(rename("d.a = 1\nd.b = 1\n", "d", "x"), None);
    assert_eq!(rename("a = 1\nb = 2\n", "a", "b"), None);
}

#[test]
fn a_part_of_a_string_is_replaced_in_its_quoting() {
    let splice = |text: &str, range, new: &str| {
        let (file, document) = read(text);
        let node = document.root.get("a").unwrap();
        after(text, document.splice(&file, node, range, &new.into()))
    };
    assert_eq!(splice(r#"a = "\u00e9b""#, 2..3, "\"c"), is(r#"a = "\u00e9\"c""#));
    assert_eq!(splice("a = 'xyz'", 1..2, "\\"), is("a = 'x\\z'"));
    assert_eq!(splice("a = 'xyz'", 1..2, "'"), None);
    assert_eq!(splice("a = \"\"", 0..0, "x"), is("a = \"x\""));
    assert_eq!(
        splice("a = \"\"\"\nx \\\n  y\"\"\"", 2..3, "z\n"),
        is("a = \"\"\"\nx \\\n  z\\n\"\"\"")
    );
}

#[test]
fn nothing_is_edited_beside_an_error() {
    assert_eq!(insert("[a]\nb = 1 2\n", "a", "n", 1), None);
    assert_eq!(
        insert("[a]\nb = 1\n[c]\nd = 1 2\n", "a", "n", 1),
        is("[a]\nb = 1\nn = 1\n[c]\nd = 1 2\n")
    );
    assert_eq!(push("a = [1 2]\n", "a", &["x"]), None);
    assert_eq!(remove("a = [1, 2 3]\n", &["a[0]"]), None);
    assert_eq!(replace("a = 'x\n", "a", "y"), None);
}

#[test]
fn a_table_that_is_defined_twice_is_not_edited() {
    // GitLab Runner remembers that `r.c` was implied, whatever element of `r` it was in.
    let text = "[[r]]\n[r.c.d]\n[[r]]\n[r.c]\na = 1\n[r.c]\nb = 2\n";
    assert!(read(text).1.parses());
    assert_eq!(insert(text, "r[1]", "n", 1), None);
    assert_eq!(insert(text, "r[1].c", "n", 1), None);
    assert_eq!(remove(text, &["r[1].c.a"]), None);
    assert_eq!(rename(text, "r[1].c", "n"), None);
    let once = "[[r]]\n[r.c.d]\n[[r]]\n[r.c]\nb = 2\n";
    assert_eq!(insert(once, "r[1].c", "n", 1), is(&format!("{once}n = 1\n")));
}
