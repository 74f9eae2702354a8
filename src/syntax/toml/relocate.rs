//! Lines that belong into another table.

use std::ops::Range;

use super::flow;
use super::insert::{add, add_table};
use super::lines::Lines;
use super::remove::remove;
use crate::edit::{Edit, Text};
use crate::source::{SourceFile, Span};
use crate::syntax::{Document, Found, Home, Style};

/// Takes an entry out of its table and writes it into another one, with its value as it is written and the comment on
/// its line.
pub(in crate::syntax) fn relocate(
    document: &Document,
    file: &SourceFile,
    from: Found<'_>,
    home: &Home<'_>,
    key: &str,
) -> Option<Vec<Edit>> {
    let text = file.text();
    let (taken, range) = taken(document, text, from)?;
    let inline = home.to.node.style == Style::Flow || flow::around(&document.root, home.to.node.span).is_some();
    let raw = text.get(range.clone())?;
    // An inline table has one line, and no comment on it.
    if inline && (raw.contains('\n') || range.end > from.node.span.range().end) {
        return None;
    }
    let value = Text::cut(text, file.secrets(), range)?;
    let added = match home.missing {
        None => add(document, text, home.to, key, value)?,
        Some(name) => add_table(document, text, home.to.node, name, (key, value))?,
    };
    Some(taken.into_iter().chain(added).collect())
}

/// The edits that take an entry away, and the bytes of its value with the comment behind it.
fn taken(document: &Document, text: &str, from: Found<'_>) -> Option<(Vec<Edit>, Range<usize>)> {
    let (entry, parent) = (from.entry?, from.parent?);
    let leaf = !matches!(
        entry.node.style,
        Style::Table | Style::TableArray | Style::Implied | Style::Dotted
    );
    if !leaf || !flow::is_self_contained(&entry.node) {
        return None;
    }
    let lines = Lines { text };
    let (whole, value) = (entry.whole.range(), entry.node.span.range());
    let on_lines = matches!(parent.style, Style::Table | Style::Dotted) && lines.begins(whole.start);
    let behind = lines.past_blanks(whole.end);
    let comment = text.get(behind..)?.starts_with('#');
    if !on_lines || !comment && behind < lines.end(whole.end) || flow::around(&document.root, entry.whole).is_some() {
        return Some((remove(document, text, &[from])?, value));
    }
    // A dotted key leaves nothing of its table.
    if parent.style == Style::Dotted && parent.entries().len() < 2 {
        return None;
    }
    let end = if comment {
        lines.trimmed(behind..lines.end(behind))
    } else {
        value.end
    };
    let gone = Span::new(document.file, lines.start(whole.start)..lines.next(whole.end));
    Some((vec![Edit::new(gone, Text::new())], value.start..end))
}
