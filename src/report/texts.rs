//! What reports say about files: paths and positions.

use std::borrow::Cow;

use super::shown::clean;
use crate::source::{Position, SourceFile, Sources, Span};

/// The path of a file as reports for programs write it.
pub(super) fn path(file: &SourceFile) -> Cow<'_, str> {
    file.path.to_string_lossy()
}

/// The path of a file for a terminal.
pub(super) fn shown_path(file: &SourceFile) -> String {
    clean(&path(file)).into_owned()
}

/// Where a span begins and ends.
pub(super) fn positions(sources: &Sources, span: Span) -> (Position, Position) {
    let file = sources.get(span.file);
    (file.position(span.start), file.position(span.end))
}
