//! `artifacts:` and the reports among them.
//!
//! Source: GitLab 18.11 `lib/gitlab/ci/config/entry/artifacts.rb`, `reports.rb`, `reports/coverage_report.rb`.

use super::{Judge, Kind, Sort, is_blank, sort, text};
use crate::model::pipeline::tree::{Link, Map, Shape};

/// Reports that are files; `coverage_report` is a mapping.
const REPORTS: [&str; 25] = [
    "junit",
    "codequality",
    "sast",
    "secret_detection",
    "dependency_scanning",
    "container_scanning",
    "dast",
    "performance",
    "browser_performance",
    "load_performance",
    "license_scanning",
    "metrics",
    "lsif",
    "dotenv",
    "terraform",
    "accessibility",
    "coverage_fuzzing",
    "api_fuzzing",
    "cluster_image_scanning",
    "requirements",
    "requirements_v2",
    "cyclonedx",
    "annotations",
    "repository_xray",
    "sarif",
];

/// Formats of `coverage_report`.
const COVERAGE_FORMATS: [&str; 2] = ["cobertura", "jacoco"];

/// Characters of `expose_as`.
const LONGEST_TITLE: usize = 100;

impl<'a> Judge<'_, 'a> {
    pub(super) fn artifacts(&mut self, link: &Link<'a>) {
        let keys = [
            "name",
            "untracked",
            "paths",
            "reports",
            "when",
            "expire_in",
            "expose_as",
            "exclude",
            "public",
            "access",
        ];
        self.section("artifacts", link, &keys, |judge, map| {
            judge.exclusive(Kind::Job, map, ["access", "public"]);
            for key in ["public", "untracked"] {
                judge.with(map, key, |judge, key, link| judge.boolean(key, link));
            }
            for key in ["paths", "exclude"] {
                judge.with(map, key, |judge, key, link| {
                    judge.strings(Kind::Job, key, link);
                });
            }
            judge.with(map, "name", |judge, key, link| judge.string(key, link));
            judge.with(map, "expose_as", |judge, key, link| {
                judge.title_of_artifacts(key, link, map)
            });
            judge.with(map, "when", |judge, key, link| {
                judge.word(key, link, &["on_success", "on_failure", "always"])
            });
            judge.with(map, "access", |judge, key, link| {
                judge.word(key, link, &["none", "developer", "maintainer", "all"]);
            });
            judge.with(map, "expire_in", |judge, key, link| {
                // `never` is a word of GitLab's own.
                if text(link).is_none_or(|text| !text.eq_ignore_ascii_case("never")) {
                    judge.duration(key, link, None);
                }
            });
            judge.with(map, "reports", |judge, _, link| judge.reports(link));
        });
    }

    fn title_of_artifacts(&mut self, key: &str, link: &Link<'a>, artifacts: &Map<'a>) {
        if !self.sorts(Kind::Job, key, link, (&[Sort::Text], "string")) {
            return;
        }
        let Some(title) = text(link) else { return };
        let is_letter = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let may_stand = |c: char| is_letter(c) || matches!(c, '-' | ' ');
        if !title.starts_with(is_letter) || !title.chars().all(may_stand) {
            let message = format!(
                "{} has signs other than letters, digits, `-`, `_` and blanks",
                self.what(key)
            );
            self.fault(Kind::Job, link, message);
        } else if title.len() > LONGEST_TITLE {
            let message = format!("{} is longer than {LONGEST_TITLE} characters", self.what(key));
            self.fault(Kind::Job, link, message);
        }
        let paths = artifacts.get("paths");
        if !artifacts.open && paths.is_none_or(is_blank) {
            let message = format!("{} needs `paths`", self.what(key));
            self.fault_at_key(Kind::Job, link, message);
        }
        let Some(Shape::List(paths)) = paths.map(|paths| &paths.part.shape) else {
            return;
        };
        for path in paths {
            if text(path).is_some_and(|path| path.contains('*')) {
                let message = format!("a path of {} has a `*` beside `expose_as`", self.title);
                self.fault(Kind::Job, path, message);
            }
        }
    }

    fn reports(&mut self, link: &Link<'a>) {
        let known: Vec<&str> = REPORTS.into_iter().chain(["coverage_report"]).collect();
        self.section("reports", link, &known, |judge, map| {
            for key in REPORTS.iter().filter(|key| **key != "codequality") {
                judge.with(map, key, |judge, key, link| {
                    judge.string_or_strings(Kind::Job, key, link);
                });
            }
            judge.with(map, "coverage_report", |judge, key, link| {
                judge.coverage_report(key, link)
            });
        });
    }

    fn coverage_report(&mut self, key: &str, link: &Link<'a>) {
        self.section(key, link, &["coverage_format", "path"], |judge, map| {
            for key in ["coverage_format", "path"] {
                let is_missing = map.get(key).is_none_or(|value| value.part.is_null());
                if is_missing && !map.open {
                    judge.fault(Kind::Job, link, format!("{} has no `{key}`", judge.title));
                }
            }
            judge.with(map, "coverage_format", |judge, key, link| {
                judge.word(key, link, &COVERAGE_FORMATS)
            });
            judge.with(map, "path", |judge, key, link| {
                if judge.present(Kind::Job, key, link) && sort(link) != Sort::Unknown {
                    judge.string(key, link);
                }
            });
        });
    }
}
