//! Reviewdog's diagnostic format, with suggestions that a reviewer can take.
//!
//! Source: github.com/reviewdog/reviewdog, proto/rdf/reviewdog.proto (0.21).

use std::io::{self, Write};

use serde_json::{Value, json};

use super::View;
use super::texts::{Texts, path};
use crate::diagnostic::{Diagnostic, Fix, Safety, Severity};
use crate::source::{FileId, Span};

/// Writes the findings that were not accepted.
pub fn write(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    let texts = Texts::new(view.sources);
    let diagnostics = view
        .report
        .open()
        .map(|finding| diagnostic(view, &texts, &finding.diagnostic));
    let document = json!({
        "source": {"name": env!("CARGO_PKG_NAME"), "url": env!("CARGO_PKG_REPOSITORY")},
        "diagnostics": diagnostics.collect::<Vec<_>>(),
    });
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}

fn diagnostic(view: &View<'_>, texts: &Texts<'_>, found: &Diagnostic) -> Value {
    let help = found.help.iter().map(|help| format!("\n{help}"));
    let note = found.note.iter().map(|text| (found.place.span, text));
    let labels = found.related.iter().map(|label| (label.span, &label.text));
    let related = |(span, text): (Span, &String)| json!({"message": text, "location": location(texts, span)});
    let suggestion = found
        .fix
        .as_ref()
        .and_then(|fix| suggestion(texts, fix, found.place.span));
    json!({
        "message": found.message.clone() + &help.collect::<String>(),
        "location": location(texts, found.place.span),
        "severity": match found.severity {
            Severity::Error => "ERROR",
            Severity::Warning => "WARNING",
            Severity::Info => "INFO",
        },
        "code": {"value": found.rule, "url": view.url(found.rule).unwrap_or_default()},
        "related_locations": note.chain(labels).map(related).collect::<Vec<_>>(),
        "suggestions": suggestion.into_iter().collect::<Vec<_>>(),
    })
}

fn location(texts: &Texts<'_>, span: Span) -> Value {
    json!({"path": path(texts.file(span.file)), "range": range(texts, span)})
}

fn range(texts: &Texts<'_>, span: Span) -> Value {
    json!({"start": position(texts, span.file, span.start), "end": position(texts, span.file, span.end)})
}

/// Reviewdog counts columns in bytes.
fn position(texts: &Texts<'_>, file: FileId, byte: u32) -> Value {
    let lines = texts.file(file).lines();
    let line = lines.line_of(byte as usize);
    json!({"line": line + 1, "column": byte as usize - lines.range(line).start + 1})
}

/// A safe fix as one suggestion: a suggestion is taken alone and knows no other file, and half a fix is none. The lines that it
/// touches are shown in a note beside it, so none of them may hold a secret.
fn suggestion(texts: &Texts<'_>, fix: &Fix, place: Span) -> Option<Value> {
    let edits = texts.all_edits(fix).filter(|_| fix.safety == Safety::Safe)?;
    let whole = edits.iter().map(|(span, _)| *span).reduce(Span::join)?;
    let file = texts.file(place.file);
    let line = |byte: u32| file.lines().range(file.lines().line_of(byte as usize));
    let here = edits.iter().all(|(span, _)| span.file == place.file);
    if !here || file.holds_secret(line(whole.start).start..line(whole.end).end) {
        return None;
    }
    let mut text = String::new();
    let mut at = whole.start as usize;
    for (span, inserted) in &edits {
        text.push_str(texts.slice(place.file, at..span.range().start));
        text.push_str(inserted);
        at = span.range().end;
    }
    Some(json!({"range": range(texts, whole), "text": text}))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::Edit;
    use crate::report::sample::{Sample, text};
    use crate::source::Role;

    fn document(sample: &Sample) -> Value {
        serde_json::from_str(&text(|out| write(&sample.view(), out))).unwrap()
    }

    #[test]
    fn a_finding_has_its_places_and_a_suggestion() {
        let document = document(&Sample::two_files());
        let at = |line, from, to| json!({"start": {"line": line, "column": from}, "end": {"line": line, "column": to}});
        assert_eq!(
            document["diagnostics"][0],
            json!({
                "message": "`build` cannot reach its Docker daemon over TLS",
                "location": {"path": "config.toml", "range": at(3, 13, 23)},
                "severity": "ERROR",
                "code": {"value": "dind-missing-certs-volume", "url": ""},
                "related_locations": [
                    {"message": "\"/certs/client\" is not mounted here",
                     "location": {"path": "config.toml", "range": at(3, 13, 23)}},
                    {"message": "this service writes its client certificates to /certs/client",
                     "location": {"path": ".gitlab-ci.yml", "range": at(3, 7, 21)}},
                ],
                "suggestions": [{"range": at(3, 22, 22), "text": ", \"/certs/client\""}],
            })
        );
        assert_eq!(
            document["diagnostics"][1]["suggestions"],
            json!([]),
            "unsafe, and of a secret"
        );
    }

    #[test]
    fn edits_of_one_fix_become_one_suggestion_in_bytes() {
        let mut sample = Sample::default();
        let file = sample.file(
            "config.toml",
            Role::RunnerConfig,
            "ü = 1 # a b\nt = \"s3cret00\"\n",
            &["s3cret00"],
        );
        let fix = |edits: Vec<Edit>| {
            Some(Fix {
                title: "x".into(),
                safety: Safety::Safe,
                effect: crate::diagnostic::Effect::None,
                edits,
                intent: Vec::new(),
            })
        };
        let span = |text| sample.span(file, text);
        let (one, b, t) = (span("1"), span("b"), span("t ="));
        sample
            .warn(file, "ü", "x")
            .fix(fix(vec![Edit::new(b, "c"), Edit::new(one, "22")]));
        sample.warn(file, "ü", "y").fix(fix(vec![Edit::new(t, "u =")]));
        let document = document(&sample);
        let expected = json!({
            "range": {"start": {"line": 1, "column": 6}, "end": {"line": 1, "column": 13}},
            "text": "22 # a c",
        });
        assert_eq!(document["diagnostics"][0]["suggestions"], json!([expected]));
        assert_eq!(
            document["diagnostics"][1]["suggestions"],
            json!([]),
            "the line holds a secret"
        );
    }
}
