//! The lines of a file around the places of a finding, masked and cut to the width of the terminal.

use std::ops::Range;

use crate::report::shown::{columns, sign, width};
use crate::report::texts::{Texts, shown_path};
use crate::source::{FileId, Position, Span};

/// A stretch of more lines than this is shown by its first one.
const TALL: usize = 6;
/// Columns that a frame takes before the text.
const GUTTER: usize = 10;

/// A place to be shown, and what is to be said there.
#[derive(Debug)]
pub(super) struct Mark {
    /// The place.
    pub(super) span: Span,
    /// What is to be said.
    pub(super) text: Option<String>,
    /// Whether it is the place of the finding itself.
    pub(super) main: bool,
}

/// Neighbouring lines of a file, as they are shown.
#[derive(Debug)]
pub(super) struct Excerpt {
    /// The file.
    pub(super) name: String,
    /// The lines, each with a line end.
    pub(super) text: String,
    /// Number of lines.
    pub(super) lines: usize,
    /// The first line, from 0.
    pub(super) first_line: usize,
    /// The position that the head of the frame names.
    pub(super) head: Position,
    /// The marks, in bytes of `text`.
    pub(super) marks: Vec<Shown>,
}

/// A mark of an excerpt.
#[derive(Debug)]
pub(super) struct Shown {
    /// Bytes of the excerpt.
    pub(super) range: Range<usize>,
    /// What is to be said.
    pub(super) text: Option<String>,
    /// Whether it is the place of the finding itself.
    pub(super) main: bool,
}

/// Makes excerpts that fit a width.
pub(super) struct Excerpts<'t, 's> {
    texts: &'t Texts<'s>,
    width: usize,
    cut: &'static str,
}

impl<'t, 's> Excerpts<'t, 's> {
    /// Excerpts of these texts; `cut` stands where a line goes on.
    pub(super) fn new(texts: &'t Texts<'s>, width: usize, cut: &'static str) -> Excerpts<'t, 's> {
        let width = width.saturating_sub(GUTTER).max(30);
        Excerpts { texts, width, cut }
    }

    /// The excerpts for the marks of one finding: that of the main one first, the others of its file, other files.
    pub(super) fn of(&self, marks: Vec<Mark>) -> Vec<Excerpt> {
        let mut files: Vec<FileId> = Vec::new();
        for mark in &marks {
            if !files.contains(&mark.span.file) {
                files.push(mark.span.file);
            }
        }
        let mut placed: Vec<Placed> = marks.into_iter().map(|mark| Placed::new(self.texts, mark)).collect();
        placed.sort_by_key(|placed| (placed.bytes.start, placed.bytes.end));
        let mut excerpts = Vec::new();
        for file in files {
            let (here, others) = placed.into_iter().partition(|placed| placed.mark.span.file == file);
            placed = others;
            let mut groups = self.grouped(here);
            groups.sort_by_key(|group| !group.iter().any(|placed| placed.mark.main));
            excerpts.extend(groups.into_iter().map(|group| self.excerpt(file, group)));
        }
        excerpts
    }

    /// Marks that are near enough to stand in one frame.
    fn grouped(&self, placed: Vec<Placed>) -> Vec<Vec<Placed>> {
        let mut groups: Vec<Vec<Placed>> = Vec::new();
        for next in placed {
            match groups.last_mut() {
                Some(group) if self.near(group, &next) => group.push(next),
                _ => groups.push(vec![next]),
            }
        }
        groups
    }

    fn near(&self, group: &[Placed], next: &Placed) -> bool {
        let end = group.iter().map(|placed| placed.lines.end).max().unwrap_or(0);
        // A long line is cut around its first mark, so a second one may be out of sight.
        let first = group.iter().find(|placed| placed.lines.start == next.lines.start);
        let in_sight = first.is_none_or(|first| next.bytes.start - first.bytes.start < self.width / 2);
        next.lines.start <= end + 1 && in_sight
    }

    fn excerpt(&self, file: FileId, group: Vec<Placed>) -> Excerpt {
        let first_line = group.iter().map(|placed| placed.lines.start).min().unwrap_or(0);
        let end_line = group.iter().map(|placed| placed.lines.end).max().unwrap_or(0);
        let mut text = String::new();
        let mut windows = Vec::new();
        for line in first_line..end_line {
            let range = self.texts.line(file, line);
            let focus = group.iter().find(|placed| placed.lines.start == line);
            let focus = focus.map_or(range.start, |placed| placed.bytes.start);
            let window = self.window(file, range, focus);
            let start = text.len();
            text.push_str(window.before);
            text.extend(self.texts.slice(file, window.bytes.clone()).chars().map(sign));
            text.push_str(window.after);
            text.push('\n');
            windows.push((start, window));
        }
        let here = |byte: usize, line: usize| {
            let (start, window) = &windows[line - first_line];
            start + window.offset(self.texts.slice(file, window.bytes.clone()), byte)
        };
        let head = group.iter().find(|placed| placed.mark.main).or(group.first());
        let source = self.texts.file(file);
        Excerpt {
            name: shown_path(source),
            head: source.position(head.map_or(0, |placed| placed.mark.span.start)),
            marks: group.iter().map(|placed| placed.shown(here)).collect(),
            lines: end_line - first_line,
            text,
            first_line,
        }
    }

    /// The part of a line that fits, around byte `focus`. A line may have megabytes, so no more of it is looked at
    /// than what fits.
    fn window(&self, file: FileId, line: Range<usize>, focus: usize) -> Window {
        let part = |range: Range<usize>| self.texts.slice(file, range);
        if fitting(part(line.clone()).chars(), self.width) == line.len() {
            return Window {
                bytes: line,
                before: "",
                after: "",
            };
        }
        let (head, tail) = (part(line.start..focus), part(focus..line.end));
        let mut start = focus - fitting(head.chars().rev(), self.width / 3);
        let end = focus + fitting(tail.chars(), self.width - width(part(start..focus)));
        if end == line.end {
            start = focus - fitting(head.chars().rev(), self.width - width(tail));
        }
        Window {
            before: if start > line.start { self.cut } else { "" },
            after: if end < line.end { self.cut } else { "" },
            bytes: start..end,
        }
    }
}

/// A mark and the lines it covers.
struct Placed {
    mark: Mark,
    lines: Range<usize>,
    bytes: Range<usize>,
}

impl Placed {
    fn new(texts: &Texts<'_>, mark: Mark) -> Placed {
        let index = texts.file(mark.span.file).lines();
        let bytes = mark.span.range();
        let first = index.line_of(bytes.start);
        let last = index.line_of(bytes.end.saturating_sub(1)).max(first);
        let last = if last - first < TALL { last } else { first };
        let (head, tail) = (texts.line(mark.span.file, first), texts.line(mark.span.file, last));
        let start = bytes.start.clamp(head.start, head.end);
        Placed {
            lines: first..last + 1,
            bytes: start..bytes.end.min(tail.end).max(start),
            mark,
        }
    }

    fn shown(&self, here: impl Fn(usize, usize) -> usize) -> Shown {
        let start = here(self.bytes.start, self.lines.start);
        Shown {
            range: start..here(self.bytes.end, self.lines.end - 1).max(start),
            text: self.mark.text.clone(),
            main: self.mark.main,
        }
    }
}

/// The part of a line that is shown.
struct Window {
    bytes: Range<usize>,
    before: &'static str,
    after: &'static str,
}

impl Window {
    /// Where a byte of the file is in the shown line; what is out of sight is at its edge.
    fn offset(&self, shown: &str, byte: usize) -> usize {
        if byte < self.bytes.start {
            return 0;
        }
        let before = shown.get(..byte.min(self.bytes.end) - self.bytes.start);
        let before = before.unwrap_or_default().chars().map(|c| sign(c).len_utf8());
        self.before.len() + before.sum::<usize>()
    }
}

/// Bytes of the characters that fit into `width` columns.
fn fitting(chars: impl Iterator<Item = char>, width: usize) -> usize {
    let mut used = 0;
    let mut bytes = 0;
    for c in chars {
        used += columns(c);
        if used > width {
            break;
        }
        bytes += c.len_utf8();
    }
    bytes
}
