//! The builders of edits: what is read afterwards differs in the named place only, and the comments stay.

use runnerlint::edit::{Edit, Literal, Text, apply};
use runnerlint::secret::Secret;
use runnerlint::source::{FileId, Format, Role, SourceFile};
use runnerlint::syntax::{Document, Found, parse};

use super::places::{Place, children, places};

/// Format, place (two bytes), builder, value, and a number for the builder.
pub(crate) const HEADER: usize = 6;

pub(crate) fn run(bytes: &[u8]) {
    let Some((header, text)) = bytes.split_first_chunk::<HEADER>() else {
        return;
    };
    let roles = [Role::RunnerConfig, Role::Pipeline, Role::DaemonConfig];
    let role = roles[usize::from(header[0]) % roles.len()];
    let file = SourceFile::new("file", role, text.to_vec());
    if file.undecodable.is_some() {
        return;
    }
    let document = parse(FileId::new(0), &file);
    let places = places(&document);
    let place = &places[usize::from(u16::from_le_bytes([header[1], header[2]])) % places.len()];
    let mut expected = document.root.literal();
    let made = made(&document, &file, place, header, &mut expected);
    if let Some(edits) = made {
        check(&file, &document, &edits, expected);
    }
}

/// The edits that the header asks for; the same change is made in `expected`.
fn made(
    document: &Document,
    file: &SourceFile,
    place: &Place<'_>,
    header: &[u8; HEADER],
    expected: &mut Literal,
) -> Option<Vec<Edit>> {
    let (new, number, found) = (value(header[4]), usize::from(header[5]), place.found);
    let key = ["new", "new key", "a.b", "it's \"new\"", "on", "é"][number % 6];
    match header[3] % 6 {
        0 => {
            let edits = document.insert(file, found, key, &new)?;
            match at(expected, &place.path)? {
                Literal::Table(entries) => entries.push((key.into(), new)),
                other => *other = Literal::Table(vec![(key.into(), new)]),
            }
            Some(edits)
        }
        1 => {
            let values = vec![new; number % 3];
            let edits = document.push(file, found, &values)?;
            match at(expected, &place.path)? {
                Literal::List(items) => items.extend(values),
                other => *other = Literal::List(values),
            }
            Some(edits)
        }
        // The root is the first document that holds anything.
        2 if new == Literal::Null && !document.others.is_empty() => None,
        2 => {
            let edits = document.replace(file, found, &new)?;
            *at(expected, &place.path)? = new;
            Some(edits)
        }
        3 => {
            let gone = |index: usize| index.is_multiple_of(8) || number >> (index % 8) & 1 == 1;
            let children = children(found.node).into_iter().enumerate();
            let children: Vec<Found<'_>> = children
                .filter(|(index, _)| gone(*index))
                .map(|(_, child)| child)
                .collect();
            let edits = document.remove(file, &children)?;
            let mut index = 0..;
            let mut stays = || !index.next().is_some_and(gone);
            match at(expected, &place.path)? {
                Literal::List(items) => items.retain(|_| stays()),
                Literal::Table(entries) => entries.retain(|_| stays()),
                _ => {}
            }
            Some(edits)
        }
        4 => {
            let (whole, Literal::Text(part)) = (found.node.as_str()?, new) else {
                return None;
            };
            let mut ends: Vec<usize> = (0..=whole.len()).filter(|at| whole.is_char_boundary(*at)).collect();
            let end = ends[number % ends.len()];
            ends.retain(|start| *start <= end);
            let range = ends[number / 16 % ends.len()]..end;
            let edits = document.splice(file, found.node, range.clone(), &part)?;
            let value = Text::new().plain(&whole[..range.start]).then(part);
            *at(expected, &place.path)? = Literal::Text(value.plain(&whole[range.end..]));
            Some(edits)
        }
        _ => {
            let (last, above) = place.path.split_last()?;
            // A builder is not asked for a name that is taken.
            let taken = found.parent?.entry(key).is_some();
            let edits = document.rename(file, found, key).filter(|_| !taken)?;
            match at(expected, above)? {
                Literal::Table(entries) => entries[*last].0 = key.into(),
                other => panic!("{other:?} has no keys"),
            }
            Some(edits)
        }
    }
}

fn at<'a>(value: &'a mut Literal, path: &[usize]) -> Option<&'a mut Literal> {
    path.iter().try_fold(value, |value, index| match value {
        Literal::List(items) => items.get_mut(*index),
        Literal::Table(entries) => entries.get_mut(*index).map(|(_, value)| value),
        _ => None,
    })
}

/// Values that need every kind of care.
fn value(number: u8) -> Literal {
    let texts = [
        "v",
        "",
        "yes",
        "012",
        "a: b",
        "# x",
        "it's \"x\" \\",
        "a\nb\u{1b}",
        "[x",
        "é😀",
        "- x ",
        "*a",
    ];
    match number % 24 {
        n @ 0..12 => texts[usize::from(n)].into(),
        12 => true.into(),
        13 => Literal::Integer(i64::MIN),
        14 => Literal::Float(1.0),
        15 => Literal::List(vec!["a".into(), Literal::Integer(2)]),
        16 => Literal::Table(vec![("x y".into(), 1.into()), ("z".into(), "w".into())]),
        17 => Literal::List(vec![Literal::Table(vec![("name".into(), "v".into())])]),
        18 => Literal::List(Vec::new()),
        19 => Literal::Table(Vec::new()),
        20 => Literal::Text(Text::new().plain("x").secret(Secret::new("s\"3"))),
        21 => Literal::Datetime("2024-01-01".into()),
        22 => Literal::Null,
        _ => "a\r\nb".into(),
    }
}

fn check(file: &SourceFile, document: &Document, edits: &[Edit], expected: Literal) {
    for (index, edit) in edits.iter().enumerate() {
        assert!(
            file.text().get(edit.span.range()).is_some(),
            "{edit:?} is no part of the text"
        );
        assert!(edits[..index].iter().all(|other| !other.conflicts(edit)), "{edits:?}");
    }
    // Of a broken text the proof of a fix decides.
    if !document.parses() || document.error_count > document.errors.len() {
        return;
    }
    let after = file.with_text(apply(file.text(), &mut edits.iter().collect()));
    let read = parse(FileId::new(0), &after);
    assert!(read.parses(), "{:?}\n{}", read.errors, after.text());
    let (found, expected) = (
        spelled(&read.root.literal(), document.format),
        spelled(&expected, document.format),
    );
    assert_eq!(found, expected, "\n{}", after.text());
    assert_eq!(comments(file, document), comments(&after, &read), "\n{}", after.text());
    assert_eq!(document.others.len(), read.others.len(), "\n{}", after.text());
}

fn comments(file: &SourceFile, document: &Document) -> Vec<String> {
    let texts = document
        .comments
        .iter()
        .map(|span| file.text()[span.range()].to_owned());
    let mut texts: Vec<String> = texts.collect();
    texts.sort();
    texts
}

/// A value as text, with its secrets. A TOML tree does not say in which order its keys were written.
fn spelled(value: &Literal, format: Format) -> String {
    match value {
        Literal::Text(text) => {
            let edit = Edit::new(runnerlint::source::Span::new(FileId::new(0), 0..0), text.clone());
            format!("{:?}", apply("", &mut vec![&edit]))
        }
        Literal::List(items) => format!(
            "{:?}",
            items.iter().map(|item| spelled(item, format)).collect::<Vec<_>>()
        ),
        Literal::Table(entries) => {
            let entries = entries
                .iter()
                .map(|(key, value)| format!("{key:?}: {}", spelled(value, format)));
            let mut entries: Vec<String> = entries.collect();
            if format == Format::Toml {
                entries.sort();
            }
            format!("{{{}}}", entries.join(", "))
        }
        other => format!("{other:?}"),
    }
}
