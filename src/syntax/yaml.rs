//! The YAML reader and its edits: what GitLab's Psych makes of a text, with a place for every value.

mod adapted;
mod add;
mod judge;
mod layout;
mod message;
mod parts;
mod reader;
mod remove;
mod replace;
mod spelling;
mod strings;
#[cfg(test)]
mod tests;
mod tokens;
mod tree;
mod typing;
mod write;

use super::{Document, Fault, Node, Scalar, SyntaxError};
use crate::source::{FileId, Format, Span};

pub(super) use add::{insert, push};
pub(super) use remove::remove;
pub(super) use replace::{breaks_block, quoted_anew, rename, replace};
pub(super) use strings::string_map;
pub use typing::typed;

/// Reads a YAML text as GitLab does: cut into documents first, each of them read by itself.
///
/// The root is the first document that holds anything; an empty text is a null at its end. Of each document the
/// first error is reported, and what was read before it is kept.
///
/// - A block collection reaches from its first `-` or key to the end of its last value, without the line end.
/// - A block scalar reaches from its `|` or `>` to the end of its last line, without the line end. Blank lines below
///   belong to it only where they belong to its value: in a `|+` scalar.
/// - A missing value is a null with an empty span, right after its `:`, `-`, tag or anchor, else after its key.
/// - A key that is a string or a symbol is the string; of any other key (`on`, `1`, `[a]`, `*a`) it is its source
///   text. [`typed`] tells what Psych makes of a plain one.
/// - An entry begins with its `?`, tag or anchor, if it has one.
pub fn parse(file: FileId, text: &str) -> Document {
    let end = Span::new(file, text.len()..text.len());
    let mut document = Document::empty(file, Format::Yaml, Node::scalar(end, Scalar::Null));
    let mut roots = Vec::new();
    for part in parts::parts(text) {
        roots.extend(reader::read(&mut document, text, part.clone()));
        refuse_control_characters(&mut document, text, part);
    }
    document.comments.sort();
    let mut roots = roots.into_iter();
    if let Some(root) = roots.next() {
        document.root = root;
    }
    document.others = roots.collect();
    document
}

/// libyaml reads no control characters, wherever they stand, and stops at the first.
fn refuse_control_characters(document: &mut Document, text: &str, part: std::ops::Range<usize>) {
    let bytes = &text.as_bytes()[part.clone()];
    let is_control = |at: usize| match bytes[at] {
        b'\t' | b'\n' | b'\r' => false,
        0..0x20 | 0x7F => true,
        // U+0080 to U+009F but for the line break U+0085, U+FFFE and U+FFFF.
        0xC2 => matches!(bytes.get(at + 1), Some(0x80..=0x84 | 0x86..=0x9F)),
        0xEF => bytes[at..].starts_with(&[0xEF, 0xBF, 0xBE]) || bytes[at..].starts_with(&[0xEF, 0xBF, 0xBF]),
        _ => false,
    };
    let is_suspicious = |byte: u8| {
        let is_blank = matches!(byte, b'\t' | b'\n' | b'\r');
        byte < 0x20 && !is_blank || byte == 0x7F || byte == 0xC2 || byte == 0xEF
    };
    // Nearly all texts have none, which many bytes at once are asked for.
    if !bytes.iter().fold(false, |found, byte| found | is_suspicious(*byte)) {
        return;
    }
    let Some(at) = (0..bytes.len()).find(|at| is_control(*at)) else {
        return;
    };
    let at = part.start + at;
    let length = text[at..].chars().next().map_or(0, char::len_utf8);
    let span = Span::new(document.file, at..at + length);
    if document.errors.iter().any(|error| error.span == span) {
        return;
    }
    document.report(SyntaxError {
        span,
        message: message::CONTROL.into(),
        fault: Fault::Libyaml,
        mend: Vec::new(),
    });
}
