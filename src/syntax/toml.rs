//! The TOML reader and its edits.
//!
//! The reader takes the tokens of `toml_parser` and follows the grammar itself, so that it can go on after an error,
//! does not depend on the program's stack, and decides as GitLab Runner's decoder does. The root of a tree has the
//! empty span at the start of the text, because an edit of the root touches no more than its own lines.

mod arena;
mod datetime;
mod keys;
mod number;
mod quoted;
mod reader;
mod scalar;
mod tables;
mod tokens;
mod toml11;
mod value;

use super::{Document, Entry, Found, Node, StringMap};
use crate::edit::{Edit, Literal};
use crate::source::FileId;

/// Reads a TOML text.
pub fn parse(file: FileId, text: &str) -> Document {
    let mut document = reader::Reader::new(file, text).read();
    document.errors.sort_by_key(|error| error.span);
    document
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

pub(super) fn push(_document: &Document, _text: &str, _sequence: &Node, _values: &[Literal]) -> Option<Vec<Edit>> {
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
