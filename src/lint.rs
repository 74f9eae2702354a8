//! Running rules over a workspace: what was found, sorted, filtered and counted.

mod accept;

use std::collections::HashMap;

use sha2::{Digest, Sha256};

use crate::cores;
use crate::diagnostic::{Diagnostic, Safety, Severity};
use crate::edit::Edit;
use crate::model::Workspace;
use crate::rule::{Check, Rule};
use crate::settings::Settings;
use crate::source::{FileId, Repeats, Role, Sources, Spanned};
use accept::Accepted;

/// What a run of the rules gave.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// What was found, by file and place; suppressed findings are among them.
    pub findings: Vec<Finding>,
    /// Rules that could not run.
    pub skipped: Vec<Skipped>,
    /// The files, in the order of the run; embedded texts are not among them.
    pub files: Vec<FileState>,
    /// Comments that are meant to accept findings and have no effect, and why.
    pub notes: Vec<Spanned<String>>,
}

/// A finding as it is reported: its spans are those of files on the disk, its address too.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// The finding.
    pub diagnostic: Diagnostic,
    /// Its place in terms that survive a reordering: `runners[name="docker-1"].docker.volumes`.
    pub identity: String,
    /// 32 hex digits that stay the same as long as the finding does.
    pub fingerprint: String,
    /// By what it was accepted, if it was.
    pub suppressed: Option<Suppression>,
}

/// By what a finding was accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suppression {
    /// `comment`, `settings` or `baseline`.
    pub by: &'static str,
    /// The reason given.
    pub reason: Option<String>,
    /// The last day it holds, as YYYY-MM-DD.
    pub until: Option<String>,
}

/// A rule that could not run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// The rule.
    pub rule: &'static str,
    /// A role of which no file was given.
    pub needs: Role,
}

/// How a file was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileState {
    /// The file.
    pub file: FileId,
    /// Whether it has no syntax error.
    pub parsed: bool,
}

/// Findings by kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Summary {
    /// Findings of severity error, without suppressed ones; so are the next.
    pub error: usize,
    /// Warnings.
    pub warning: usize,
    /// Infos.
    pub info: usize,
    /// Findings with a safe fix.
    pub safe: usize,
    /// Findings with an unsafe fix.
    pub unsafe_: usize,
    /// Suppressed findings.
    pub suppressed: usize,
}

impl Report {
    /// The findings that were not accepted.
    pub fn open(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| finding.suppressed.is_none())
    }

    /// Counts the findings.
    pub fn summary(&self) -> Summary {
        let mut summary = Summary {
            suppressed: self.findings.len() - self.open().count(),
            ..Summary::default()
        };
        for finding in self.open() {
            match finding.diagnostic.severity {
                Severity::Error => summary.error += 1,
                Severity::Warning => summary.warning += 1,
                Severity::Info => summary.info += 1,
            }
            match finding.diagnostic.fix.as_ref().map(|fix| fix.safety) {
                Some(Safety::Safe) => summary.safe += 1,
                Some(Safety::Unsafe) => summary.unsafe_ += 1,
                None => {}
            }
        }
        summary
    }

    /// The worst severity that was found.
    pub fn worst(&self) -> Option<Severity> {
        self.open().map(|finding| finding.diagnostic.severity).max()
    }
}

/// Runs `rules`, as far as the settings select them, over a workspace.
pub fn lint(workspace: &Workspace, rules: &[&'static Rule], settings: &Settings) -> Report {
    let mut report = Report::default();
    for (file, _) in workspace.sources.hosts() {
        let parsed = workspace.document(file).parses();
        report.files.push(FileState { file, parsed });
    }
    let mut ready = Vec::new();
    for rule in rules.iter().filter(|rule| settings.selects(rule.name)) {
        let absent = |role: &&Role| workspace.documents_of(**role).next().is_none();
        match rule.needs.iter().find(absent) {
            Some(role) => report.skipped.push(Skipped {
                rule: rule.name,
                needs: *role,
            }),
            None if rule.keys.is_empty() || rule.keys.iter().any(|key| workspace.has_key(key)) => ready.push(rule),
            None => {}
        }
    }
    let found = cores::map(&ready, workspace.sources.bytes(), |rule| Check::run(rule, workspace));
    let repeats = Repeats::new(&workspace.sources);
    report.findings = found
        .into_iter()
        .flatten()
        .map(|finding| finished(workspace, settings, &repeats, finding))
        .collect();
    let order = |finding: &Finding| (finding.diagnostic.place.span, finding.diagnostic.rule);
    report.findings.sort_by_key(order);
    number(workspace, &mut report.findings);
    let accepted = Accepted::new(workspace, settings);
    for finding in &mut report.findings {
        finding.suppressed = accepted.suppression(finding);
        if let Some(reason) = finding.suppressed.as_mut().and_then(|by| by.reason.as_mut()) {
            *reason = repeats.masked(reason);
        }
    }
    report.notes = accepted.notes(rules);
    for note in &mut report.notes {
        note.value = repeats.masked(&note.value);
    }
    report
}

/// The finding with the user's severity, with places on the disk, and with what accepts it.
fn finished(workspace: &Workspace, settings: &Settings, repeats: &Repeats<'_>, mut diagnostic: Diagnostic) -> Finding {
    if let Some(severity) = settings.severity.get(diagnostic.rule) {
        diagnostic.severity = *severity;
    }
    // A safe fix can be taken back, and what replaces a secret cannot, because secrets are not kept.
    if let Some(fix) = diagnostic.fix.as_mut().filter(|fix| fix.safety == Safety::Safe)
        && fix.edits.iter().any(|edit| replaces_secret(&workspace.sources, edit))
    {
        fix.safety = Safety::Unsafe;
    }
    let identity = workspace.identity(diagnostic.place.span.file, &diagnostic.place.address);
    let sources = &workspace.sources;
    diagnostic.place.span = sources.lift(diagnostic.place.span);
    for label in &mut diagnostic.related {
        label.span = sources.lift(label.span);
    }
    let labels = diagnostic.related.iter_mut().map(|label| &mut label.text);
    let said = std::iter::once(&mut diagnostic.message)
        .chain(diagnostic.note.as_mut())
        .chain(diagnostic.help.as_mut())
        .chain(diagnostic.fix.as_mut().map(|fix| &mut fix.title));
    for text in said.chain(labels) {
        *text = repeats.masked(text);
    }
    Finding {
        suppressed: None,
        fingerprint: String::new(),
        identity,
        diagnostic,
    }
}

fn replaces_secret(sources: &Sources, edit: &Edit) -> bool {
    sources.get(edit.span.file).holds_secret_word(edit.span.range())
}

/// Gives each finding its fingerprint; equal ones are told apart by their order.
fn number(workspace: &Workspace, findings: &mut [Finding]) {
    let mut seen: HashMap<(&'static str, FileId, String), usize> = HashMap::new();
    for finding in findings {
        let file = finding.diagnostic.place.span.file;
        let ordinal = seen
            .entry((finding.diagnostic.rule, file, finding.identity.clone()))
            .or_default();
        let path = workspace.sources.project.from_root(&workspace.sources.get(file).path);
        let parts = [finding.diagnostic.rule, &path, &finding.identity, &ordinal.to_string()];
        finding.fingerprint = fingerprint(&parts);
        *ordinal += 1;
    }
}

/// The first 32 hex digits of SHA-256 over the parts, each ended by a zero byte.
fn fingerprint(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    hash.finalize()
        .iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
