//! The report for programs, version 1: stable, documented, on every finding everything that is known.

use std::io::{self, Write};

use serde::Serialize;

use super::View;
use super::texts::{Texts, path, positions};
use crate::diagnostic::{Diagnostic, Fix};
use crate::lint::{Finding, Summary};
use crate::source::{Position, Sources, Span};

/// Writes the whole report as one JSON document.
pub fn write(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    let texts = Texts::new(view.sources);
    let document = Document {
        version: 1,
        tool: Tool {
            name: env!("CARGO_PKG_NAME"),
            version: env!("CARGO_PKG_VERSION"),
        },
        targets: Targets {
            runner: view.targets.runner.version.to_string(),
            docker: view.targets.docker.version.to_string(),
            gitlab: view.targets.gitlab.version.to_string(),
        },
        files: files(view),
        findings: view
            .report
            .findings
            .iter()
            .map(|finding| finding_of(view, &texts, finding))
            .collect(),
        skipped: skipped(view),
        summary: summary(view.report.summary()),
    };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    tool: Tool,
    targets: Targets,
    files: Vec<File>,
    findings: Vec<Found<'a>>,
    skipped: Vec<Skipped>,
    summary: Counts,
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct Targets {
    runner: String,
    docker: String,
    gitlab: String,
}

#[derive(Serialize)]
struct File {
    path: String,
    role: &'static str,
    parsed: bool,
}

#[derive(Serialize)]
struct Found<'a> {
    rule: &'a str,
    severity: &'static str,
    consequence: &'static str,
    message: &'a str,
    path: String,
    address: String,
    range: Range,
    related: Vec<Related<'a>>,
    help: Option<&'a str>,
    fix: Option<Repair<'a>>,
    url: Option<String>,
    fingerprint: &'a str,
    suppressed: Option<Accepted<'a>>,
}

#[derive(Serialize)]
struct Related<'a> {
    path: String,
    range: Range,
    text: &'a str,
}

#[derive(Serialize)]
struct Range {
    start: Point,
    end: Point,
}

#[derive(Serialize)]
struct Point {
    line: usize,
    column: usize,
    byte: usize,
}

#[derive(Serialize)]
struct Repair<'a> {
    title: &'a str,
    safety: &'static str,
    effect: &'static str,
    edits: Vec<Replacement>,
    /// Whether edits were left out because they would show a secret.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    masked: bool,
}

#[derive(Serialize)]
struct Replacement {
    path: String,
    range: Range,
    text: String,
}

#[derive(Serialize)]
struct Accepted<'a> {
    by: &'static str,
    reason: Option<&'a str>,
    until: Option<&'a str>,
}

#[derive(Serialize)]
struct Skipped {
    rule: &'static str,
    needs: &'static str,
}

#[derive(Serialize)]
struct Counts {
    error: usize,
    warning: usize,
    info: usize,
    fixable: Fixable,
    suppressed: usize,
}

#[derive(Serialize)]
struct Fixable {
    safe: usize,
    #[serde(rename = "unsafe")]
    unsafe_: usize,
}

fn files(view: &View<'_>) -> Vec<File> {
    let files = view.report.files.iter().map(|state| {
        let file = view.sources.get(state.file);
        File {
            path: path(file).into_owned(),
            role: file.role.word(),
            parsed: state.parsed,
        }
    });
    files.collect()
}

fn finding_of<'a>(view: &View<'a>, texts: &Texts<'_>, finding: &'a Finding) -> Found<'a> {
    let found: &Diagnostic = &finding.diagnostic;
    let note = found.note.iter().map(|text| (found.place.span, text));
    let labels = found.related.iter().map(|label| (label.span, &label.text));
    Found {
        rule: found.rule,
        severity: found.severity.word(),
        consequence: found.consequence.word(),
        message: &found.message,
        path: path(view.sources.get(found.place.span.file)).into_owned(),
        address: found.place.address.redacted().to_string(),
        range: range(view.sources, found.place.span),
        related: note
            .chain(labels)
            .map(|(span, text)| Related {
                path: path(view.sources.get(span.file)).into_owned(),
                range: range(view.sources, span),
                text,
            })
            .collect(),
        help: found.help.as_deref(),
        fix: found.fix.as_ref().map(|fix| repair(view.sources, texts, fix)),
        url: view.url(found.rule),
        fingerprint: &finding.fingerprint,
        suppressed: finding.suppressed.as_ref().map(|accepted| Accepted {
            by: accepted.by,
            reason: accepted.reason.as_deref(),
            until: accepted.until.as_deref(),
        }),
    }
}

fn repair<'a>(sources: &Sources, texts: &Texts<'_>, fix: &'a Fix) -> Repair<'a> {
    let shown = texts.shown_edits(fix).into_iter().map(|(span, text)| Replacement {
        path: path(sources.get(span.file)).into_owned(),
        range: range(sources, span),
        text,
    });
    let edits: Vec<Replacement> = shown.collect();
    Repair {
        title: &fix.title,
        safety: fix.safety.word(),
        effect: fix.effect.word(),
        masked: edits.len() < fix.edits.len(),
        edits,
    }
}

fn range(sources: &Sources, span: Span) -> Range {
    let point = |at: Position| Point {
        line: at.line,
        column: at.column,
        byte: at.byte,
    };
    let (start, end) = positions(sources, span);
    Range {
        start: point(start),
        end: point(end),
    }
}

fn skipped(view: &View<'_>) -> Vec<Skipped> {
    let skipped = view.report.skipped.iter().map(|skipped| Skipped {
        rule: skipped.rule,
        needs: skipped.needs.word(),
    });
    skipped.collect()
}

fn summary(counts: Summary) -> Counts {
    Counts {
        error: counts.error,
        warning: counts.warning,
        info: counts.info,
        fixable: Fixable {
            safe: counts.safe,
            unsafe_: counts.unsafe_,
        },
        suppressed: counts.suppressed,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::report::sample::{Sample, text};

    fn report() -> Value {
        let out = text(|out| write(&Sample::two_files().view(), out));
        serde_json::from_str(&out).unwrap()
    }

    #[test]
    fn the_document_has_the_shape_that_was_promised() {
        let mut report = report();
        let findings = report["findings"].take();
        assert_eq!(
            report,
            json!({
                "version": 1,
                "tool": {"name": "runnerlint", "version": env!("CARGO_PKG_VERSION")},
                "targets": {"runner": "19.4", "docker": "29.7.2", "gitlab": "18.11"},
                "files": [
                    {"path": "config.toml", "role": "runner", "parsed": true},
                    {"path": ".gitlab-ci.yml", "role": "pipeline", "parsed": true},
                ],
                "findings": null,
                "skipped": [{"rule": "dind-daemon-json-conflict", "needs": "daemon"}],
                "summary": {"error": 1, "warning": 1, "info": 0,
                            "fixable": {"safe": 1, "unsafe": 1}, "suppressed": 1},
            })
        );
        assert_eq!(findings.as_array().unwrap().len(), 3);
    }

    #[test]
    fn a_finding_has_its_places_its_fix_and_its_identity() {
        let point = |line, column, byte| json!({"line": line, "column": column, "byte": byte});
        assert_eq!(
            report()["findings"][0],
            json!({
                "rule": "dind-missing-certs-volume", "severity": "error", "consequence": "job-fails",
                "message": "`build` cannot reach its Docker daemon over TLS",
                "path": "config.toml", "address": "runners[0].volumes",
                "range": {"start": point(3, 13, 61), "end": point(3, 23, 71)},
                "related": [
                    {"path": "config.toml", "range": {"start": point(3, 13, 61), "end": point(3, 23, 71)},
                     "text": "\"/certs/client\" is not mounted here"},
                    {"path": ".gitlab-ci.yml", "range": {"start": point(3, 7, 25), "end": point(3, 21, 39)},
                     "text": "this service writes its client certificates to /certs/client"},
                ],
                "help": null,
                "fix": {"title": "mount /certs/client", "safety": "safe", "effect": "runner-hot-reload",
                        "edits": [{"path": "config.toml", "range": {"start": point(3, 22, 70), "end": point(3, 22, 70)},
                                   "text": ", \"/certs/client\""}]},
                "url": null, "fingerprint": "00000000000000000000000000000000", "suppressed": null,
            })
        );
    }

    #[test]
    fn edits_that_would_show_a_secret_are_left_out_and_the_fix_says_so() {
        let fix = &report()["findings"][1]["fix"];
        assert_eq!(fix["masked"], json!(true));
        assert_eq!(fix["edits"].as_array().unwrap().len(), 1);
        assert_eq!(fix["edits"][0]["text"], "pull_policy");
    }

    #[test]
    fn an_accepted_finding_says_by_what() {
        let expected = json!({"by": "comment", "reason": "a runner of our own", "until": "2027-01-31"});
        assert_eq!(report()["findings"][2]["suppressed"], expected);
    }
}
