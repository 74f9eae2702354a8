//! The masked texts of a run, each masked once, however many findings it has.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::ops::Range;

use super::shown::clean;
use crate::diagnostic::Fix;
use crate::source::{FileId, Position, Repeats, SourceFile, Sources, Span};

/// The masked texts of a run.
pub(super) struct Texts<'a> {
    sources: &'a Sources,
    masked: Vec<OnceCell<Cow<'a, str>>>,
    repeats: OnceCell<Repeats<'a>>,
}

impl<'a> Texts<'a> {
    /// Nothing is masked before it is asked for.
    pub(super) fn new(sources: &'a Sources) -> Texts<'a> {
        Texts {
            sources,
            masked: vec![OnceCell::new(); sources.len()],
            repeats: OnceCell::new(),
        }
    }

    /// The file with this id.
    pub(super) fn file(&self, id: FileId) -> &'a SourceFile {
        self.sources.get(id)
    }

    /// A stretch of the masked text; what is no stretch of it has no text.
    pub(super) fn slice(&self, id: FileId, range: Range<usize>) -> &str {
        let masked = self.masked[id.index()].get_or_init(|| self.file(id).masked());
        masked.get(range).unwrap_or_default()
    }

    /// Whether a text to be shown repeats a secret of any file.
    pub(super) fn repeat_secret(&self, text: &str) -> bool {
        self.repeats.get_or_init(|| Repeats::new(self.sources)).any_in(text)
    }

    /// Whether a text to be shown repeats a secret of any file, or looks like one itself.
    fn looks_secret(&self, text: &str) -> bool {
        let repeats = self.repeats.get_or_init(|| Repeats::new(self.sources));
        repeats.masked(text) != text
    }

    /// The edits of a fix that show no secret, in the order of their files and places.
    pub(super) fn shown_edits(&self, fix: &Fix) -> Vec<(Span, String)> {
        let shown = fix.edits.iter().filter_map(|edit| {
            let text = edit.text.shown()?;
            (!self.looks_secret(&text)).then_some((edit.span, text))
        });
        let mut edits: Vec<(Span, String)> = shown.collect();
        edits.sort();
        edits
    }

    /// All edits of a fix, if none shows a secret: for readers who would apply a part of it as if it were the whole.
    pub(super) fn all_edits(&self, fix: &Fix) -> Option<Vec<(Span, String)>> {
        let mut edits = self.shown_edits(fix);
        (edits.len() == fix.edits.len()).then(|| {
            edits.dedup();
            edits
        })
    }

    /// The bytes of line `line` (from 0), without its line end.
    pub(super) fn line(&self, id: FileId, line: usize) -> Range<usize> {
        let range = self.file(id).lines().range(line);
        let text = self.slice(id, range.clone());
        let kept = text.strip_suffix('\n').unwrap_or(text);
        let kept = kept.strip_suffix('\r').unwrap_or(kept);
        range.start..range.start + kept.len()
    }
}

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
