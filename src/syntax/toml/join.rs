//! Two tables of one name.

use super::headers::next_header;
use super::lines::Lines;
use super::remove::own_lines;
use crate::edit::{Edit, Text};
use crate::source::{SourceFile, Span};
use crate::syntax::{Document, Entry, Style};

/// Takes the header of `later` away and puts its lines, with the comments between them, behind those of `first`.
pub(in crate::syntax) fn join(
    document: &Document,
    file: &SourceFile,
    first: &Entry,
    later: &Entry,
) -> Option<Vec<Edit>> {
    let text = file.text();
    let lines = Lines { text };
    let tables = [first, later].map(|entry| &entry.node);
    if tables.iter().any(|table| table.style != Style::Table) {
        return None;
    }
    let last = |table| {
        let own = own_lines(document, table)?;
        Some(own.iter().map(|line| line.end).fold(table.span.range().end, usize::max))
    };
    let (first_end, later_end) = (last(tables[0])?, last(tables[1])?);
    let header = later.whole.range();
    let span = |range| Span::new(document.file, range);
    let body = lines.next(header.end)..lines.next(later_end);
    let sound = !document.broken_at(span(body.clone())) && !document.broken_at(span(first_end..first_end));
    let alone = lines.begins(header.start) && lines.past_blanks(header.end) == lines.end(header.end);
    // A last line without its end could not stand before others.
    if !sound || !alone || !text.get(..lines.next(first_end))?.ends_with('\n') {
        return None;
    }
    if next_header(document, first_end) == Some(header.start) {
        let cut = span(lines.start(header.start)..body.start);
        return Some(vec![Edit::new(cut, Text::new())]);
    }
    let moved = Text::cut(text, file.secrets(), body.clone())?;
    let end = match text.get(body.clone())?.ends_with('\n') {
        true => "",
        false => lines.line_end(body.start),
    };
    let at = lines.next(first_end);
    Some(vec![
        Edit::new(span(at..at), moved.plain(end)),
        Edit::new(span(lines.start(header.start)..body.end), Text::new()),
    ])
}
