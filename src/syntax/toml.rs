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

use super::{Document, Fault, Template};
use crate::source::{FileId, Span};

pub use old::{is_read_by_old_library, unknown_to_old_library};

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

/// Reads a TOML text that may have marks of a template. What is wrong beside a mark, or where marks decide which lines there are, is
/// no fault of the text.
pub fn parse_template(file: FileId, text: &str) -> Document {
    let Some(neutral) = template::neutral(text) else {
        return parse(file, text);
    };
    let mut document = parse(file, &neutral.text);
    let spans = |ranges: &[std::ops::Range<usize>]| ranges.iter().map(|range| Span::new(file, range.clone())).collect();
    let template = Template {
        open: spans(&neutral.open),
        adrift: spans(&neutral.adrift),
        is_partial: neutral.is_partial,
        is_shaped: neutral.is_shaped,
    };
    let lines = |span: Span| {
        let range = span.range();
        let start = text[..range.start].rfind('\n').map_or(0, |at| at + 1);
        let end = text[range.end..].find('\n').map_or(text.len(), |at| range.end + at);
        Span::new(file, start..end)
    };
    let repeats = |fault: &Fault| matches!(fault, Fault::Duplicate { .. } | Fault::Redefined { .. });
    document.errors.retain(|error| {
        !template.is_shaped && !template.touches(lines(error.span)) && !(template.is_partial && repeats(&error.fault))
    });
    document.error_count = document.errors.len();
    document.template = Some(Box::new(template));
    document
}
