//! GitLab's Code Quality report: an array of findings by fingerprint.
//!
//! Source: docs.gitlab.com, "Code Quality", "Code Quality report format" (18.11).

use std::io::{self, Write};

use serde::Serialize;

use super::shown::one_line;
use super::{Base, View};
use crate::diagnostic::Severity;

/// Writes the findings that were not accepted.
pub fn write(view: &View<'_>, base: &Base, out: &mut dyn Write) -> io::Result<()> {
    let issues = view.report.open().map(|finding| {
        let found = &finding.diagnostic;
        let file = view.sources.get(found.place.span.file);
        let severity = match found.severity {
            Severity::Error => "critical",
            Severity::Warning => "major",
            Severity::Info => "minor",
        };
        Issue {
            // GitLab shows no check names, so the description says which rule it is.
            description: format!("{}: {}", found.rule, one_line(&found.message)),
            check_name: found.rule,
            fingerprint: &finding.fingerprint,
            severity,
            location: Location {
                path: base.path(file),
                lines: Lines {
                    begin: file.position(found.place.span.start).line,
                },
            },
        }
    });
    serde_json::to_writer_pretty(&mut *out, &issues.collect::<Vec<_>>())?;
    writeln!(out)
}

#[derive(Serialize)]
struct Issue<'a> {
    description: String,
    check_name: &'a str,
    fingerprint: &'a str,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::report::sample::{Sample, text};

    fn base(project: &str, working: &str) -> Base {
        Base {
            project_dir: Some(project.into()),
            working_dir: Some(working.into()),
        }
    }

    #[test]
    fn the_array_has_the_fields_that_gitlab_asks_for_and_no_accepted_finding() {
        let sample = Sample::two_files();
        let out = text(|out| write(&sample.view(), &base("/builds/a/b", "/builds/a/b/ci"), out));
        assert_eq!(
            serde_json::from_str::<Value>(&out).unwrap(),
            json!([
                {"description": "dind-missing-certs-volume: `build` cannot reach its Docker daemon over TLS",
                 "check_name": "dind-missing-certs-volume", "fingerprint": "00000000000000000000000000000000", "severity": "critical",
                 "location": {"path": "ci/config.toml", "lines": {"begin": 3}}},
                {"description": "unknown-key: `pull-policy` is not a key of [runners.docker]",
                 "check_name": "unknown-key", "fingerprint": "00000000000000000000000000000001", "severity": "major",
                 "location": {"path": "ci/config.toml", "lines": {"begin": 4}}},
            ])
        );
    }

    #[test]
    fn no_finding_is_an_empty_array() {
        let out = text(|out| write(&Sample::default().view(), &Base::default(), out));
        assert_eq!(out, "[]\n");
    }
}
