//! How the text of a string maps to its spelling.

use super::quoted::{self, Part};
use super::write;
use crate::syntax::{Node, StringMap, Style};

/// The map of a string node.
pub(in crate::syntax) fn string_map(text: &str, node: &Node) -> Option<StringMap> {
    node.as_str()?;
    let start = node.span.range().start;
    let raw = text.get(node.span.range()).filter(|raw| raw.starts_with(['"', '\'']))?;
    // It was read as what is meant, and not as it is written.
    if node.style == Style::SingleQuoted && raw.starts_with('"') {
        return None;
    }
    let mut pieces: Vec<(u32, u32)> = Vec::new();
    let mut here = 0_u32;
    let mut end = start;
    for part in quoted::parts(raw) {
        let (range, length) = match part {
            Part::Plain(range) => (range.clone(), range.len()),
            Part::Escape(range, c) | Part::Escape11(range, c) => (range, c.len_utf8()),
            Part::Skipped(range) => (range, 0),
            Part::Fault(..) => return None,
        };
        if length > 0 {
            pieces.push((here, u32::try_from(start + range.start).ok()?));
        }
        here += u32::try_from(length).ok()?;
        end = start + range.end;
    }
    if pieces.is_empty() {
        let quotes = match node.style {
            Style::TripleDouble | Style::TripleSingle => 3,
            _ => 1,
        };
        end = node.span.range().end - quotes;
    }
    pieces.push((here, u32::try_from(end).ok()?));
    Some(StringMap {
        pieces,
        escape: match node.style {
            Style::SingleQuoted | Style::TripleSingle => write::literal,
            _ => write::basic,
        },
        block: None,
    })
}
