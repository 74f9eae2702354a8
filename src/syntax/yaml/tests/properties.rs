//! Whatever the text: an edit changes the named place and nothing else. See the invariants of the builders.

use proptest::prelude::*;

use super::super::string_map;
use super::generator::{Choices, text};
use super::read;
use crate::edit::{Edit, Literal, Text, apply};
use crate::secret::Secret;
use crate::source::{FileId, Role, SourceFile};
use crate::syntax::{Document, Found, Node, Scalar, Style, Value};

/// A node with the indices of its place, from the root on.
fn places<'a>(node: &'a Node, found: Found<'a>, path: &[usize], out: &mut Vec<(Vec<usize>, Found<'a>)>) {
    out.push((path.to_vec(), found));
    let entries = node.entries().iter().map(|entry| (&entry.node, Some(entry)));
    let items = node.items().iter().map(|item| (item, None));
    for (index, (child, entry)) in entries.chain(items).enumerate() {
        let found = Found {
            node: child,
            entry,
            parent: Some(node),
            index: entry.is_none().then_some(index),
        };
        places(child, found, &[path, &[index]].concat(), out);
    }
}

fn all_places(document: &Document) -> Vec<(Vec<usize>, Found<'_>)> {
    let root = Found {
        node: &document.root,
        entry: None,
        parent: None,
        index: None,
    };
    let mut out = Vec::new();
    places(&document.root, root, &[], &mut out);
    out
}

/// The value at `path` inside another.
fn at<'a>(value: &'a mut Literal, path: &[usize]) -> &'a mut Literal {
    path.iter().fold(value, |value, index| match value {
        Literal::List(items) => &mut items[*index],
        Literal::Table(entries) => &mut entries[*index].1,
        _ => unreachable!("a path leads through collections"),
    })
}

fn comments(document: &Document, text: &str) -> Vec<String> {
    let mut comments: Vec<String> = document
        .comments
        .iter()
        .map(|span| text[span.range()].to_owned())
        .collect();
    comments.sort();
    comments
}

/// Whether the span of a node begins with what a node of its kind begins with.
fn begins_right(text: &str, node: &Node) -> bool {
    let first = text[node.span.range()].chars().next();
    match (&node.value, node.style) {
        (Value::Sequence(_), Style::Block) => first == Some('-'),
        (_, Style::Literal) => first == Some('|'),
        (_, Style::Folded) => first == Some('>'),
        (Value::Alias(_), _) => first == Some('*'),
        _ => true,
    }
}

/// What the change of one place does to the value of the whole document.
type Change<'f> = &'f dyn Fn(&mut Literal, &[usize]);

/// Checks the edits of one place; gives whether there were any.
fn check(text: &str, path: &[usize], edits: Option<Vec<Edit>>, change: Change<'_>) -> Result<bool, TestCaseError> {
    let Some(edits) = edits else { return Ok(false) };
    let before = read(text);
    let after_text = apply(text, &mut edits.iter().collect());
    let after = read(&after_text);
    let mut expected = before.root.literal();
    change(&mut expected, path);
    prop_assert!(after.parses(), "{text:?}\n{after_text:?}\n{:?}", after.errors);
    prop_assert_eq!(
        spelled(&expected),
        spelled(&after.root.literal()),
        "{:?}\n{:?} {:?}",
        text,
        after_text,
        path
    );
    prop_assert_eq!(
        comments(&before, text),
        comments(&after, &after_text),
        "{:?}\n{:?}",
        text,
        after_text
    );
    prop_assert_eq!(before.others.len(), after.others.len());
    for (edit, next) in edits.iter().zip(edits.iter().skip(1)) {
        prop_assert!(!edit.conflicts(next), "{text:?} {edits:?}");
    }
    Ok(true)
}

/// A value as text, with its secrets, for comparing.
fn spelled(value: &Literal) -> String {
    match value {
        Literal::Text(text) => {
            let edit = Edit::new(crate::source::Span::new(FileId::new(0), 0..0), text.clone());
            format!("{:?}", apply("", &mut vec![&edit]))
        }
        Literal::List(items) => format!("[{}]", items.iter().map(|item| spelled(item) + ",").collect::<String>()),
        Literal::Table(entries) => {
            let entries = entries
                .iter()
                .map(|(key, value)| format!("{key:?}: {},", spelled(value)));
            format!("{{{}}}", entries.collect::<String>())
        }
        other => format!("{other:?}"),
    }
}

/// Values to write: strings that need every kind of care, and collections of them.
fn values() -> impl Strategy<Value = Literal> {
    let texts = prop::sample::select(vec![
        "v", "", "yes", "012", "a: b", "# x", "it's", "a\nb", "[x", "é, 😀", "*a1", "- x", "x ",
    ]);
    let scalar = prop_oneof![
        4 => texts.prop_map(Literal::from),
        1 => "[ -~\n\t\u{85}\u{2028}é]{0,8}".prop_map(Literal::from),
        1 => any::<i64>().prop_map(Literal::Integer),
        1 => any::<bool>().prop_map(Literal::Bool),
        1 => (-1e30..1e30f64).prop_map(Literal::Float),
        1 => Just(Literal::Null),
        1 => Just(Literal::Datetime("2024-01-01".into())),
        1 => Just(Literal::Text(Text::new().plain("x").secret(Secret::new("s\"3")))),
    ];
    scalar.prop_recursive(3, 8, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Literal::List),
            prop::collection::vec(inner, 0..3).prop_map(|values| {
                let keys = ["name", "on", "x, y: z"].map(String::from);
                Literal::Table(keys.into_iter().zip(values).collect())
            }),
        ]
    })
}

/// The texts, and a number that names a place in them.
fn numbers() -> impl Strategy<Value = (Vec<u16>, usize)> {
    (prop::collection::vec(any::<u16>(), 0..80), any::<usize>())
}

/// Runs `test` with the document and one of its nodes.
fn with_place(
    numbers: &[u16],
    place: usize,
    test: impl Fn(&Document, &SourceFile, &[usize], Found<'_>) -> Result<(), TestCaseError>,
) -> Result<(), TestCaseError> {
    let text = text(&mut Choices::new(numbers));
    let file = SourceFile::new("a.yml", Role::Pipeline, text.into_bytes());
    let document = read(file.text());
    prop_assert!(document.errors.is_empty(), "{:?} {:?}", file.text(), document.errors);
    let places = all_places(&document);
    let (path, found) = &places[place % places.len()];
    test(&document, &file, path, *found)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn inserting_adds_one_entry_at_the_end((numbers, place) in numbers(), value in values()) {
        with_place(&numbers, place, |document, file, path, found| {
            let edits = document.insert(file, found, "new key", &value);
            let change = |root: &mut Literal, path: &[usize]| match at(root, path) {
                Literal::Table(entries) => entries.push(("new key".into(), value.clone())),
                null => *null = Literal::Table(vec![("new key".into(), value.clone())]),
            };
            check(file.text(), path, edits, &change).map(drop)
        })?;
    }

    #[test]
    fn pushing_adds_elements_at_the_end((numbers, place) in numbers(), values in prop::collection::vec(values(), 1..3)) {
        with_place(&numbers, place, |document, file, path, found| {
            let edits = document.push(file, found, &values);
            let change = |root: &mut Literal, path: &[usize]| match at(root, path) {
                Literal::List(items) => items.extend(values.clone()),
                null => *null = Literal::List(values.clone()),
            };
            check(file.text(), path, edits, &change).map(drop)
        })?;
    }

    #[test]
    fn replacing_changes_one_value((numbers, place) in numbers(), value in values()) {
        with_place(&numbers, place, |document, file, path, found| {
            let edits = document.replace(file, found, &value);
            let change = |root: &mut Literal, path: &[usize]| *at(root, path) = value.clone();
            check(file.text(), path, edits, &change).map(drop)
        })?;
    }

    #[test]
    fn removing_takes_children_away_and_nothing_else((numbers, place) in numbers(), which in any::<u8>()) {
        with_place(&numbers, place, |document, file, path, parent| {
            let node = parent.node;
            let entries = node.entries().iter().map(|entry| (&entry.node, Some(entry)));
            let children = entries.chain(node.items().iter().map(|item| (item, None))).enumerate();
            let gone = |index: &usize| which & (1 << (index % 8)) != 0;
            let children = children.map(|(index, (child, entry))| {
                (index, Found { node: child, entry, parent: Some(node), index: entry.is_none().then_some(index) })
            });
            let found: Vec<_> = children.filter(|(index, _)| gone(index)).map(|(_, found)| found).collect();
            let change = |root: &mut Literal, path: &[usize]| {
                let mut index = 0..;
                let mut keep = || !index.next().is_some_and(|index| gone(&index));
                match at(root, path) {
                    Literal::List(items) => items.retain(|_| keep()),
                    Literal::Table(entries) => entries.retain(|_| keep()),
                    _ => {}
                }
            };
            check(file.text(), path, document.remove(file, &found), &change).map(drop)
        })?;
    }

    #[test]
    fn renaming_changes_one_key((numbers, place) in numbers(), name in prop::sample::select(vec!["n", "on", "a: b", "x y", ""])) {
        with_place(&numbers, place, |document, file, path, found| {
            let edits = document.rename(file, found, name);
            let change = |root: &mut Literal, path: &[usize]| {
                let (index, above) = path.split_last().expect("the root has no key");
                match at(root, above) {
                    Literal::Table(entries) => entries[*index].0 = name.into(),
                    other => panic!("{other:?}"),
                }
            };
            check(file.text(), path, edits, &change).map(drop)
        })?;
    }

    #[test]
    fn each_string_is_taken_apart_as_it_is_read((numbers, _) in numbers()) {
        let text = text(&mut Choices::new(&numbers));
        let document = read(&text);
        for (_, found) in all_places(&document) {
            let source = &text[found.node.span.range()];
            let Some(value) = found.node.as_str() else { continue };
            let is_symbol = found.node.style == Style::Bare && source.starts_with(':');
            let is_block = matches!(found.node.style, Style::Literal | Style::Folded);
            let unknown = found.node.tag.is_some() || is_symbol || is_block && (value.is_empty() || source[1..].starts_with(|c: char| c.is_ascii_digit()));
            prop_assert!(unknown || string_map(&text, found.node).is_some(), "{:?} in {:?}", source, text);
        }
    }

    #[test]
    fn a_part_of_a_string_is_spliced((numbers, place) in numbers(), cut in any::<(usize, usize)>(), new in "[a-z:'\" \\\\#é{]{0,4}") {
        with_place(&numbers, place, |document, file, path, found| {
            let Some(old) = found.node.as_str() else { return Ok(()) };
            let mut borders: Vec<usize> = old.char_indices().map(|(at, _)| at).collect();
            borders.push(old.len());
            let (a, b) = (borders[cut.0 % borders.len()], borders[cut.1 % borders.len()]);
            let range = a.min(b)..a.max(b);
            let edits = document.splice(file, found.node, range.clone(), &new.as_str().into());
            let spliced = format!("{}{new}{}", &old[..range.start], &old[range.end..]);
            // What the whole string becomes is the caller's care, who chooses the place: a number, a comment, …
            let plain = found.node.style == Style::Bare;
            let typed = plain && (super::super::typed(&spliced) != Scalar::String(spliced.clone()) || !spliced.chars().all(char::is_alphanumeric));
            let literal = found.node.style == Style::Literal && (spliced.contains(' ') || range.end == old.len() || range.is_empty() || old.contains("\n\n") || old.starts_with('\n') || spliced.contains("\n\n") || spliced.starts_with('\n'));
            if typed || literal {
                return Ok(());
            }
            let change = |root: &mut Literal, path: &[usize]| *at(root, path) = spliced.clone().into();
            check(file.text(), path, edits, &change).map(drop)
        })?;
    }

    #[test]
    fn any_text_is_read_with_places_inside_it(text in "([ -~]|[\n\t:\\-?&*!|>{}\\[\\],'\"#é\u{85}\r]| |\n- |: |\n  ){0,60}") {
        let document = read(&text);
        let places = all_places(&document);
        for (_, found) in places {
            prop_assert!(text.get(found.node.span.range()).is_some(), "{:?}", found.node.span);
            if document.errors.is_empty() {
                prop_assert!(begins_right(&text, found.node), "{text:?} {:?}", found.node);
            }
            if let Some(entry) = found.entry {
                prop_assert!(text.get(entry.key.span.range()).is_some());
                prop_assert!(text.get(entry.whole.range()).is_some());
                prop_assert!(entry.whole.contains(entry.key.span), "{text:?} {entry:?}");
            }
            for property in [&found.node.tag, &found.node.anchor].into_iter().flatten() {
                prop_assert!(text.get(property.span.range()).is_some());
            }
        }
        let spans = document.comments.iter().chain(&document.unread).chain(document.errors.iter().map(|error| &error.span));
        for span in spans {
            prop_assert!(text.get(span.range()).is_some(), "{span:?}");
        }
    }

    #[test]
    fn values_contain_their_children((numbers, _) in numbers()) {
        let text = text(&mut Choices::new(&numbers));
        let document = read(&text);
        for (_, found) in all_places(&document) {
            let outer = found.entry.map(|entry| entry.whole);
            let parent = found.parent.map(|parent| parent.span);
            for outer in [outer, parent].into_iter().flatten() {
                prop_assert!(outer.contains(found.node.span), "{:?} {:?}", text, found.node);
            }
            prop_assert!(begins_right(&text, found.node), "{:?} {:?}", text, found.node);
        }
    }
}

#[test]
fn most_edits_can_be_written() {
    let mut written = [0usize; 4];
    let mut asked = [0usize; 4];
    for seed in 0..400u32 {
        let numbers: Vec<u16> = (0..60)
            .map(|n: u32| (seed.wrapping_mul(2_654_435_761).wrapping_add(n.wrapping_mul(40_503)) >> 7) as u16)
            .collect();
        let text = text(&mut Choices::new(&numbers));
        let file = SourceFile::new("a.yml", Role::Pipeline, text.into_bytes());
        let document = read(file.text());
        for (_, found) in all_places(&document) {
            let value = Literal::from("v");
            let mut count = |kind: usize, edits: Option<Vec<Edit>>| {
                asked[kind] += 1;
                written[kind] += usize::from(edits.is_some());
            };
            match &found.node.value {
                Value::Mapping(_) => count(0, document.insert(&file, found, "k", &value)),
                Value::Sequence(_) => count(1, document.push(&file, found, std::slice::from_ref(&value))),
                _ => count(2, document.replace(&file, found, &value)),
            }
            if found
                .parent
                .is_some_and(|parent| parent.entries().len() + parent.items().len() > 1)
            {
                count(3, document.remove(&file, &[found]));
            }
        }
    }
    for (written, asked) in written.into_iter().zip(asked) {
        assert!(asked > 200 && written * 3 > asked * 2, "{written} of {asked}");
    }
}
