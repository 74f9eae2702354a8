//! Members that belong into another object.

use super::super::{Document, Entry, Found, Home};
use super::build::{add, remove};
use super::layout::{Layout, begins_line, indent_at};
use super::write::{is_scalar, quoted};
use crate::edit::{Edit, Literal, Text};
use crate::source::{SourceFile, Span};

/// Takes a member out of its object and writes it into another one, with its value as it is written.
pub(in super::super) fn relocate(
    document: &Document,
    file: &SourceFile,
    from: Found<'_>,
    home: &Home<'_>,
    key: &str,
) -> Option<Vec<Edit>> {
    let (entry, parent, to) = (from.entry?, from.parent?, home.to.node);
    if !to.is_mapping() || entry.whole.contains(to.span) {
        return None;
    }
    let moved = Addition::Moved(Moved {
        file,
        entry,
        key,
        around: home.missing,
    });
    let stays = std::ptr::eq(parent, to);
    if stays && home.missing.is_none() {
        return None;
    }
    if !stays || parent.entries().len() > 1 {
        let taken = remove(document, file.text(), &[from])?;
        let added = add(document, file.text(), to, &[moved])?;
        return Some(taken.into_iter().chain(added).collect());
    }
    // The only member of an object gets the new object around it where it stands.
    let start = entry.whole.range().start;
    let indent = begins_line(file.text(), start).then(|| indent_at(file.text(), start));
    let text = moved.written(&Layout::of(document, file.text()), indent)?;
    Some(vec![Edit {
        span: entry.whole,
        text,
    }])
}

/// What is added to a collection.
pub(super) enum Addition<'a> {
    /// A new value, with the key it has in an object.
    Value(Option<&'a str>, &'a Literal),
    /// A member that stands elsewhere in the text.
    Moved(Moved<'a>),
}

/// A member that stands elsewhere in the text.
pub(super) struct Moved<'a> {
    file: &'a SourceFile,
    entry: &'a Entry,
    /// The key it gets.
    key: &'a str,
    /// The key of an object to be written around it.
    around: Option<&'a str>,
}

impl Addition<'_> {
    /// The addition as JSON; with `indent`, the indentation of the line it begins on, it may have several lines.
    pub(super) fn written(&self, layout: &Layout<'_>, indent: Option<&str>) -> Option<Text> {
        match self {
            Addition::Value(key, value) => layout.written(*key, value, indent),
            Addition::Moved(moved) => moved.written(layout, indent),
        }
    }

    pub(super) fn is_scalar(&self) -> bool {
        matches!(self, Addition::Value(_, value) if is_scalar(value))
    }
}

impl Moved<'_> {
    fn written(&self, layout: &Layout<'_>, indent: Option<&str>) -> Option<Text> {
        let name = |key: &str| Some(quoted(&key.into())?.plain(layout.colon));
        let Some(around) = self.around else {
            return Some(name(self.key)?.then(self.value(indent)?));
        };
        let deeper = indent.map(|indent| format!("{indent}{}", layout.step));
        let member = name(self.key)?.then(self.value(deeper.as_deref())?);
        let [before, after] = match (indent, &deeper) {
            (Some(indent), Some(deeper)) => {
                [deeper.as_str(), indent].map(|indent| format!("{}{indent}", layout.newline))
            }
            _ => [String::new(), String::new()],
        };
        Some(
            name(around)?
                .plain("{")
                .plain(before)
                .then(member)
                .plain(after)
                .plain("}"),
        )
    }

    /// The value as it is written, its lines indented to fit where it goes.
    fn value(&self, indent: Option<&str>) -> Option<Text> {
        let text = self.file.text();
        let (start, range) = (self.entry.whole.range().start, self.entry.node.span.range());
        let cut = |range| Text::cut(text, self.file.secrets(), range);
        let outer = indent_at(text, start);
        let Some(indent) = indent.filter(|_| begins_line(text, start)) else {
            return cut(range);
        };
        let mut value = Text::new();
        let mut at = range.start;
        for line in lines(text, self.entry.node.span) {
            if text.get(line..range.end)?.starts_with(outer) {
                value = value.then(cut(at..line)?).plain(indent);
                at = line + outer.len();
            }
        }
        Some(value.then(cut(at..range.end)?))
    }
}

/// Where the lines of a stretch begin, the first one left out. No string of JSON has a line end in it.
pub(super) fn lines(text: &str, span: Span) -> Vec<usize> {
    let range = span.range();
    let part = text.get(range.clone()).unwrap_or_default();
    let ends = part.match_indices(['\n', '\r']).map(|(at, _)| range.start + at + 1);
    let splits = |at: usize| text.get(at - 1..).is_some_and(|end| end.starts_with("\r\n"));
    ends.filter(|at| !splits(*at)).collect()
}
