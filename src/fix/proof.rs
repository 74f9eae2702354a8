//! The proof of a round of fixes: nothing that parsed stops parsing, the values differ exactly as declared, the
//! comments are kept, and a second parser agrees.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::State;
use super::tree::Tree;
use crate::diagnostic::{At, Change, Consequence, Diagnostic, Fix, Safety, Severity};
use crate::lint::{Finding, Report};
use crate::model::Workspace;
use crate::rule::{Rule, Theme};
use crate::source::{FileId, Span};
use crate::syntax::{self, Document};

/// What is left to do, compared from left to right: syntax errors, findings `refused`, errors, warnings, infos, and last findings on
/// what accepts findings, since it loses its use when something is repaired.
pub(super) type Measure = (usize, usize, usize, usize, usize, usize);

/// Weighs what a report says of a workspace.
pub(super) fn measure(workspace: &Workspace, report: &Report, rules: &[&'static Rule]) -> Measure {
    let syntax = workspace.documents().iter().map(|document| document.error_count).sum();
    let about = rules.iter().filter(|rule| rule.theme == Theme::Acceptance);
    let about: Vec<&str> = about.map(|rule| rule.name).collect();
    let is_about = |found: &&Diagnostic| about.contains(&found.rule);
    let all = || report.open().map(|finding| &finding.diagnostic);
    let open = || all().filter(|found| !is_about(found));
    let refused = open()
        .filter(|finding| finding.consequence == Consequence::Refused)
        .count();
    let of = |severity: Severity| open().filter(|finding| finding.severity == severity).count();
    (
        syntax,
        refused,
        of(Severity::Error),
        of(Severity::Warning),
        of(Severity::Info),
        all().filter(is_about).count(),
    )
}

/// Whether the unsafe fixes of `batch` did repair their findings, and the others that came were hidden by them before: a
/// table whose name was misspelt has keys that may be wrong too. No text may be refused because of it.
pub(super) fn lays_bare(before: &State, after: &State, batch: &[Finding]) -> bool {
    let left: HashSet<&str> = after
        .report
        .open()
        .map(|finding| finding.fingerprint.as_str())
        .collect();
    let fewer = |rule: &str| {
        let of = |state: &State| {
            state
                .report
                .open()
                .filter(|finding| finding.diagnostic.rule == rule)
                .count()
        };
        let fixed = batch.iter().filter(|finding| finding.diagnostic.rule == rule).count();
        of(after) + fixed <= of(before)
    };
    // Elements that move up take the places of those that are gone.
    let rules: BTreeSet<&str> = batch.iter().map(|finding| finding.diagnostic.rule).collect();
    let fewer: BTreeSet<&str> = rules.into_iter().filter(|rule| fewer(rule)).collect();
    let is_gone =
        |finding: &Finding| !left.contains(finding.fingerprint.as_str()) || fewer.contains(finding.diagnostic.rule);
    let is_unsafe = |finding: &Finding| {
        let fix = finding.diagnostic.fix.as_ref();
        fix.is_some_and(|fix| fix.safety == Safety::Unsafe)
    };
    let (old, new) = (before.measure, after.measure);
    (new.0, new.1) <= (old.0, old.1) && batch.iter().all(|finding| is_unsafe(finding) && is_gone(finding))
}

/// Proves that `after` is `before` with what the fixes declare, and nothing else.
pub(super) fn prove(before: &Workspace, after: &Workspace, fixes: &[&Fix]) -> Result<(), String> {
    for (file, source) in before.sources.hosts() {
        if source.text() != after.sources.get(file).text() {
            still_parses(before, after, file)?;
            values_differ_as_declared(before, after, file, fixes)?;
            comments_are_kept(before, after, file, fixes)?;
        }
    }
    Ok(())
}

fn still_parses(before: &Workspace, after: &Workspace, file: FileId) -> Result<(), String> {
    if before.document(file).parses() && !after.document(file).parses() {
        return Err("the text would not parse any more".to_owned());
    }
    let judge = |workspace: &Workspace| syntax::second_opinion(workspace.sources.get(file));
    if judge(before) && !judge(after) {
        return Err("a second parser would not accept the text any more".to_owned());
    }
    let unread = |workspace: &Workspace| carried(workspace, file).filter(|document| !document.parses()).count();
    let refused = |workspace: &Workspace| {
        let judge = |document: &&Document| !syntax::second_opinion(workspace.sources.get(document.file));
        carried(workspace, file).filter(judge).count()
    };
    // A text that appears, because its key was misspelt, was broken before.
    let count = |workspace: &Workspace| carried(workspace, file).count();
    let new = count(after).saturating_sub(count(before));
    if unread(after) > unread(before) + new || refused(after) > refused(before) + new {
        return Err("a text in a string would not parse any more".to_owned());
    }
    Ok(())
}

/// The documents that stand in strings of a file, and in strings of those.
fn carried(workspace: &Workspace, file: FileId) -> impl Iterator<Item = &Document> {
    let documents = workspace.documents().iter();
    documents.filter(move |document| document.file != file && workspace.sources.host(document.file) == file)
}

fn values_differ_as_declared(
    before: &Workspace,
    after: &Workspace,
    file: FileId,
    fixes: &[&Fix],
) -> Result<(), String> {
    let mut expected = Tree::of(before, file);
    let found = Tree::of(after, file);
    let changes = fixes.iter().flat_map(|fix| &fix.intent);
    for (change, at) in changes.filter_map(|change| Some((change, place(change)?))) {
        if at.file == file {
            let changed = expected.get_mut(at.document).and_then(|root| root.change(change));
            changed.ok_or("it names a place that does not exist")?;
        }
    }
    let same = expected.len() == found.len() && expected.iter().zip(&found).all(|(a, b)| a.same(b));
    if same {
        Ok(())
    } else {
        Err("the values would differ in another way than declared".to_owned())
    }
}

/// Where a change of values is made.
fn place(change: &Change) -> Option<&At> {
    match change {
        Change::Set { at, .. } | Change::Remove(at) | Change::Gather(at) | Change::Join(at) | Change::Respell(at) => {
            Some(at)
        }
        Change::Move { from, .. } => Some(from),
        Change::DropComment(_) | Change::RewordComment { .. } => None,
    }
}

fn comments_are_kept(before: &Workspace, after: &Workspace, file: FileId, fixes: &[&Fix]) -> Result<(), String> {
    let intent: Vec<&Change> = fixes.iter().flat_map(|fix| &fix.intent).collect();
    let kept = comments(before, file).filter(|comment| !intent.contains(&&Change::DropComment(*comment)));
    let expected = counted(kept.map(|comment| reworded(before, comment, &intent)));
    let text = |comment: Span| after.sources.get(comment.file).text().get(comment.range());
    let found = counted(comments(after, file).map(|comment| text(comment).unwrap_or_default().to_owned()));
    if expected == found {
        Ok(())
    } else {
        Err("a comment would be lost or made".to_owned())
    }
}

/// The comments of a file and of the texts in it.
fn comments(workspace: &Workspace, file: FileId) -> impl Iterator<Item = Span> {
    let documents = carried(workspace, file).chain([workspace.document(file)]);
    documents.flat_map(|document| document.comments.iter().copied())
}

/// The text of a comment with the changes that are declared for it.
fn reworded(before: &Workspace, comment: Span, intent: &[&Change]) -> String {
    let text = before.sources.get(comment.file).text();
    let within = |change: &&Change| match change {
        Change::RewordComment { span, text } if comment.contains(*span) => Some((*span, text.clone())),
        _ => None,
    };
    let mut changes: Vec<(Span, String)> = intent.iter().filter_map(within).collect();
    changes.sort();
    changes.dedup();
    let mut out = String::new();
    let mut from = comment.range().start;
    for (span, new) in changes {
        out.push_str(text.get(from..span.range().start).unwrap_or_default());
        out.push_str(&new);
        from = span.range().end;
    }
    out.push_str(text.get(from..comment.range().end).unwrap_or_default());
    out
}

/// The texts, each with how often it comes.
fn counted(texts: impl Iterator<Item = String>) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for text in texts {
        *counts.entry(text).or_default() += 1;
    }
    counts
}
