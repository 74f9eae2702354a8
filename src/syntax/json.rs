//! The JSON reader and its edits.

mod blank;
mod close;
mod collection;
mod layout;
mod member;
mod reader;
mod repeated;
mod string;
mod word;

use super::{Document, Entry, Found, Node};
use crate::edit::{Edit, Literal};
use crate::source::FileId;

pub(super) use string::string_map;

/// Reads a JSON text.
pub fn parse(file: FileId, text: &str) -> Document {
    reader::Reader::new(file, text).read()
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
