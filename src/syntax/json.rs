//! The JSON reader and its edits.

mod blank;
mod build;
mod close;
mod collection;
mod dissolve;
mod layout;
mod member;
mod reader;
mod relocate;
mod repeated;
mod string;
mod word;
mod write;

use super::Document;
use crate::source::FileId;

pub(super) use build::{insert, push, remove, rename, replace, wrap};
pub(super) use dissolve::dissolve;
pub(super) use relocate::relocate;
pub(super) use string::string_map;

/// Reads a JSON text.
pub fn parse(file: FileId, text: &str) -> Document {
    reader::Reader::new(file, text).read()
}
