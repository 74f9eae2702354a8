use super::{crlf, edited, read};
use crate::source::{Role, SourceFile};
use crate::syntax::Found;

/// Removing the node at `path` gives `after`, with CRLF line ends as well.
fn removing(path: &str, before: &str, after: &str) {
    let removed = |text: &str| edited(text, path, |document, file, found| document.remove(file, &[found]));
    assert_eq!(removed(before).as_deref(), Some(after));
    assert_eq!(removed(&crlf(before)), Some(crlf(after)));
}

fn kept(path: &str, text: &str) {
    let removed = edited(text, path, |document, file, found| document.remove(file, &[found]));
    assert_eq!(removed, None, "{text:?}");
}

/// The text without all children of its root whose indices are given.
fn without(text: &str, indices: &[usize]) -> Option<String> {
    edited(text, "", |document, file, root| {
        let found = indices.iter().map(|index| Found {
            node: &root.node.items()[*index],
            entry: None,
            parent: Some(root.node),
            index: Some(*index),
        });
        document.remove(file, &found.collect::<Vec<_>>())
    })
}

#[test]
fn nothing_is_removed_between_brackets_that_are_not_closed() {
    for text in ["s: [😀\n[", "s: [\u{a0} ,'", "s: [? \"", "s: [", "{a: 1, b"] {
        let (file, document) = (SourceFile::new("a.yml", Role::Pipeline, text.into()), read(text));
        let root = &document.root;
        let parent = root.get("s").unwrap_or(root);
        let items = parent.items().iter().enumerate();
        for (index, node) in items {
            let found = Found {
                node,
                entry: None,
                parent: Some(parent),
                index: Some(index),
            };
            assert_eq!(document.remove(&file, &[found]), None, "{text}");
        }
        for entry in parent.entries() {
            let found = Found {
                node: &entry.node,
                entry: Some(entry),
                parent: Some(parent),
                index: None,
            };
            assert_eq!(document.remove(&file, &[found]), None, "{text}");
        }
    }
}

#[test]
fn an_entry_goes_with_all_its_lines() {
    removing("b", "a: 1\nb:\n  - c\n\n  - d: e\n\nf: 2\n", "a: 1\n\nf: 2\n");
    removing("b", "a: 1\nb: 2", "a: 1\n");
    removing("a.1", "a:\n- b\n- c: 1\n  d: 2\n- e\n", "a:\n- b\n- e\n");
}

#[test]
fn the_first_entry_behind_a_dash_leaves_the_dash_to_the_next() {
    removing("0.a", "- a: 1\n  b: 2\n", "- b: 2\n");
    removing("0.0", "- - a\n  - b\n", "- - b\n");
}

#[test]
fn nothing_is_removed_from_a_block_that_would_be_empty() {
    kept("a.b", "a:\n  b: 1\nc: 2\n");
    kept("a.0", "a:\n  - b\n");
}

#[test]
fn a_comment_neither_goes_nor_changes_its_owner() {
    kept("a", "a: 1 # b\nc: 2\n");
    kept("a", "a:\n  # b\n  c: 1\nd: 2\n");
    kept("c", "a: 1\n# about c\nc: 2\n");
    kept("c", "a: 1\r\n# about c\r\nc: 2\r\n");
    kept("0.a", "- a: 1 # b\n  c: 2\n");
    kept("0", "[a, # b\n c]\n");
    removing(
        "c",
        "a: 1\n# about all\n\nc: 2\n# end\n",
        "a: 1\n# about all\n\n# end\n",
    );
}

#[test]
fn an_anchor_that_is_used_elsewhere_stays() {
    kept("a", "a: &x 1\nb: *x\n");
    kept("a", "a:\n  &x b: 1\nc: *x\n");
    removing("a", "a: &x 1\nb: 2\n", "b: 2\n");
}

#[test]
fn blank_lines_do_not_fall_to_the_scalar_above() {
    removing("b", "a: |+\n  x\nb: 1\n\nc: 2\n", "a: |+\n  x\nc: 2\n");
    removing("b", "a: |\n  x\nb: 1\n\nc: 2\n", "a: |\n  x\n\nc: 2\n");
    removing("b", "a: |\n  x\nb: 1\n    \nc: 2\n", "a: |\n  x\nc: 2\n");
    kept("b", "a: |\n  x\nb: 1\n   # comment\nc: 2\n");
}

#[test]
fn an_element_goes_with_its_comma() {
    removing("0", "[a, b, c]\n", "[b, c]\n");
    removing("1", "[a, b, c]\n", "[a, c]\n");
    removing("2", "[a, b, c]\n", "[a, b]\n");
    removing("0", "[ a ]\n", "[]\n");
    removing("1", "[a, b,]\n", "[a,]\n");
    removing("b", "{a: , b: 1}\n", "{a: }\n");
    removing("0", "[\n  &x a,\n  b\n]\n", "[\n  b\n]\n");
    removing("1", "[\n  a,\n  b\n]\n", "[\n  a\n]\n");
}

#[test]
fn several_elements_go_at_once() {
    assert_eq!(without("[a, b, c, d]\n", &[0, 1, 3]).as_deref(), Some("[c]\n"));
    assert_eq!(without("[a, b]\n", &[0, 1]).as_deref(), Some("[]\n"));
    assert_eq!(without("- a\n- b\n- c\n", &[2, 0]).as_deref(), Some("- b\n"));
    assert_eq!(without("- a\n- b\n", &[0, 1]), None);
}

#[test]
fn a_plain_scalar_stays_above_a_tab_that_is_taken_only_behind_it() {
    kept("b", "a: \"\"\nb: c\n \t\n");
    kept("1", "[a, \"b\"\n\t]\n");
    removing("a", "a: \"\"\nb: c\n \t\n", "b: c\n \t\n");
}
