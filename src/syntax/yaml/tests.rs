//! What the reader promises; the promises of each edit are tested beside it.

mod adding;
mod generator;
mod properties;
mod reading;
mod refusing;
mod removing;
mod replacing;
mod typing;

use super::super::{Document, Found, Node, Scalar, Style, Value};
use crate::edit::{Edit, apply};
use crate::source::{Address, FileId, Role, SourceFile, Span};

/// The document of a text.
pub(super) fn read(text: &str) -> Document {
    super::parse(FileId::new(0), text)
}

/// A node on one line: tags and anchors, quotes where they are written, and the type of what is no string.
fn shown(node: &Node) -> String {
    let mut out = String::new();
    if let Some(tag) = &node.tag {
        out.push_str(&format!("{} ", tag.value));
    }
    if let Some(anchor) = &node.anchor {
        out.push_str(&format!("&{} ", anchor.value));
    }
    let list = |items: Vec<String>, brackets: [&str; 2]| format!("{}{}{}", brackets[0], items.join(", "), brackets[1]);
    out + &match &node.value {
        Value::Scalar(Scalar::String(value)) if node.style == Style::Bare => value.clone(),
        Value::Scalar(Scalar::String(value)) => format!("{value:?}"),
        Value::Scalar(Scalar::Null) => "null".into(),
        Value::Scalar(scalar) => format!("{scalar:?}"),
        Value::Sequence(items) => list(items.iter().map(shown).collect(), ["[", "]"]),
        Value::Mapping(entries) => {
            let entries = entries.iter();
            let entries = entries.map(|entry| format!("{}: {}", entry.key.value, shown(&entry.node)));
            list(entries.collect(), ["{", "}"])
        }
        Value::Alias(name) => format!("*{name}"),
        Value::Broken => "broken".into(),
    }
}

/// The root of a text that has no errors, as [`shown`].
fn root(text: &str) -> String {
    let document = read(text);
    assert!(document.errors.is_empty(), "{:?}", document.errors);
    shown(&document.root)
}

/// The text after the edits that `build` makes for the node at `path`: keys and indices, joined by dots.
fn edited(
    text: &str,
    path: &str,
    build: impl Fn(&Document, &SourceFile, Found<'_>) -> Option<Vec<Edit>>,
) -> Option<String> {
    let file = SourceFile::new("a.yml", Role::Pipeline, text.as_bytes().to_vec());
    let document = read(text);
    let steps = path.split('.').filter(|step| !step.is_empty());
    let below = |above: Address, step: &str| match step.parse() {
        Ok(index) => above.index(index),
        Err(_) => above.key(step),
    };
    let address = steps.fold(Address::root(), below);
    let found = document.find(&address, Span::new(FileId::new(0), 0..0)).unwrap();
    let edits = build(&document, &file, found)?;
    Some(apply(text, &mut edits.iter().collect()))
}

/// A text with CRLF line ends.
fn crlf(text: &str) -> String {
    text.replace('\n', "\r\n")
}
