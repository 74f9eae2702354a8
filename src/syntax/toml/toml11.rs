//! Inline tables as only TOML 1.1 has them: with line breaks, comments or a comma at the end.

use std::ops::Range;

use super::reader::Reader;
use crate::edit::Edit;
use crate::source::Span;
use crate::syntax::Fault;

/// What stands between the entries of an inline table; nested collections see to themselves.
#[derive(Debug, Default)]
pub(super) struct Layout {
    /// The first line break.
    pub(super) line: Option<Range<usize>>,
    /// The first comment.
    pub(super) comment: Option<Range<usize>>,
    /// The comma behind the last entry so far.
    pub(super) last_comma: Option<Range<usize>>,
    /// Blanks with line breaks among them.
    pub(super) lines: Vec<Range<usize>>,
}

impl Layout {
    /// Reports what TOML 1.0 does not know of a table at `whole`, once.
    pub(super) fn report(self, reader: &mut Reader<'_>, whole: Range<usize>, sound: bool) {
        let found = [
            (
                self.line.clone(),
                "a line break in an inline table, which GitLab Runner knows since 18.9",
            ),
            (
                self.comment.clone(),
                "a comment in an inline table, which GitLab Runner knows since 18.9",
            ),
            (
                self.last_comma.clone(),
                "a comma at the end of an inline table, which GitLab Runner knows since 18.9",
            ),
        ];
        let found = found.into_iter().filter_map(|(range, message)| Some((range?, message)));
        let Some((range, message)) = found.min_by_key(|(range, _)| range.start) else {
            return;
        };
        let mend = if sound && self.comment.is_none() {
            self.one_line(reader, whole)
        } else {
            Vec::new()
        };
        reader.report(range, message, Fault::Toml11, mend);
    }

    /// Joins the lines of the table.
    fn one_line(self, reader: &Reader<'_>, whole: Range<usize>) -> Vec<Edit> {
        let (first, last) = (whole.start + 1, whole.end - 1);
        let edit = |range, text| Edit::new(Span::new(reader.file, range), text);
        let join = |range: Range<usize>| {
            let next = reader.tokens.slice(range.end..range.end + 1);
            let text = match range.start == first && range.end == last || next == "," {
                true => "",
                false => " ",
            };
            edit(range, text)
        };
        let lines = self.lines.into_iter().map(join);
        let comma = self.last_comma.map(|comma| edit(comma, ""));
        let mut edits: Vec<Edit> = lines.chain(comma).collect();
        edits.sort_by_key(|edit| edit.span);
        edits
    }
}
