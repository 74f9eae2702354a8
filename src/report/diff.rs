//! The difference of two runs as a patch that `git apply` and `patch -p1` take and that shows no secret.

mod hunks;
mod path;
mod side;

use std::io::{self, Write};

use self::hunks::{Hunk, hunks};
use self::side::Side;
use super::paths::Base;
use super::shown::clean;
use crate::source::{Encoding, SourceFile, Sources};

/// What a patch holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Number of files that differ.
    pub files: usize,
    /// Number of hunks in the patch.
    pub hunks: usize,
    /// Number of hunks that the patch leaves out because they would show a secret, or cannot be shown as text.
    pub withheld: usize,
}

/// Writes the difference of the files on the disk, named from the root of `base`, where the patch is to be applied. What the
/// patch must leave out is written to `withheld`, masked, as lines that begin with `#`, so that it does no harm even where
/// both are read as one stream.
pub fn write(
    (before, after): (&Sources, &Sources),
    base: &Base,
    patch: &mut dyn Write,
    withheld: &mut dyn Write,
) -> io::Result<Outcome> {
    let mut outcome = Outcome::default();
    for ((_, old), (_, new)) in before.hosts().zip(after.hosts()) {
        let name = base.path(old);
        let (old, new) = (Side::new(old), Side::new(new));
        let found = hunks(&old, &new);
        if found.is_empty() {
            continue;
        }
        outcome.files += 1;
        let reason = reason(&old, &new);
        let shows = |hunk: &&Hunk| hunk.applicable && reason.is_none();
        let (shown, hidden): (Vec<&Hunk>, Vec<&Hunk>) = found.iter().partition(shows);
        outcome.hunks += shown.len();
        outcome.withheld += hidden.len();
        if !shown.is_empty() {
            write_patch(&name, (&old, &new), &shown, patch)?;
        }
        if !hidden.is_empty() {
            writeln!(withheld, "# not applicable: {}", reason.unwrap_or("holds a secret"))?;
            write_masked(&name, (&old, &new), &hidden, withheld)?;
        }
    }
    Ok(outcome)
}

/// Why no change of a file can be part of a patch, which is a text of UTF-8 lines.
fn reason(old: &Side<'_>, new: &Side<'_>) -> Option<&'static str> {
    let text =
        |file: &SourceFile| file.undecodable.is_none() && matches!(file.encoding(), Encoding::Utf8 | Encoding::Utf8Bom);
    (!text(old.file) || !text(new.file)).then_some("not UTF-8")
}

fn write_patch(name: &str, (old, new): (&Side<'_>, &Side<'_>), hunks: &[&Hunk], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "--- {}", path::header('a', name))?;
    writeln!(out, "+++ {}", path::header('b', name))?;
    // Lines of the new file are counted as they are after this patch, not after what it leaves out.
    let mut shift = 0;
    for hunk in hunks {
        let lines = hunk.lines(old, new);
        let counts = |sign: char| lines.iter().filter(|line| line.0 == ' ' || line.0 == sign).count();
        let (removed, added) = (counts('-'), counts('+'));
        let start = hunk.old_start.saturating_add_signed(shift);
        let (from, to) = (range(hunk.old_start, removed), range(start, added));
        writeln!(out, "@@ -{from} +{to} @@")?;
        for (sign, side, line) in lines {
            write!(out, "{sign}")?;
            out.write_all(side.bytes_before(line))?;
            out.write_all(side.line(line).as_bytes())?;
            if !side.line(line).ends_with('\n') {
                writeln!(out, "\n\\ No newline at end of file")?;
            }
        }
        shift += added.cast_signed() - removed.cast_signed();
    }
    Ok(())
}

fn write_masked(
    name: &str,
    (old, new): (&Side<'_>, &Side<'_>),
    hunks: &[&Hunk],
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(out, "# --- {}", path::header('a', name))?;
    writeln!(out, "# +++ {}", path::header('b', name))?;
    for hunk in hunks {
        for change in &hunk.changes {
            let from = range(change.old.start, change.old.len());
            let to = range(change.new.start, change.new.len());
            writeln!(out, "# @@ -{from} +{to} @@")?;
            let removed = change.old.clone().map(|line| ('-', old.line(line)));
            let added = change.new.clone().map(|line| ('+', new.line(line)));
            for (sign, text) in removed.chain(added) {
                writeln!(out, "# {sign}{}", clean(text.trim_end_matches(['\n', '\r'])))?;
            }
        }
    }
    Ok(())
}

/// A stretch of lines as hunk headers write it: an empty one is named by the line before it.
fn range(start: usize, count: usize) -> String {
    match count {
        0 => format!("{start},0"),
        1 => (start + 1).to_string(),
        _ => format!("{},{count}", start + 1),
    }
}

#[cfg(test)]
mod tests;
