//! Which lines differ, and with how much context they can be shown without showing a secret.
//!
//! Tried with git 2.47 and GNU patch 2.7.6: a hunk without a line of context after it is taken by git as one at the
//! end of the file. A change in the middle is then refused, and an insertion without any context is put at the end
//! without a word. More context before a change than after it makes `patch` guess.

use std::ops::Range;

use similar::{Algorithm, DiffTag, capture_diff_slices};

use super::side::Side;

/// Lines of context on each side of a change.
const CONTEXT: usize = 3;

/// Lines that differ: these of the old text became those of the new one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Change {
    /// Lines of the old text.
    pub(super) old: Range<usize>,
    /// Lines of the new text.
    pub(super) new: Range<usize>,
}

/// Changes that are shown together.
#[derive(Debug)]
pub(super) struct Hunk {
    /// Whether it can be part of a patch.
    pub(super) applicable: bool,
    /// What changes, in order.
    pub(super) changes: Vec<Change>,
    /// The first line of the old text, context included.
    pub(super) old_start: usize,
    old_end: usize,
}

impl Hunk {
    /// Its lines: the sign, and the line of one of the sides.
    pub(super) fn lines<'s, 'f>(&self, old: &'s Side<'f>, new: &'s Side<'f>) -> Vec<(char, &'s Side<'f>, usize)> {
        let mut lines = Vec::new();
        let mut at = self.old_start;
        for change in &self.changes {
            lines.extend((at..change.old.start).map(|line| (' ', old, line)));
            lines.extend(change.old.clone().map(|line| ('-', old, line)));
            lines.extend(change.new.clone().map(|line| ('+', new, line)));
            at = change.old.end;
        }
        lines.extend((at..self.old_end).map(|line| (' ', old, line)));
        lines
    }
}

/// The differences of two texts, in order.
pub(super) fn hunks(old: &Side<'_>, new: &Side<'_>) -> Vec<Hunk> {
    let changes = changes(old, new);
    let equal = Equal::new(old, new, &changes);
    let mut hunks: Vec<Hunk> = Vec::new();
    for (index, change) in changes.iter().enumerate() {
        let applicable = equal.applicable(index);
        match hunks.last_mut() {
            Some(last) if applicable && last.applicable && equal.joined(index) => {
                last.changes.push(change.clone());
                last.old_end = change.old.end;
            }
            _ => hunks.push(Hunk {
                applicable,
                changes: vec![change.clone()],
                old_start: change.old.start,
                old_end: change.old.end,
            }),
        }
        // The context after a hunk is known when the next change does not join it.
        if applicable && !equal.joined(index + 1) {
            hunks
                .iter_mut()
                .next_back()
                .into_iter()
                .for_each(|hunk| equal.give_context(hunk, index));
        }
    }
    hunks
}

/// The lines that differ. Secret lines are compared as they are, the others as they are shown, which is the same.
fn changes(old: &Side<'_>, new: &Side<'_>) -> Vec<Change> {
    let mut changes: Vec<Change> = Vec::new();
    let marked = !old.bytes_before(0).is_empty();
    let mut add = |old: Range<usize>, new: Range<usize>| match changes.last_mut() {
        Some(last) if last.old.end == old.start && last.new.end == new.start => {
            last.old.end = old.end;
            last.new.end = new.end;
        }
        _ => changes.push(Change { old, new }),
    };
    for op in capture_diff_slices(Algorithm::Myers, &old.all(), &new.all()) {
        if op.tag() != DiffTag::Equal {
            add(op.old_range(), op.new_range());
            continue;
        }
        for (here, there) in op.old_range().zip(op.new_range()) {
            let secret = old.holds_secret(here) || new.holds_secret(there);
            if secret && !old.says_the_same(here, new, there) {
                add(here..here + 1, there..there + 1);
            }
        }
    }
    // A byte order mark goes from the old first line to the new one, so both have to be among what changes.
    if let Some(first) = changes.first_mut().filter(|first| marked && first.old.start == 0)
        && (first.old.is_empty() || first.new.is_empty())
        && first.old.end < old.len()
        && first.new.end < new.len()
    {
        first.old.end += 1;
        first.new.end += 1;
    }
    changes
}

/// The lines between changes.
struct Equal<'a> {
    old: &'a Side<'a>,
    new: &'a Side<'a>,
    changes: &'a [Change],
}

impl<'a> Equal<'a> {
    fn new(old: &'a Side<'a>, new: &'a Side<'a>, changes: &'a [Change]) -> Equal<'a> {
        Equal { old, new, changes }
    }

    /// The equal lines before change `index`, or after the last one: of the old text, and where they are in the new.
    fn gap(&self, index: usize) -> (Range<usize>, usize) {
        let start = index.checked_sub(1).map_or((0, 0), |before| {
            let before = &self.changes[before];
            (before.old.end, before.new.end)
        });
        let end = self
            .changes
            .get(index)
            .map_or(self.old.len(), |change| change.old.start);
        (start.0..end, start.1)
    }

    /// Which of the equal lines before change `index` may be shown, in order.
    fn shown(&self, index: usize) -> impl DoubleEndedIterator<Item = bool> + ExactSizeIterator + '_ {
        let (gap, there) = self.gap(index);
        let start = gap.start;
        gap.map(move |line| !self.old.holds_secret(line) && !self.new.holds_secret(there + line - start))
    }

    fn context_before(&self, index: usize) -> usize {
        self.shown(index).rev().take(CONTEXT).take_while(|shown| *shown).count()
    }

    fn context_after(&self, index: usize) -> usize {
        self.shown(index + 1).take(CONTEXT).take_while(|shown| *shown).count()
    }

    /// Whether nothing of a change is secret, and both tools find its place.
    fn applicable(&self, index: usize) -> bool {
        let change = &self.changes[index];
        let secret = change.old.clone().any(|line| self.old.holds_secret(line))
            || change.new.clone().any(|line| self.new.holds_secret(line));
        let at_end = change.old.end == self.old.len();
        // git takes a hunk of line 1 as one at the beginning, also if it is an insertion after it.
        let after_line_one = at_end && change.old == (1..1) && self.context_before(index) == 0;
        !secret && !after_line_one && (at_end || self.context_after(index) > 0)
    }

    /// Whether a change stands in one hunk with the one before, if both are shown.
    fn joined(&self, index: usize) -> bool {
        let near = index > 0 && index < self.changes.len() && self.gap(index).0.len() <= 2 * CONTEXT;
        near && self.applicable(index - 1) && self.applicable(index) && self.shown(index).all(|shown| shown)
    }

    /// Adds context around a hunk whose last change is `last`.
    fn give_context(&self, hunk: &mut Hunk, last: usize) {
        let first = last + 1 - hunk.changes.len();
        let after = self.context_after(last);
        let at_end = hunk.old_end + after == self.old.len();
        let before = self.context_before(first);
        hunk.old_start -= if at_end { before } else { before.min(after) };
        hunk.old_end += after;
    }
}
