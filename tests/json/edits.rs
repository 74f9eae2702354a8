//! The builders: what is changed, and what the new text looks like.

use super::layouts::{Layout, collection, key, layout, value, written};
use super::{edited, file, to_serde};
use proptest::prelude::*;
use runnerlint::edit::{Edit, Literal, Piece, Text};
use runnerlint::secret::Secret;
use runnerlint::source::{Address, FileId, SourceFile, Step};
use runnerlint::syntax::{Document, Found, parse};

pub(crate) fn parsed(text: &str) -> (SourceFile, Document) {
    let file = file(text);
    let document = parse(FileId::new(0), &file);
    (file, document)
}

pub(crate) fn address(path: &str) -> Address {
    let steps = path.split('.').filter(|step| !step.is_empty());
    steps.fold(Address::root(), |above, step| match step.parse() {
        Ok(index) => above.index(index),
        Err(_) => above.key(step),
    })
}

pub(crate) fn found<'a>(document: &'a Document, address: &Address) -> Found<'a> {
    document.find(address, document.root.span.before()).unwrap()
}

fn table(pairs: &[(&str, Literal)]) -> Literal {
    Literal::Table(
        pairs
            .iter()
            .map(|(key, value)| (key.to_string(), value.clone()))
            .collect(),
    )
}

fn insert(text: &str, path: &str, key: &str, value: &Literal) -> Option<String> {
    let (file, document) = parsed(text);
    let edits = document.insert(&file, found(&document, &address(path)), key, value)?;
    Some(edited(text, &edits))
}

fn push(text: &str, path: &str, values: &[Literal]) -> Option<String> {
    let (file, document) = parsed(text);
    let edits = document.push(&file, found(&document, &address(path)), values)?;
    Some(edited(text, &edits))
}

fn replace(text: &str, path: &str, value: &Literal) -> Option<String> {
    let (file, document) = parsed(text);
    let edits = document.replace(&file, found(&document, &address(path)), value)?;
    Some(edited(text, &edits))
}

fn remove(text: &str, paths: &[&str]) -> Option<String> {
    let (file, document) = parsed(text);
    let paths: Vec<_> = paths.iter().map(|path| found(&document, &address(path))).collect();
    let edits = document.remove(&file, &paths)?;
    Some(edited(text, &edits))
}

#[test]
fn a_key_is_inserted_below_the_last_key_of_its_object() {
    let text = "{\r\n\t\"debug\": true\r\n}\r\n";
    let after = "{\r\n\t\"debug\": true,\r\n\t\"mtu\": 1450\r\n}\r\n";
    assert_eq!(insert(text, "", "mtu", &1450.into()).unwrap(), after);
}

#[test]
fn an_object_on_one_line_stays_on_one_line() {
    let opts = table(&[("max-size", "10m".into()), ("max-file", "3".into())]);
    assert_eq!(
        insert("{\"debug\": true}\n", "", "log-opts", &opts).unwrap(),
        "{\"debug\": true, \"log-opts\": {\"max-size\": \"10m\", \"max-file\": \"3\"}}\n"
    );
    assert_eq!(
        insert("{\"a\":1,\"b\":{}}", "b", "c", &Literal::List(vec![1.into(), 2.into()])).unwrap(),
        "{\"a\":1,\"b\":{\"c\":[1,2]}}"
    );
}

#[test]
fn an_object_in_a_text_of_several_lines_is_written_in_several_lines() {
    let opts = table(&[("max-size", "10m".into())]);
    assert_eq!(
        insert("{\n    \"a\": 1\n}\n", "", "log-opts", &opts).unwrap(),
        "{\n    \"a\": 1,\n    \"log-opts\": {\n        \"max-size\": \"10m\"\n    }\n}\n"
    );
}

#[test]
fn the_first_key_of_an_empty_object_is_indented_by_one_step() {
    assert_eq!(insert("{}\n", "", "a", &1.into()).unwrap(), "{\n  \"a\": 1\n}\n");
    assert_eq!(insert("{ }", "", "a", &1.into()).unwrap(), "{\"a\": 1}");
    assert_eq!(
        insert("{\n\t\"a\": {}\n}\n", "a", "b", &1.into()).unwrap(),
        "{\n\t\"a\": {\n\t\t\"b\": 1\n\t}\n}\n"
    );
}

#[test]
fn a_list_is_written_like_the_other_lists() {
    let mirrors = Literal::List(vec!["https://m.example.com".into()]);
    assert_eq!(
        insert("{\n  \"dns\": [\"1.1.1.1\"]\n}\n", "", "m", &mirrors).unwrap(),
        "{\n  \"dns\": [\"1.1.1.1\"],\n  \"m\": [\"https://m.example.com\"]\n}\n"
    );
    assert_eq!(
        insert("{\n  \"dns\": [\n    \"1.1.1.1\"\n  ]\n}\n", "", "m", &mirrors).unwrap(),
        "{\n  \"dns\": [\n    \"1.1.1.1\"\n  ],\n  \"m\": [\n    \"https://m.example.com\"\n  ]\n}\n"
    );
}

#[test]
fn elements_are_pushed_as_their_neighbours_stand() {
    let values = ["b".into(), "c".into()];
    assert_eq!(push("[\"a\"]", "", &values).unwrap(), "[\"a\", \"b\", \"c\"]");
    assert_eq!(
        push("{\"x\":[ \"a\" ]}", "x", &values).unwrap(),
        "{\"x\":[ \"a\",\"b\",\"c\" ]}"
    );
    assert_eq!(
        push("{\n  \"x\": [\n      \"a\"\n  ]\n}", "x", &values).unwrap(),
        "{\n  \"x\": [\n      \"a\",\n      \"b\",\n      \"c\"\n  ]\n}"
    );
    assert_eq!(
        push("{\n  \"x\": []\n}\n", "x", &values).unwrap(),
        "{\n  \"x\": [\"b\", \"c\"]\n}\n"
    );
    assert_eq!(
        push("{\n  \"x\": []\n}\n", "x", &[table(&[("size", 24.into())])]).unwrap(),
        "{\n  \"x\": [\n    {\n      \"size\": 24\n    }\n  ]\n}\n"
    );
}

#[test]
fn an_element_goes_with_its_comma_and_its_line() {
    let text = "{\n  \"a\": 1,\n  \"b\": 2,\n\n  \"c\": 3\n}\n";
    assert_eq!(remove(text, &["a"]).unwrap(), "{\n  \"b\": 2,\n\n  \"c\": 3\n}\n");
    assert_eq!(remove(text, &["c"]).unwrap(), "{\n  \"a\": 1,\n  \"b\": 2\n}\n");
    assert_eq!(remove(text, &["a", "c"]).unwrap(), "{\n  \"b\": 2\n}\n");
    assert_eq!(remove(text, &["c", "b"]).unwrap(), "{\n  \"a\": 1\n}\n");
    assert_eq!(remove(text, &["a", "b", "c"]).unwrap(), "{}\n");
    assert_eq!(remove("[1, 2 , 3]", &["1"]).unwrap(), "[1, 3]");
}

#[test]
fn one_of_two_equal_keys_can_be_taken_away() {
    let text = "{\"a\": 1, \"a\": 2}";
    let (file, document) = parsed(text);
    let first = document.root.entries()[0].whole;
    let found = document.find(&address("a"), first).unwrap();
    let edits = document.remove(&file, &[found]).unwrap();
    assert_eq!(edited(text, &edits), "{\"a\": 2}");
}

#[test]
fn a_value_is_replaced_in_the_layout_of_the_old_one() {
    let list = Literal::List(vec![1.into(), 2.into()]);
    assert_eq!(replace("{\"a\": true}", "a", &"x".into()).unwrap(), "{\"a\": \"x\"}");
    assert_eq!(
        replace("{\n  \"a\": [9]\n}", "a", &list).unwrap(),
        "{\n  \"a\": [1, 2]\n}"
    );
    assert_eq!(
        replace("{\n  \"a\": [\n    9\n  ]\n}", "a", &list).unwrap(),
        "{\n  \"a\": [\n    1,\n    2\n  ]\n}"
    );
}

#[test]
fn an_object_can_be_put_around_a_value() {
    let (_, document) = parsed(" {\"r:5000\": {}}\n");
    let edits = document.wrap(found(&document, &address("")), "auths").unwrap();
    assert_eq!(
        edited(" {\"r:5000\": {}}\n", &edits),
        " {\"auths\": {\"r:5000\": {}}}\n"
    );
    let (_, document) = parsed("{\"r:5000\": }");
    assert_eq!(document.wrap(found(&document, &address("")), "auths"), None);
}

#[test]
fn what_json_cannot_write_is_not_written() {
    assert_eq!(insert("{}", "", "a", &Literal::Datetime("2027-01-31".into())), None);
    assert_eq!(insert("{}", "", "a", &Literal::Float(f64::NAN)), None);
    assert_eq!(insert("{\"a\": 1}", "", "a", &2.into()), None);
    assert_eq!(push("{}", "", &[1.into()]), None);
    assert_eq!(insert("[]", "", "a", &1.into()), None);
}

#[test]
fn nothing_is_edited_beside_an_error() {
    assert_eq!(insert("{\"a\": 1,}", "", "b", &2.into()), None);
    assert_eq!(insert("{\"a\": 1 // one\n}", "", "b", &2.into()), None);
    assert_eq!(insert("{\"a\": {\"b\": 1", "a", "c", &2.into()), None);
    assert_eq!(push("{\"a\": [1", "a", &[2.into()]), None);
    assert_eq!(remove("[1, /* one */ 2]", &["0"]), None);
    assert_eq!(remove("[1 2, 3]", &["1"]), None);
    assert_eq!(replace("{\"a\": on}", "a", &true.into()), None);
}

#[test]
fn nothing_is_edited_while_errors_are_not_listed() {
    let text = format!("{{\"a\": [{}], \"b\": []}}", "x,".repeat(200));
    assert_eq!(push(&text, "b", &[1.into()]), None);
}

#[test]
fn a_secret_is_escaped_and_stays_a_secret() {
    let text = "{\"auth\": \"old\"}";
    let (file, document) = parsed(text);
    let value = Text::new().plain("a\"").secret(Secret::new("s3\"cret"));
    let edits = document
        .replace(&file, found(&document, &address("auth")), &Literal::Text(value))
        .unwrap();
    assert!(edits[0].text.holds_secret());
    assert_eq!(edited(text, &edits), r#"{"auth": "a\"s3\"cret"}"#);
    assert_eq!(edits[0].text, {
        let escaped = Text::new().plain("\"a\\\"").secret(Secret::new("s3\\\"cret"));
        escaped.plain("\"")
    });
    assert_ne!(Piece::Secret(Secret::new("")), Piece::Plain(String::new()));
}

#[test]
fn a_part_of_a_string_is_spliced_in_its_own_escapes() {
    let text = r#"["a\tb\u00e9c"]"#;
    let (file, document) = parsed(text);
    let node = &document.root.items()[0];
    let splice = |range, with: &str| {
        let edits = document.splice(&file, node, range, &with.into()).unwrap();
        edited(text, &edits)
    };
    assert_eq!(splice(1..2, "\n"), r#"["a\nb\u00e9c"]"#);
    assert_eq!(splice(3..5, "\""), r#"["a\tb\"c"]"#);
    assert_eq!(splice(6..6, "!"), r#"["a\tb\u00e9c!"]"#);
}

/// A change of one place, by choices that fit any tree.
#[derive(Debug, Clone)]
pub(crate) enum Change {
    Insert(String, Literal),
    Push(Vec<Literal>),
    Replace(Literal),
    Remove(Vec<bool>),
    Rename(String),
}

pub(crate) fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        (key(), value()).prop_map(|(key, value)| Change::Insert(key, value)),
        prop::collection::vec(value(), 0..3).prop_map(Change::Push),
        value().prop_map(Change::Replace),
        prop::collection::vec(any::<bool>(), 5).prop_map(Change::Remove),
        key().prop_map(Change::Rename),
    ]
}

/// All addresses of a value, its own first.
pub(crate) fn addresses(value: &Literal, at: &Address) -> Vec<Address> {
    let mut all = vec![at.clone()];
    match value {
        Literal::List(items) => {
            for (index, item) in items.iter().enumerate() {
                all.extend(addresses(item, &at.index(index)));
            }
        }
        Literal::Table(pairs) => {
            for (key, item) in pairs {
                all.extend(addresses(item, &at.key(key)));
            }
        }
        _ => {}
    }
    all
}

pub(crate) fn at<'a>(value: &'a mut Literal, address: &Address) -> &'a mut Literal {
    address
        .steps()
        .into_iter()
        .fold(value, |value, step| match (value, step) {
            (Literal::List(items), Step::Index(index)) => &mut items[*index],
            (Literal::Table(pairs), Step::Key(key)) => &mut pairs.iter_mut().find(|(k, _)| *key == *k).unwrap().1,
            _ => panic!("no such address"),
        })
}

/// Makes the change in the value and in the text. `None` if it does not apply to this place.
pub(crate) fn changed(
    expected: &mut Literal,
    place: &Address,
    change: &Change,
    file: &SourceFile,
    document: &Document,
) -> Option<Vec<Edit>> {
    let here = found(document, place);
    let target = at(expected, place);
    let edits = match (change, target) {
        (Change::Insert(key, value), Literal::Table(pairs)) if pairs.iter().all(|(k, _)| k != key) => {
            pairs.push((key.clone(), value.clone()));
            document.insert(file, here, key, value)
        }
        (Change::Push(values), Literal::List(items)) => {
            items.extend(values.iter().cloned());
            document.push(file, here, values)
        }
        (Change::Replace(value), target) => {
            *target = value.clone();
            document.replace(file, here, value)
        }
        (Change::Remove(goes), Literal::List(items)) => {
            let count = items.len();
            let goes: Vec<_> = (0..count).filter(|index| goes[index % goes.len()]).collect();
            let gone: Vec<_> = goes.iter().map(|index| found(document, &place.index(*index))).collect();
            *items = (0..count)
                .filter(|index| !goes.contains(index))
                .map(|index| items[index].clone())
                .collect();
            (!gone.is_empty()).then(|| document.remove(file, &gone))?
        }
        (Change::Remove(goes), Literal::Table(pairs)) => {
            let keys = pairs.iter().enumerate().filter(|(index, _)| goes[index % goes.len()]);
            let keys: Vec<_> = keys.map(|(_, (key, _))| key.clone()).collect();
            let gone: Vec<_> = keys.iter().map(|key| found(document, &place.key(key))).collect();
            pairs.retain(|(key, _)| !keys.contains(key));
            (!gone.is_empty()).then(|| document.remove(file, &gone))?
        }
        (Change::Rename(key), Literal::Table(pairs)) if pairs.iter().all(|(k, _)| k != key) => {
            let (old, _) = pairs.first()?.clone();
            pairs[0].0.clone_from(key);
            document.rename(file, found(document, &place.key(old)), key)
        }
        _ => return None,
    };
    Some(edits.expect("a change of a valid text can be written"))
}

proptest! {
    #![proptest_config(crate::cases(4))]

    #[test]
    fn an_edit_changes_what_it_was_asked_to_and_nothing_else(
        before in collection(),
        layout in layout(),
        pick in any::<prop::sample::Index>(),
        change in change(),
    ) {
        let text = written(&before, &layout);
        let (file, document) = parsed(&text);
        prop_assert_eq!(document.error_count, 0);
        prop_assert_eq!(&document.root.literal(), &before);
        let places = addresses(&before, &Address::root());
        let mut expected = before;
        let edits = changed(&mut expected, pick.get(&places), &change, &file, &document);
        prop_assume!(edits.is_some());
        let edits = edits.unwrap();
        for (index, edit) in edits.iter().enumerate() {
            prop_assert!(edits[..index].iter().all(|other| !edit.conflicts(other)));
        }
        let after = edited(&text, &edits);
        let (_, document) = parsed(&after);
        prop_assert_eq!(document.error_count, 0, "{}", after);
        prop_assert_eq!(document.root.literal(), expected.clone(), "{}", after);
        let other: serde_json::Value = serde_json::from_str(&after).unwrap();
        prop_assert_eq!(other, to_serde(&expected));
        match layout {
            Layout::Line { .. } => prop_assert!(!after.contains('\n'), "{after}"),
            Layout::Lines { newline: "\r\n", .. } => {
                prop_assert_eq!(after.matches('\n').count(), after.matches("\r\n").count());
            }
            Layout::Lines { .. } => prop_assert!(!after.contains('\r')),
            Layout::Odd(_) => {}
        }
    }
}
