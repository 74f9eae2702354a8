//! What a fix changes, as lines that go and lines that come, masked.

use super::Options;
use crate::diagnostic::{Fix, Safety};
use crate::edit::Edit;
use crate::report::paint::Paint;
use crate::report::shown::{clean, one_line};
use crate::report::texts::{Texts, shown_path};
use crate::source::{FileId, redacted};

/// More lines than this are not shown.
const MOST: usize = 24;
/// Text that stays as it is, beside what changes in a line, is cut from this many bytes on.
const LONG: usize = 300;
/// Characters of it that are kept.
const KEPT: usize = 60;
/// Characters of a line that are shown.
const WIDEST: usize = 500;

/// Shows fixes as lines.
pub(super) struct Lines<'t, 's> {
    texts: &'t Texts<'s>,
    options: &'t Options,
    paint: Paint,
}

/// A line that goes, or comes.
struct Line {
    number: Option<usize>,
    sign: char,
    text: String,
}

/// Whole lines of a file, and the edits in them.
struct Region<'e> {
    start: usize,
    end: usize,
    edits: Vec<&'e Edit>,
}

impl<'t, 's> Lines<'t, 's> {
    /// Fixes of these texts.
    pub(super) fn new(texts: &'t Texts<'s>, options: &'t Options) -> Lines<'t, 's> {
        let paint = Paint::new(options.color);
        Lines { texts, options, paint }
    }

    /// The lines of a fix of a finding in `home`. The title of an unsafe fix is shown, since its lines do not say
    /// what they cost; so is that of a fix whose lines look the same.
    pub(super) fn of(&self, fix: &Fix, home: FileId) -> Vec<String> {
        let mut edits: Vec<&Edit> = fix.edits.iter().collect();
        edits.sort_by_key(|edit| (edit.span.file != home, edit.span));
        edits.dedup();
        let files: Vec<&[&Edit]> = edits.chunk_by(|a, b| a.span.file == b.span.file).collect();
        let mut shown = Vec::new();
        for edits in &files {
            let file = edits[0].span.file;
            let lines: Vec<Line> = self
                .regions(edits)
                .iter()
                .flat_map(|region| self.lines(region))
                .collect();
            if !lines.is_empty() && (files.len() > 1 || file != home) {
                shown.push(shown_path(self.texts.file(file)));
            }
            shown.extend(self.drawn(lines));
        }
        if fix.safety == Safety::Unsafe || shown.is_empty() {
            shown.insert(0, one_line(&fix.title));
        }
        shown
    }

    /// The edits of one file by the lines they are in.
    fn regions<'e>(&self, edits: &[&'e Edit]) -> Vec<Region<'e>> {
        let mut regions: Vec<Region<'e>> = Vec::new();
        for edit in edits {
            let index = self.texts.file(edit.span.file).lines();
            let range = edit.span.range();
            let start = index.range(index.line_of(range.start)).start;
            let last = index.range(index.line_of(range.end));
            // Whole lines that go or come leave the line after them alone.
            let whole = match edit.text.is_empty() {
                true => range.start == start && range.end > start,
                false => edit.text.masked().ends_with('\n'),
            };
            let end = if whole && last.start == range.end {
                range.end
            } else {
                last.end
            };
            match regions.last_mut() {
                Some(region) if start < region.end => {
                    region.end = region.end.max(end);
                    region.edits.push(edit);
                }
                _ => regions.push(Region {
                    start,
                    end,
                    edits: vec![edit],
                }),
            }
        }
        regions
    }

    fn lines(&self, region: &Region<'_>) -> Vec<Line> {
        let file = region.edits[0].span.file;
        let (mut old, mut new) = (String::new(), String::new());
        let mut at = region.start;
        for edit in &region.edits {
            let range = edit.span.range();
            let kept = self.texts.slice(file, at..range.start);
            let kept = self.shortened(kept, at > region.start, true);
            old.push_str(&kept);
            new.push_str(&kept);
            old.push_str(self.texts.slice(file, range.clone()));
            new.push_str(&self.replacement(edit));
            at = range.end;
        }
        let kept = self.shortened(self.texts.slice(file, at..region.end), true, false);
        old.push_str(&kept);
        new.push_str(&kept);
        let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
        let equal = |(a, b): &(&&str, &&str)| a == b;
        let head = old.iter().zip(&new).take_while(equal).count();
        let tail = old[head..]
            .iter()
            .rev()
            .zip(new[head..].iter().rev())
            .take_while(equal)
            .count();
        let first = self.texts.file(file).lines().line_of(region.start) + head + 1;
        let gone = old[head..old.len() - tail]
            .iter()
            .enumerate()
            .map(|(index, text)| Line {
                number: Some(first + index),
                sign: '-',
                text: self.cut(text),
            });
        let gone: Vec<Line> = gone.collect();
        let replaces = !gone.is_empty();
        let comes = new[head..new.len() - tail]
            .iter()
            .enumerate()
            .map(|(index, text)| Line {
                number: (index == 0 && !replaces).then_some(first),
                sign: '+',
                text: self.cut(text),
            });
        gone.into_iter().chain(comes).collect()
    }

    /// The new text of an edit, without secrets.
    fn replacement(&self, edit: &Edit) -> String {
        let text = edit.text.masked();
        if self.texts.repeat_secret(&text) {
            "***".to_owned()
        } else {
            text
        }
    }

    /// A text that stays, cut if it is long: its first characters are kept, or its last, or both.
    fn shortened(&self, text: &str, first: bool, last: bool) -> String {
        if text.len() <= LONG {
            return text.to_owned();
        }
        let head: String = text.chars().take(if first { KEPT } else { 0 }).collect();
        let tail = text.char_indices().rev().take(if last { KEPT } else { 0 }).last();
        let tail = tail.and_then(|(at, _)| text.get(at..)).unwrap_or_default();
        format!("{head}{}{tail}", self.options.cut())
    }

    fn cut(&self, text: &str) -> String {
        // What an edit makes of a text may look like a secret only as a whole.
        let text = &*redacted(text);
        match text.char_indices().nth(WIDEST) {
            Some((at, _)) => format!("{}{}", clean(&text[..at]), self.options.cut()),
            None => clean(text).into_owned(),
        }
    }

    fn drawn(&self, lines: Vec<Line>) -> Vec<String> {
        let widest = lines
            .iter()
            .filter_map(|line| line.number)
            .max()
            .unwrap_or(0)
            .to_string()
            .len();
        let bar = if self.options.unicode { '│' } else { '|' };
        let more = lines.len().saturating_sub(MOST);
        let drawn = lines.into_iter().take(MOST).map(|line| {
            let number = line.number.map_or_else(String::new, |number| number.to_string());
            let gutter = self.paint.dim(&format!("{number:>widest$} {bar}"));
            match line.sign {
                '-' => format!("{gutter} {}", self.paint.red(&format!("-{}", line.text))),
                _ => format!("{gutter} {}", self.paint.green(&format!("+{}", line.text))),
            }
        });
        let mut drawn: Vec<String> = drawn.collect();
        if more > 0 {
            drawn.push(format!("{:>widest$} {bar} and {more} more lines", ""));
        }
        drawn
    }
}
