//! The report for code scanning, SARIF 2.1.0, with fixes that programs can apply.
//!
//! Source: OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0 Plus Errata 01"; what GitLab takes from it:
//! docs.gitlab.com, "SARIF reports" (18.11).

mod rules;

use std::io::{self, Write};

use serde_json::{Map, Value, json};

use self::rules::Rules;
use super::texts::{Texts, positions};
use super::{Base, View};
use crate::diagnostic::{Diagnostic, Fix, Severity};
use crate::lint::{Finding, Suppression};
use crate::source::{FileId, Span};

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// Writes all findings; accepted ones say by what.
pub fn write(view: &View<'_>, base: &Base, out: &mut dyn Write) -> io::Result<()> {
    let run = Run {
        view,
        base,
        texts: Texts::new(view.sources),
        rules: Rules::of(view),
    };
    serde_json::to_writer_pretty(&mut *out, &run.log())?;
    writeln!(out)
}

struct Run<'a> {
    view: &'a View<'a>,
    base: &'a Base,
    texts: Texts<'a>,
    rules: Rules<'a>,
}

impl Run<'_> {
    fn log(&self) -> Value {
        let mut driver = object(json!({
            "name": env!("CARGO_PKG_NAME"),
            "semanticVersion": env!("CARGO_PKG_VERSION"),
            "rules": self.rules.descriptors(),
        }));
        let home = env!("CARGO_PKG_REPOSITORY");
        set(&mut driver, "informationUri", (!home.is_empty()).then_some(home));
        let results: Vec<Value> = self
            .view
            .report
            .findings
            .iter()
            .map(|found| self.result(found))
            .collect();
        json!({
            "$schema": SCHEMA,
            "version": "2.1.0",
            "runs": [{
                "tool": {"driver": driver},
                "columnKind": "unicodeCodePoints",
                "results": results,
            }],
        })
    }

    fn result(&self, finding: &Finding) -> Value {
        let found = &finding.diagnostic;
        let address = found.place.address.redacted().to_string();
        let mut location = object(json!({"physicalLocation": self.physical(found.place.span)}));
        let logical = (!address.is_empty()).then(|| json!([{"fullyQualifiedName": address}]));
        set(&mut location, "logicalLocations", logical);
        let mut result = object(json!({
            "ruleId": found.rule,
            "ruleIndex": self.rules.index(found.rule),
            "level": level(found.severity),
            "message": {"text": found.message},
            "locations": [location],
            "partialFingerprints": {"runnerlint/v1": finding.fingerprint},
            // Either all results of a run say this, or none does (3.27.23).
            "suppressions": finding.suppressed.iter().map(suppression).collect::<Vec<_>>(),
            "properties": properties(found),
        }));
        let related = self.related(found);
        set(
            &mut result,
            "relatedLocations",
            (!related.is_empty()).then_some(related),
        );
        let fix = found.fix.as_ref().and_then(|fix| self.fix(fix));
        set(&mut result, "fixes", fix.map(|fix| [fix]));
        Value::Object(result)
    }

    fn physical(&self, span: Span) -> Value {
        json!({"artifactLocation": self.artifact(span.file), "region": self.region(span)})
    }

    fn artifact(&self, file: FileId) -> Value {
        json!({"uri": self.base.uri(self.view.sources.get(file))})
    }

    fn region(&self, span: Span) -> Value {
        let (start, end) = positions(self.view.sources, span);
        json!({
            "startLine": start.line, "startColumn": start.column,
            "endLine": end.line, "endColumn": end.column,
        })
    }

    fn related(&self, found: &Diagnostic) -> Vec<Value> {
        let note = found.note.iter().map(|text| (found.place.span, text));
        let labels = found.related.iter().map(|label| (label.span, &label.text));
        let location = |(id, (span, text)): (usize, (Span, &String))| json!({"id": id, "physicalLocation": self.physical(span), "message": {"text": text}});
        note.chain(labels).enumerate().map(location).collect()
    }

    /// A fix that would show a secret is left out: programs apply what they are given as if it were all of it.
    fn fix(&self, fix: &Fix) -> Option<Value> {
        let edits = self.texts.all_edits(fix)?;
        let of_one_file = edits.chunk_by(|(one, _), (next, _)| one.file == next.file);
        let changes = of_one_file.map(|edits| {
            let replacement = |(span, text): &(Span, String)| {
                json!({"deletedRegion": self.region(*span), "insertedContent": {"text": text}})
            };
            Some(json!({
                "artifactLocation": self.artifact(edits.first()?.0.file),
                "replacements": edits.iter().map(replacement).collect::<Vec<_>>(),
            }))
        });
        let changes: Vec<Value> = changes.collect::<Option<_>>()?;
        // SARIF wants at least one change (3.55.3).
        (!changes.is_empty()).then(|| {
            json!({
                "description": {"text": format!("{} ({} fix)", fix.title, fix.safety.word())},
                "artifactChanges": changes,
            })
        })
    }
}

fn properties(found: &Diagnostic) -> Value {
    let mut properties = object(json!({"consequence": found.consequence.word()}));
    set(&mut properties, "help", found.help.as_deref());
    if let Some(fix) = &found.fix {
        set(&mut properties, "fixSafety", Some(fix.safety.word()));
        set(&mut properties, "fixEffect", Some(fix.effect.word()));
    }
    Value::Object(properties)
}

fn suppression(accepted: &Suppression) -> Value {
    let kind = match accepted.by {
        "comment" => "inSource",
        _ => "external",
    };
    let mut suppression = object(json!({"kind": kind, "status": "accepted"}));
    set(&mut suppression, "justification", accepted.reason.as_deref());
    if let Some(until) = &accepted.until {
        set(&mut suppression, "properties", Some(json!({"until": until})));
    }
    Value::Object(suppression)
}

/// The word of SARIF for a severity (3.27.10).
fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

/// Adds a property that is not always there.
fn set(map: &mut Map<String, Value>, name: &str, value: Option<impl Into<Value>>) {
    if let Some(value) = value {
        map.insert(name.to_owned(), value.into());
    }
}

#[cfg(test)]
mod tests;
