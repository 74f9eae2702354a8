//! The TOML reader and its edits.
//!
//! The reader takes the tokens of `toml_parser` and follows the grammar itself, so that it can go on after an error,
//! does not depend on the program's stack, and decides as GitLab Runner's decoder does. The root of a tree has the
//! empty span at the start of the text, because an edit of the root touches no more than its own lines.

mod arena;
mod datetime;
mod flow;
mod headers;
mod insert;
mod join;
mod json_strings;
mod keys;
mod lines;
mod look_alikes;
mod map;
mod marks;
mod names;
mod number;
mod old;
mod push;
mod quoted;
mod reader;
mod relocate;
mod remove;
mod replace;
mod scalar;
mod tables;
mod template;
mod tokens;
mod toml11;
mod value;
mod write;

use super::Document;
use crate::source::FileId;

pub use old::{is_read_by_old_library, unknown_to_old_library};
pub use template::parse_template;

pub(super) use headers::Outline;
pub(super) use insert::insert;
pub(super) use join::join;
pub(super) use map::string_map;
pub(super) use push::push;
pub(super) use relocate::relocate;
pub(super) use remove::remove;
pub(super) use replace::{rename, replace};

/// Reads a TOML text.
pub fn parse(file: FileId, text: &str) -> Document {
    let mut document = reader::Reader::new(file, text).read();
    if !document.errors.is_empty()
        && let Some(meant) = json_strings::as_meant(file, text)
    {
        document = meant;
    }
    document.errors.sort_by_key(|error| error.span);
    document
}
