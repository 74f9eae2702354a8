//! Members that move into another object, and objects that leave their members behind.

use super::edits::{address, addresses, at, found, parsed};
use super::layouts::{Layout, collection, key, layout, written};
use super::{edited, to_serde};
use proptest::prelude::*;
use runnerlint::edit::{Edit, Literal};
use runnerlint::source::{Address, SourceFile, Step};
use runnerlint::syntax::{Document, Home};

fn relocated(text: &str, from: &str, to: &str, missing: Option<&str>) -> Option<String> {
    let (file, document) = parsed(text);
    let from = address(from);
    let home = Home {
        to: found(&document, &address(to)),
        missing,
    };
    let edits = document.relocate(&file, found(&document, &from), &home, from.last_key().unwrap())?;
    Some(edited(text, &edits))
}

fn dissolved(text: &str, path: &str, names: &[&str]) -> Option<String> {
    let (file, document) = parsed(text);
    let edits = document.dissolve(&file, found(&document, &address(path)), names)?;
    Some(edited(text, &edits))
}

#[test]
fn a_member_moves_below_the_last_one_of_its_new_object() {
    let text = "{\n    \"a\": 1,\n    \"p\": {\n        \"b\": 2\n    }\n}\n";
    let after = "{\n    \"p\": {\n        \"b\": 2,\n        \"a\": 1\n    }\n}\n";
    assert_eq!(relocated(text, "a", "p", None).unwrap(), after);
    assert_eq!(
        relocated("{\"p\": {}, \"a\": 1}", "a", "p", None).unwrap(),
        "{\"p\": {\"a\": 1}}"
    );
    assert_eq!(
        relocated("{\"p\": {\"b\": {\"c\": 1}}}", "p.b.c", "", None).unwrap(),
        "{\"p\": {\"b\": {}}, \"c\": 1}"
    );
}

#[test]
fn an_object_that_is_missing_is_written_around_a_member() {
    assert_eq!(
        relocated("{\n  \"a\": \"x\",\n  \"b\": 2\n}\n", "a", "", Some("p")).unwrap(),
        "{\n  \"b\": 2,\n  \"p\": {\n    \"a\": \"x\"\n  }\n}\n"
    );
    assert_eq!(
        relocated("{\r\n\t\"a\": \"x\"\r\n}", "a", "", Some("p")).unwrap(),
        "{\r\n\t\"p\": {\r\n\t\t\"a\": \"x\"\r\n\t}\r\n}"
    );
    assert_eq!(
        relocated("{\"b\":2,\"a\":1}", "a", "", Some("p")).unwrap(),
        "{\"b\":2,\"p\":{\"a\":1}}"
    );
}

#[test]
fn a_value_moves_as_it_is_written() {
    let text = "{\n  \"a\": [ 1.50,\n    \"\\u00e9\\/\" ],\n  \"p\": {\n    \"q\": {}\n  }\n}\n";
    let after = "{\n  \"p\": {\n    \"q\": {\n      \"a\": [ 1.50,\n        \"\\u00e9\\/\" ]\n    }\n  }\n}\n";
    assert_eq!(relocated(text, "a", "p.q", None).unwrap(), after);
}

#[test]
fn a_secret_moves_as_a_secret() {
    let text = "{\"a\": \"s3cret\", \"p\": {}}";
    let (mut file, document) = parsed(text);
    file.hide(7..13);
    let home = Home {
        to: found(&document, &address("p")),
        missing: None,
    };
    let edits = document.relocate(&file, found(&document, &address("a")), &home, "a");
    let edits = edits.unwrap();
    assert!(edits.iter().any(|edit| edit.text.holds_secret()));
    assert!(edits.iter().all(|edit| !edit.text.masked().contains("s3cret")));
    assert_eq!(edited(text, &edits), "{\"p\": {\"a\": \"s3cret\"}}");
}

#[test]
fn a_member_does_not_move_where_it_cannot_be_alone() {
    assert_eq!(relocated("{\"a\": 1, \"p\": {\"a\": 2}}", "a", "p", None), None);
    assert_eq!(relocated("{\"a\": {\"b\": {}}}", "a", "a.b", None), None);
    assert_eq!(relocated("{\"a\": 1, \"b\": 2}", "a", "", None), None);
    assert_eq!(relocated("{\"a\": 1, \"p\": [2]}", "a", "p", None), None);
    assert_eq!(relocated("{\"a\": 1, \"p\": {\"b\": 2,}}", "a", "p", None), None);
}

#[test]
fn members_stay_where_their_object_stood() {
    let text = "{\n  \"x\": 0,\n  \"w\": {\n    \"a\": [\n      1\n    ],\n\n    \"b\": 2\n  },\n  \"y\": 9\n}\n";
    let after = "{\n  \"x\": 0,\n  \"a\": [\n    1\n  ],\n\n  \"b\": 2,\n  \"y\": 9\n}\n";
    assert_eq!(dissolved(text, "w", &["a", "b"]).unwrap(), after);
    assert_eq!(
        dissolved("{\"w\": { \"a\": 1, \"b\": 2 }}", "w", &["a", "c"]).unwrap(),
        "{\"a\": 1, \"c\": 2}"
    );
    assert_eq!(
        dissolved("{\"w\": {\n  \"a\": 1\n}}", "w", &["a"]).unwrap(),
        "{\"a\": 1}"
    );
}

#[test]
fn an_object_stays_if_a_name_would_come_twice() {
    assert_eq!(dissolved("{\"a\": 0, \"w\": {\"a\": 1}}", "w", &["a"]), None);
    assert_eq!(dissolved("{\"w\": {\"w\": 1}}", "w", &["w"]), None);
    assert_eq!(dissolved("{\"w\": {\"a\": 1, \"a\": 2}}", "w", &["a", "a"]), None);
    assert_eq!(dissolved("{\"w\": {}}", "w", &[]), None);
    assert_eq!(dissolved("{\"w\": {\"a\": on}}", "w", &["a"]), None);
    assert_eq!(dissolved("[{\"a\": 1}]", "0", &["a"]), None);
}

/// Moves a member, in the value and in the text. `None` if it does not apply to these places.
fn moved(
    expected: &mut Literal,
    [from, to]: [&Address; 2],
    missing: Option<&str>,
    file: &SourceFile,
    document: &Document,
) -> Option<Vec<Edit>> {
    let (Step::Key(key), above) = (from.last()?.clone(), from.parent()?) else {
        return None;
    };
    let key = key.to_string();
    let stays = above == *to;
    let inside = to.len() >= from.len() && to.first(from.len()) == *from;
    let Literal::Table(pairs) = at(expected, to) else {
        return None;
    };
    let has = |name: &str| pairs.iter().any(|(other, _)| other == name);
    if inside || stays && missing.is_none() || has(missing.unwrap_or(&key)) {
        return None;
    }
    let home = Home {
        to: found(document, to),
        missing,
    };
    let edits = document.relocate(file, found(document, from), &home, &key);
    let value = at(expected, from).clone();
    let added = match missing {
        None => (key.clone(), value),
        Some(missing) => (missing.to_owned(), Literal::Table(vec![(key.clone(), value)])),
    };
    let Literal::Table(pairs) = at(expected, to) else {
        return None;
    };
    pairs.push(added);
    let Literal::Table(pairs) = at(expected, &above) else {
        return None;
    };
    pairs.retain(|(other, _)| *other != key);
    Some(edits.expect("a move in a valid text can be written"))
}

/// Dissolves an object, in the value and in the text. `None` if it does not apply to this place.
fn spread(expected: &mut Literal, place: &Address, file: &SourceFile, document: &Document) -> Option<Vec<Edit>> {
    let (Step::Key(key), above) = (place.last()?.clone(), place.parent()?) else {
        return None;
    };
    let Literal::Table(members) = at(expected, place).clone() else {
        return None;
    };
    let Literal::Table(pairs) = at(expected, &above) else {
        return None;
    };
    let is_taken = |name: &String| pairs.iter().any(|(other, _)| other == name);
    if members.is_empty() || members.iter().any(|(name, _)| is_taken(name)) {
        return None;
    }
    let index = pairs.iter().position(|(name, _)| key == name.as_str())?;
    let names: Vec<&str> = members.iter().map(|(name, _)| name.as_str()).collect();
    let edits = document.dissolve(file, found(document, place), &names);
    pairs.splice(index..=index, members.clone());
    Some(edits.expect("an object of a valid text can be dissolved"))
}

fn holds(text: &str, edits: &[Edit], expected: &Literal, layout: &Layout) -> Result<(), TestCaseError> {
    for (index, edit) in edits.iter().enumerate() {
        prop_assert!(edits[..index].iter().all(|other| !edit.conflicts(other)));
    }
    let after = edited(text, edits);
    let (_, document) = parsed(&after);
    prop_assert_eq!(document.error_count, 0, "{}", after);
    prop_assert_eq!(&document.root.literal(), expected, "{}", after);
    let other: serde_json::Value = serde_json::from_str(&after).unwrap();
    prop_assert_eq!(other, to_serde(expected));
    match layout {
        Layout::Line { .. } => prop_assert!(!after.contains('\n'), "{after}"),
        Layout::Lines { newline: "\r\n", .. } => {
            prop_assert_eq!(after.matches('\n').count(), after.matches("\r\n").count());
        }
        Layout::Lines { .. } => prop_assert!(!after.contains('\r')),
        Layout::Odd(_) => {}
    }
    Ok(())
}

/// The places in turn, beginning with the picked one.
fn from<'a>(places: &'a [Address], pick: &prop::sample::Index) -> impl Iterator<Item = &'a Address> {
    let at = pick.index(places.len());
    places[at..].iter().chain(&places[..at])
}

proptest! {
    #![proptest_config(crate::cases(4))]

    #[test]
    fn a_move_changes_what_it_was_asked_to_and_nothing_else(
        before in collection(),
        layout in layout(),
        picks in any::<[prop::sample::Index; 2]>(),
        missing in prop::option::of(key()),
    ) {
        let text = written(&before, &layout);
        let (file, document) = parsed(&text);
        let places = addresses(&before, &Address::root());
        let mut expected = before;
        let ends = from(&places, &picks[0]).flat_map(|start| from(&places, &picks[1]).map(move |end| [start, end]));
        let edits = ends.take(200).find_map(|ends| moved(&mut expected, ends, missing.as_deref(), &file, &document));
        holds(&text, &edits.unwrap_or_default(), &expected, &layout)?;
    }

    #[test]
    fn an_object_is_dissolved_and_nothing_else_changes(
        before in collection(),
        layout in layout(),
        pick in any::<prop::sample::Index>(),
    ) {
        let text = written(&before, &layout);
        let (file, document) = parsed(&text);
        let places = addresses(&before, &Address::root());
        let mut expected = before;
        let edits = from(&places, &pick).find_map(|place| spread(&mut expected, place, &file, &document));
        holds(&text, &edits.unwrap_or_default(), &expected, &layout)?;
    }
}
