//! The YAML reader and its edits.

use super::{Document, Entry, Found, Node, StringMap, Style, Value};
use crate::edit::{Edit, Literal};
use crate::source::{FileId, Format, Span};

/// Reads a YAML text.
pub fn parse(file: FileId, text: &str) -> Document {
    let root = Node::new(Span::new(file, 0..text.len()), Value::Mapping(Vec::new()), Style::Table);
    Document::empty(file, Format::Yaml, root)
}

pub(super) fn insert(
    _document: &Document,
    _text: &str,
    _mapping: Found<'_>,
    _key: &str,
    _value: &Literal,
) -> Option<Vec<Edit>> {
    None
}

pub(super) fn push(_document: &Document, _text: &str, _sequence: Found<'_>, _values: &[Literal]) -> Option<Vec<Edit>> {
    None
}

pub(super) fn replace(_document: &Document, _text: &str, _found: Found<'_>, _value: &Literal) -> Option<Vec<Edit>> {
    None
}

pub(super) fn remove(_document: &Document, _text: &str, _found: &[Found<'_>]) -> Option<Vec<Edit>> {
    None
}

pub(super) fn rename(_document: &Document, _text: &str, _entry: &Entry, _key: &str) -> Option<Vec<Edit>> {
    None
}

pub(super) fn string_map(_text: &str, _node: &Node) -> Option<StringMap> {
    None
}
