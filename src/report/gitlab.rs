//! GitLab's Code Quality report: an array of findings by fingerprint.
//!
//! Source: docs.gitlab.com, "Code Quality", "Code Quality report format" (18.11).

use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};

use serde::Serialize;

use super::View;
use super::shown::one_line;
use crate::diagnostic::Severity;

/// Where the files lie, for paths as GitLab knows them.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The root of the repository: `CI_PROJECT_DIR`.
    pub project_dir: Option<PathBuf>,
    /// The folder that relative paths of files start from.
    pub working_dir: Option<PathBuf>,
}

/// Writes the findings that were not accepted.
pub fn write(view: &View<'_>, options: &Options, out: &mut dyn Write) -> io::Result<()> {
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
                path: repository_path(&file.path, options),
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

/// The path from the root of the repository; a path outside of it stays as it is.
fn repository_path(path: &Path, options: &Options) -> String {
    let absolute = match &options.working_dir {
        Some(folder) => folder.join(path),
        None => path.to_owned(),
    };
    let root = options.project_dir.as_deref().map(plain);
    let below = root.and_then(|root| plain(&absolute).strip_prefix(root).map(Path::to_owned).ok());
    below.unwrap_or_else(|| plain(path)).to_string_lossy().into_owned()
}

/// The path without `.` and, where a folder precedes it, `..`.
fn plain(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if matches!(out.components().next_back(), Some(Component::Normal(_))) => {
                out.pop();
            }
            part => out.push(part),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::report::sample::{Sample, text};

    fn options(project: &str, working: &str) -> Options {
        Options {
            project_dir: Some(project.into()),
            working_dir: Some(working.into()),
        }
    }

    #[test]
    fn the_array_has_the_fields_that_gitlab_asks_for_and_no_accepted_finding() {
        let sample = Sample::two_files();
        let out = text(|out| write(&sample.view(), &options("/builds/a/b", "/builds/a/b/ci"), out));
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
        let out = text(|out| write(&Sample::default().view(), &Options::default(), out));
        assert_eq!(out, "[]\n");
    }

    #[test]
    fn paths_start_at_the_root_of_the_repository() {
        let path = |path: &str, options: &Options| repository_path(Path::new(path), options);
        let inside = options("/builds/a/b", "/builds/a/b/ci");
        assert_eq!(path("./../config.toml", &inside), "config.toml");
        assert_eq!(path("/builds/a/b/x/config.toml", &inside), "x/config.toml");
        assert_eq!(
            path("/etc/gitlab-runner/config.toml", &inside),
            "/etc/gitlab-runner/config.toml"
        );
        assert_eq!(path("./config.toml", &Options::default()), "config.toml");
    }
}
