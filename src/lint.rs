//! Running rules over a workspace: what was found, sorted, filtered and counted.

mod accept;

use std::collections::{HashMap, HashSet};

use sha2::{Digest, Sha256};

use crate::cores;
use crate::diagnostic::{Consequence, Diagnostic, Safety, Severity};
use crate::edit::Edit;
use crate::model::Workspace;
use crate::rule::{Check, Rule, Theme};
use crate::settings::Settings;
use crate::source::{FileId, Repeats, Role, Sources, Span};
use accept::{Accepted, Known};

/// What a run of the rules gave.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// What was found, by file and place; suppressed findings are among them.
    pub findings: Vec<Finding>,
    /// Rules that could not run.
    pub skipped: Vec<Skipped>,
    /// The files, in the order of the run; embedded texts are not among them.
    pub files: Vec<FileState>,
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
    // The rules that have seen all they can see.
    let mut judges = HashSet::new();
    let mut ready = Vec::new();
    let selected = || rules.iter().copied().filter(|rule| settings.selects(rule.name));
    let about_allows = |rule: &&Rule| rule.theme == Theme::Acceptance;
    for rule in selected().filter(|rule| !about_allows(rule)) {
        let absent = |role: &&Role| workspace.documents_of(**role).next().is_none();
        match rule
            .needs
            .iter()
            .find(|role| absent(role) && !stands_in(workspace, rule))
        {
            Some(role) => report.skipped.push(Skipped {
                rule: rule.name,
                needs: *role,
            }),
            None => {
                if !rule.uses.iter().any(|role| absent(&role)) {
                    judges.insert(rule.name);
                }
                ready.push(rule);
            }
        }
    }
    ready.retain(|rule| rule.keys.is_empty() || rule.keys.iter().any(|key| workspace.has_key(key)));
    let found = cores::map(&ready, workspace.sources.bytes(), |rule| Check::run(rule, workspace));
    let mut found: Vec<Diagnostic> = found.into_iter().flatten().collect();
    found.extend(surely(workspace, &ready, &found));
    let repeats = Repeats::new(&workspace.sources);
    let finish = |found: Vec<Diagnostic>| sorted(workspace, settings, &repeats, found);
    report.findings = finish(found);
    let accepted = Accepted::new(workspace, settings);
    let accept = |finding: &mut Finding| {
        finding.suppressed = accepted.suppression(finding);
        if let Some(reason) = finding.suppressed.as_mut().and_then(|by| by.reason.as_mut()) {
            *reason = repeats.masked(reason);
        }
    };
    report.findings.iter_mut().for_each(accept);
    let allows = accepted.faults(&Known {
        rules,
        judges: &judges,
        findings: &report.findings,
    });
    if !allows.is_empty() {
        let about = selected().filter(about_allows);
        let mut about = finish(
            about
                .flat_map(|rule| Check::run_with(rule, workspace, &allows))
                .collect(),
        );
        about.iter_mut().for_each(accept);
        report.findings.extend(about);
        report.findings.sort_by_key(order);
    }
    report
}

/// What is found in templates whatever their marks come to stand for, besides what was found already. Nothing of it is fixed.
fn surely(workspace: &Workspace, rules: &[&'static Rule], found: &[Diagnostic]) -> Vec<Diagnostic> {
    let is_open = |found: &Diagnostic| workspace.document(found.place.span.file).is_partial();
    let said = |found: &Diagnostic| (found.rule, found.place.span, found.message.clone());
    let mut sure: Option<Vec<Diagnostic>> = None;
    for guess in workspace.guesses() {
        let run = rules.iter().flat_map(|rule| Check::run(rule, &guess));
        let run: Vec<Diagnostic> = run.filter(is_open).collect();
        match &mut sure {
            None => sure = Some(run),
            Some(sure) => {
                let here: HashSet<_> = run.iter().map(said).collect();
                sure.retain(|found| here.contains(&said(found)));
            }
        }
    }
    let Some(mut sure) = sure.filter(|sure| !sure.is_empty()) else {
        return Vec::new();
    };
    let known: HashSet<_> = found.iter().map(|found| (found.rule, found.place.span)).collect();
    sure.retain(|found| !known.contains(&(found.rule, found.place.span)));
    sure.iter_mut().for_each(|found| found.fix = None);
    sure
}

/// Whether a template has all that a rule needs, which asks for a config.toml and nothing else. Jobs do not meet the runners of
/// templates.
fn stands_in(workspace: &Workspace, rule: &Rule) -> bool {
    rule.needs == [Role::RunnerConfig] && workspace.documents_of(Role::RunnerTemplate).next().is_some()
}

fn order(finding: &Finding) -> (Span, &'static str) {
    (finding.diagnostic.place.span, finding.diagnostic.rule)
}

/// The findings by place, each with its fingerprint.
fn sorted(workspace: &Workspace, settings: &Settings, repeats: &Repeats<'_>, found: Vec<Diagnostic>) -> Vec<Finding> {
    let known = found.into_iter().filter_map(|found| known(workspace, found));
    let finished = known.map(|found| finished(workspace, settings, repeats, found));
    let mut findings: Vec<Finding> = finished.collect();
    findings.sort_by_key(order);
    number(workspace, &mut findings);
    findings
}

/// What is left of a finding in a template: nothing, if it is about what is known only later or could not be read; no fix of
/// that; and where marks decide which lines there are, no more than a remark.
fn known(workspace: &Workspace, mut found: Diagnostic) -> Option<Diagnostic> {
    let document = workspace.document(found.place.span.file);
    let Some(template) = &document.template else {
        return Some(found);
    };
    let lines = workspace.sources.get(document.file).lines();
    let line = |span: &Span| lines.line_of(span.range().start);
    if document
        .unread
        .iter()
        .any(|unread| line(unread) == line(&found.place.span))
    {
        return None;
    }
    let labels = found.related.iter().map(|label| label.span);
    let mut spans = labels.chain([found.place.span]);
    if spans.any(|span| span.file == found.place.span.file && template.touches(span)) {
        return None;
    }
    if template.is_shaped {
        found.severity = Severity::Info;
        found.consequence = Consequence::Advice;
        found.fix = None;
    }
    Some(found)
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
