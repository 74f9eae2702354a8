//! Findings that were accepted: by a comment beside them, or by an `[[allow]]` entry of the settings.
//!
//! `# runnerlint: allow(rule-name[, other-rule][, until=2027-01-31]) reason` stands at the end of a line or on a line
//! of its own above, and covers the entry that begins there; above a table header or a job it covers the block.
//! `# runnerlint: allow-file(rule-name) reason` stands above everything else and covers the file.

mod directive;
mod extent;

use std::ops::Range;
use std::path::Path;

use crate::settings::Allow;
use crate::source::{Format, SourceFile, Span, is_at};
use crate::syntax::Document;
use directive::{Directive, Part, Scope};
use extent::Extents;

/// A comment that accepts findings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suppressed {
    /// The rules whose findings are accepted; never empty.
    pub rules: Vec<Named>,
    /// The stretch in which they are accepted.
    pub covers: Span,
    /// The comment.
    pub comment: Span,
    /// What goes if the comment goes: its line, if it stands alone there, else the blanks before it, too.
    pub whole: Span,
    /// Why.
    pub reason: Option<String>,
    /// The last day it holds, as YYYY-MM-DD.
    pub until: Option<String>,
}

/// A rule that a comment names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub span: Span,
    /// What goes if it goes and others stay: a comma, too.
    pub cut: Span,
}

/// A comment that is meant to accept findings and does not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Malformed {
    /// The comment.
    pub comment: Span,
    /// What is wrong with it, as one clause.
    pub message: String,
}

/// What the comments of a file accept.
pub fn suppressions(document: &Document, file: &SourceFile) -> Vec<Suppressed> {
    comments(document, file).into_iter().filter_map(Result::ok).collect()
}

/// The comments of a file that are meant to accept findings and do not.
pub fn malformed(document: &Document, file: &SourceFile) -> Vec<Malformed> {
    comments(document, file).into_iter().filter_map(Result::err).collect()
}

/// Whether an `[[allow]]` entry accepts what `rule` finds at `identity` in the file at `path`.
pub fn accepts(allow: &Allow, rule: &str, path: &Path, identity: &str) -> bool {
    let file = allow.file.as_ref().is_none_or(|glob| is_at(glob, path));
    let at = allow.at.as_ref().is_none_or(|at| covers(at, identity));
    allow.rule == rule && file && at
}

fn comments(document: &Document, file: &SourceFile) -> Vec<Result<Suppressed, Malformed>> {
    if matches!(document.format, Format::Json | Format::Unit | Format::Pem) {
        // A comment is an error in JSON, and no rule finds anything in a unit.
        return Vec::new();
    }
    let text = file.text();
    let directives = document.comments.iter().filter_map(|comment| {
        let directive = directive::read(text.get(comment.range())?)?;
        Some((*comment, directive))
    });
    let directives: Vec<(Span, Result<Directive, String>)> = directives.collect();
    if directives.is_empty() {
        return Vec::new();
    }
    let extents = Extents::of(document, file);
    let suppressed = |(comment, directive): (Span, Result<Directive, String>)| {
        let directive = directive.map_err(|message| Malformed { comment, message })?;
        let covers = match directive.scope {
            Scope::Entry => extents.covered(comment),
            Scope::File => extents.whole(comment),
        };
        let within = |range: Range<usize>| {
            let start = comment.range().start;
            Span::new(comment.file, start + range.start..start + range.end)
        };
        let named = |part: Part| Named {
            name: part.name,
            span: within(part.range),
            cut: within(part.cut),
        };
        Ok(Suppressed {
            rules: directive.rules.into_iter().map(named).collect(),
            covers: covers.map_err(|message| Malformed {
                comment,
                message: message.to_owned(),
            })?,
            comment,
            whole: whole(file, comment),
            reason: directive.reason,
            until: directive.until,
        })
    };
    directives.into_iter().map(suppressed).collect()
}

fn whole(file: &SourceFile, comment: Span) -> Span {
    let text = file.text();
    let line = file.lines().range(file.lines().line_of(comment.start as usize));
    let before = text.get(line.start..comment.range().start).unwrap_or_default();
    let range = match before.trim_end() {
        "" => line,
        kept => line.start + kept.len()..comment.range().end,
    };
    Span::new(comment.file, range)
}

/// Whether the identity is `at` or below it.
fn covers(at: &str, identity: &str) -> bool {
    let rest = identity.strip_prefix(at);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[', '!']))
}

#[cfg(test)]
mod tests;
