//! JSON inside a string of another JSON text.

use super::edited;
use super::edits::{addresses, change, changed};
use super::layouts::{collection, layout, written};
use proptest::prelude::*;
use runnerlint::edit::Edit;
use runnerlint::source::{Address, Embedding, FileId, Role, SourceFile, Sources};
use runnerlint::syntax::{Document, Node, parse};

/// A host with `inner` as its second element, each character in one of its possible spellings.
fn host(inner: &str, spellings: &[bool]) -> String {
    let mut out = "{\"environment\": [\"A=1\", \"".to_owned();
    for (index, c) in inner.chars().enumerate() {
        if spellings[index % spellings.len()] {
            for unit in c.encode_utf16(&mut [0; 2]) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            let quoted = serde_json::Value::from(c.to_string()).to_string();
            out.push_str(&quoted[1..quoted.len() - 1]);
        }
    }
    out + "\"]}"
}

fn address() -> Address {
    Address::root().key("environment").index(1)
}

fn string(document: &Document) -> &Node {
    document.find(&address(), document.root.span).unwrap().node
}

/// The host and the text inside it.
fn sources(host: &str) -> (Sources, FileId) {
    let mut sources = Sources::new();
    let file = SourceFile::new("config.json", Role::DaemonConfig, host.into());
    let document = parse(FileId::new(0), &file);
    let node = string(&document);
    let map = document.string_map(&file, node).unwrap();
    let embedding = Embedding {
        file: FileId::new(0),
        address: address(),
        pieces: map.pieces,
        escape: map.escape,
        block: map.block,
    };
    let inner = SourceFile::embedded(&file, Role::DockerAuth, node.as_str().unwrap().to_owned(), embedding);
    sources.push(file);
    let inner = sources.push(inner);
    (sources, inner)
}

fn decoded(text: &str) -> String {
    serde_json::from_str(&format!("\"{text}\"")).unwrap()
}

#[test]
fn the_address_goes_through_the_string() {
    let (sources, inner) = sources(&host("{\"auths\": {}}", &[false]));
    let document = parse(inner, sources.get(inner));
    let cursor = document.cursor().get("auths").unwrap();
    assert_eq!(cursor.address.to_string(), "environment[1]!auths");
}

#[test]
fn an_edit_is_written_in_the_escapes_of_its_host() {
    let text = host("{\"auths\": {}}", &[false]);
    let (sources, inner) = sources(&text);
    let document = parse(inner, sources.get(inner));
    let auths = document
        .find(&address().inside().key("auths"), document.root.span)
        .unwrap();
    let edits = document
        .insert(sources.get(inner), auths, "r:5000", &"x".into())
        .unwrap();
    let lifted: Vec<Edit> = edits.into_iter().map(|edit| edit.lift(&sources).unwrap()).collect();
    assert_eq!(
        edited(&text, &lifted),
        r#"{"environment": ["A=1", "{\"auths\": {\"r:5000\": \"x\"}}"]}"#
    );
}

proptest! {
    #![proptest_config(crate::cases(2))]

    #[test]
    fn spans_and_edits_are_lifted_into_the_host(
        before in collection(),
        layout in layout(),
        spellings in prop::collection::vec(any::<bool>(), 1..12),
        pick in any::<prop::sample::Index>(),
        change in change(),
    ) {
        let text = written(&before, &layout);
        let host = host(&text, &spellings);
        let (sources, inner) = sources(&host);
        let file = sources.get(inner);
        prop_assert_eq!(file.text(), &text);
        let mut document = parse(inner, file);
        document.base = Address::root();
        let mut waiting = vec![&document.root];
        while let Some(node) = waiting.pop() {
            let lifted = sources.lift(node.span);
            prop_assert_eq!(decoded(&host[lifted.range()]), &text[node.span.range()]);
            waiting.extend(node.items());
            waiting.extend(node.entries().iter().map(|entry| &entry.node));
        }
        let places = addresses(&before, &Address::root());
        let mut expected = before;
        let edits = changed(&mut expected, pick.get(&places), &change, file, &document);
        prop_assume!(edits.is_some());
        let edits = edits.unwrap();
        let inside = edited(&text, &edits);
        let lifted: Vec<Edit> = edits.into_iter().map(|edit| edit.lift(&sources).unwrap()).collect();
        let outside = SourceFile::new("config.json", Role::DaemonConfig, edited(&host, &lifted).into());
        let document = parse(FileId::new(0), &outside);
        prop_assert_eq!(document.error_count, 0);
        prop_assert_eq!(string(&document).as_str().unwrap(), inside);
    }
}
