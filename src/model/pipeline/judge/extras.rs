//! Keys of jobs that say how a runner treats them, and what they leave behind.

use super::{JobSort, Judge, Kind, Sort, shown, sort, text};
use crate::model::pipeline::tree::{Link, Map, Shape};
use crate::syntax::Scalar;

/// Tags of a job that are too many.
const MAX_TAGS: usize = 50;

/// Jobs that `parallel` makes at most.
pub(super) const MAX_PARALLEL: usize = 200;

/// Reasons for which a job can be retried.
///
/// Source: GitLab 18.11 `app/models/concerns/enums/ci/commit_status.rb`.
const RETRY_REASONS: [&str; 42] = [
    "always",
    "unknown_failure",
    "script_failure",
    "api_failure",
    "stuck_or_timeout_failure",
    "runner_system_failure",
    "missing_dependency_failure",
    "runner_unsupported",
    "stale_schedule",
    "job_execution_timeout",
    "archived_failure",
    "unmet_prerequisites",
    "scheduler_failure",
    "data_integrity_failure",
    "forward_deployment_failure",
    "user_blocked",
    "project_deleted",
    "ci_quota_exceeded",
    "pipeline_loop_detected",
    "no_matching_runner",
    "trace_size_exceeded",
    "builds_disabled",
    "environment_creation_failure",
    "deployment_rejected",
    "failed_outdated_deployment_job",
    "job_execution_server_timeout",
    "protected_environment_failure",
    "insufficient_bridge_permissions",
    "downstream_bridge_project_not_found",
    "invalid_bridge_trigger",
    "upstream_bridge_project_not_found",
    "insufficient_upstream_permissions",
    "bridge_pipeline_is_child_pipeline",
    "downstream_pipeline_creation_failed",
    "secrets_provider_not_found",
    "reached_max_descendant_pipelines_depth",
    "ip_restriction_failure",
    "reached_max_pipeline_hierarchy_size",
    "reached_downstream_pipeline_trigger_rate_limit",
    "duo_workflow_not_allowed",
    "job_router_failure",
    "job_token_expired",
];

/// Caches of a job.
const MAX_CACHES: usize = 4;

impl<'a> Judge<'_, 'a> {
    pub(super) fn tags(&mut self, link: &Link<'a>) {
        if !self.strings(Kind::Job, "tags", link) {
            return;
        }
        let Shape::List(items) = &link.part.shape else { return };
        let split = items.iter().filter_map(text).flat_map(|tag| tag.split(','));
        let mut tags: Vec<&str> = split.map(str::trim).filter(|tag| !tag.is_empty()).collect();
        tags.sort_unstable();
        tags.dedup();
        if tags.len() >= MAX_TAGS {
            self.fault(Kind::Job, link, format!("{} has 50 tags or more", self.title));
        }
    }

    pub(super) fn hooks(&mut self, link: &Link<'a>) {
        self.section("hooks", link, &["pre_get_sources_script"], |judge, map| {
            judge.with(map, "pre_get_sources_script", Judge::commands);
        });
    }

    pub(super) fn inherit(&mut self, link: &Link<'a>) {
        self.section("inherit", link, &["default", "variables"], |judge, map| {
            judge.with(map, "default", |judge, key, link| {
                judge.inherited(key, link, Some(&super::DEFAULT_KEYS))
            });
            judge.with(map, "variables", |judge, key, link| judge.inherited(key, link, None));
        });
    }

    fn inherited(&mut self, key: &str, link: &Link<'a>, known: Option<&[&str]>) {
        match (&link.part.shape, sort(link)) {
            (_, Sort::Bool | Sort::Unknown) => {}
            (Shape::List(items), _) => {
                if !self.strings(Kind::Job, key, link) {
                    return;
                }
                for item in items {
                    let (Some(name), Some(known)) = (text(item), known) else {
                        continue;
                    };
                    if !known.contains(&name) {
                        let message = format!("`{}` is no key of `default`", name.escape_debug());
                        let near = crate::schema::texts::similar(known, name);
                        if let Some(fault) = self.fault(Kind::Job, item, message) {
                            fault.help = near.map(|near| format!("did you mean `{near}`?"));
                        }
                    }
                }
            }
            _ => {
                self.fault(
                    Kind::Job,
                    link,
                    format!("{} is neither a truth value nor a list", self.what(key)),
                );
            }
        }
    }

    pub(super) fn retry(&mut self, link: &Link<'a>) {
        match &link.part.shape {
            Shape::Map(map) => {
                self.known_in("retry", map, &["max", "when", "exit_codes"]);
                self.with(map, "max", |judge, key, link| judge.whole_number(key, link, (0, 2)));
                self.with(map, "when", |judge, key, link| judge.retry_reasons(key, link));
                self.with(map, "exit_codes", |judge, key, link| judge.integers(key, link));
            }
            _ => self.whole_number("retry", link, (0, 2)),
        }
    }

    fn retry_reasons(&mut self, key: &str, link: &Link<'a>) {
        let items = match &link.part.shape {
            Shape::List(items) => items.as_slice(),
            _ => std::slice::from_ref(link),
        };
        for item in items.iter().filter(|item| sort(item) != Sort::Unknown) {
            let Some(word) = text(item) else {
                self.fault(Kind::Job, item, format!("an item in {} is no string", self.what(key)));
                continue;
            };
            if !RETRY_REASONS.contains(&word) {
                let message = format!("`{}` is no reason to retry a job", word.escape_debug());
                let near = crate::schema::texts::similar(&RETRY_REASONS, word);
                if let Some(fault) = self.fault(Kind::Job, item, message) {
                    fault.help = near.map(|near| format!("did you mean `{near}`?"));
                }
            }
        }
    }

    pub(super) fn integers(&mut self, key: &str, link: &Link<'a>) {
        let is_integer = |link: &Link<'a>| matches!(sort(link), Sort::Integer | Sort::Unknown);
        let fits = match &link.part.shape {
            Shape::List(items) => items.iter().all(is_integer),
            _ => is_integer(link),
        };
        if !fits {
            self.fault(
                Kind::Job,
                link,
                format!("{} is neither an integer nor a list of them", self.what(key)),
            );
        }
    }

    pub(super) fn parallel(&mut self, link: &Link<'a>, sort_of_job: JobSort) {
        match (&link.part.shape, sort(link)) {
            (Shape::Map(_), _) => self.section("parallel", link, &["matrix"], |judge, map| match map.get("matrix") {
                None if !map.open => {
                    judge.fault(Kind::Job, link, format!("{} has no `matrix`", judge.title));
                }
                Some(matrix) if !matrix.part.is_null() => judge.matrix(matrix),
                _ => {}
            }),
            (_, Sort::Integer | Sort::Float) => {
                if sort_of_job == JobSort::Bridge {
                    let message = format!("{} has a number as `parallel`, but meets no runner", self.title);
                    self.fault(Kind::Job, link, message);
                } else {
                    self.whole_number("parallel", link, (1, 200));
                }
            }
            (_, Sort::Unknown) => {}
            _ => {
                self.fault(
                    Kind::Job,
                    link,
                    format!("{} is neither a number nor a mapping", self.what("parallel")),
                );
            }
        }
    }

    fn matrix(&mut self, link: &Link<'a>) {
        let Shape::List(rows) = &link.part.shape else {
            if sort(link) != Sort::Unknown {
                self.fault(Kind::Job, link, "a matrix is no list of mappings".into());
            }
            return;
        };
        let mut jobs = Some(0usize);
        for row in rows {
            match &row.part.shape {
                Shape::Map(map) if map.entries.is_empty() && !map.open => {
                    self.fault(Kind::Job, row, "a row of a matrix is empty".into());
                }
                Shape::Map(map) => {
                    let count = self.row(map);
                    jobs = jobs.zip(count).map(|(jobs, count)| jobs.saturating_add(count));
                }
                Shape::Unknown => jobs = None,
                _ => {
                    self.fault(Kind::Job, row, "a row of a matrix is no mapping".into());
                }
            }
        }
        if jobs.is_some_and(|jobs| jobs > MAX_PARALLEL) {
            let message = format!("a matrix makes more than {MAX_PARALLEL} jobs");
            self.fault(Kind::Job, link, message);
        }
    }

    /// A row of a matrix; how many jobs it makes, if that is known.
    fn row(&mut self, map: &Map<'a>) -> Option<usize> {
        let fits = |link: &Link<'a>| matches!(sort(link), Sort::Text | Sort::Symbol | Sort::Integer | Sort::Unknown);
        let mut jobs = (!map.open).then_some(1usize);
        for (key, link) in &map.entries {
            let odd = match &link.part.shape {
                Shape::List(items) => {
                    jobs = jobs.map(|jobs| jobs.saturating_mul(items.len()));
                    items.iter().find(|item| !fits(item))
                }
                Shape::Unknown => {
                    jobs = None;
                    None
                }
                _ => (!fits(link)).then_some(link),
            };
            if !key.is_alphanumeric() {
                let message = format!("variable `{}` of a matrix has a name that is no string", shown(key));
                self.fault_at_key(Kind::Variable, link, message);
            }
            if let Some(odd) = odd {
                let message = format!(
                    "variable `{}` of a matrix has a value that is neither string nor integer",
                    shown(key)
                );
                let quotes = matches!(sort(odd), Sort::Float | Sort::Bool);
                if let Some(fault) = self.fault(Kind::Variable, odd, message) {
                    fault.help = quotes.then(|| "put quotes around it".into());
                }
            }
        }
        jobs
    }

    pub(super) fn caches(&mut self, link: &Link<'a>) {
        match &link.part.shape {
            Shape::List(items) if items.len() > MAX_CACHES => {
                self.fault(
                    Kind::Job,
                    link,
                    format!("{} has more than {MAX_CACHES} caches", self.title),
                );
            }
            Shape::List(items) => items.iter().for_each(|item| self.cache(item)),
            _ => self.cache(link),
        }
    }

    fn cache(&mut self, link: &Link<'a>) {
        if let Shape::List(items) = &link.part.shape {
            items.iter().for_each(|item| self.cache(item));
            return;
        }
        if link.part.is_null() {
            return;
        }
        let keys = [
            "key",
            "untracked",
            "paths",
            "when",
            "policy",
            "unprotect",
            "fallback_keys",
        ];
        self.section("cache", link, &keys, |judge, map| {
            judge.with(map, "untracked", |judge, key, link| judge.boolean(key, link));
            judge.with(map, "unprotect", |judge, key, link| judge.boolean(key, link));
            judge.with(map, "paths", |judge, key, link| {
                judge.strings(Kind::Job, key, link);
            });
            judge.with(map, "fallback_keys", |judge, key, link| {
                let many = matches!(&link.part.shape, Shape::List(items) if items.len() > 5);
                if judge.strings(Kind::Job, key, link) && many {
                    judge.fault(Kind::Job, link, "a cache has more than five `fallback_keys`".into());
                }
            });
            judge.with(map, "when", |judge, key, link| {
                judge.word(key, link, &["on_success", "on_failure", "always"])
            });
            judge.with(map, "policy", |judge, key, link| {
                let known = |text: &str| text.contains('$') || text.contains("push") || text.contains("pull");
                if judge.sorts(Kind::Job, key, link, (&[Sort::Text], "string"))
                    && text(link).is_some_and(|text| !text.trim().is_empty() && !known(text))
                {
                    let message = format!("{} is none of pull-push, push, pull", judge.what(key));
                    judge.fault(Kind::Job, link, message);
                }
            });
            judge.with(map, "key", |judge, _, link| judge.cache_key(link));
        });
    }

    fn cache_key(&mut self, link: &Link<'a>) {
        match &link.part.shape {
            Shape::Map(map) => {
                self.known_in("key", map, &["files", "files_commits", "prefix"]);
                self.with(map, "files", |judge, key, link| {
                    judge.strings(Kind::Job, key, link);
                });
            }
            Shape::Scalar(Scalar::String(text)) => {
                let unescaped = text
                    .replace("%2F", "/")
                    .replace("%2f", "/")
                    .replace("%2E", ".")
                    .replace("%2e", ".");
                if unescaped.contains('/') || matches!(unescaped.as_str(), "." | "..") {
                    let message = format!("{} holds a `/`, or is `.` or `..`", self.what("key"));
                    self.fault(Kind::Job, link, message);
                }
            }
            Shape::Unknown => {}
            _ => {
                self.fault(
                    Kind::Job,
                    link,
                    format!("{} is neither a string nor a mapping", self.what("key")),
                );
            }
        }
    }

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
            judge.with(map, "expose_as", |judge, key, link| judge.string(key, link));
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
            judge.with(map, "reports", |judge, key, link| {
                judge.mapping(Kind::Job, Some(key), link);
            });
        });
    }

    pub(super) fn id_tokens(&mut self, link: &Link<'a>) {
        let Some(map) = self.mapping(Kind::Job, Some("id_tokens"), link) else {
            return;
        };
        let owner = self.title.clone();
        for (key, link) in &map.entries {
            self.title = format!("id token `{}` of {owner}", shown(key));
            self.is_secret = true;
            let token = match &link.part.shape {
                Shape::Map(token) => Some(token),
                Shape::Unknown => continue,
                _ => None,
            };
            match token.and_then(|token| token.get("aud")) {
                Some(aud) => {
                    self.known_in_title(token, &["aud"]);
                    self.string_or_strings(Kind::Job, "aud", aud);
                }
                None if token.is_some_and(|token| token.open) => {}
                None => {
                    self.fault_at_key(Kind::Job, link, format!("{} has no `aud`", self.title));
                }
            }
        }
        self.is_secret = false;
        self.title = owner;
    }

    fn known_in_title(&mut self, map: Option<&Map<'a>>, keys: &[&str]) {
        if let Some(map) = map {
            self.known_keys(Kind::Job, map, keys);
        }
    }

    pub(super) fn environment(&mut self, link: &Link<'a>) {
        if matches!(sort(link), Sort::Text) {
            self.present(Kind::Job, "environment", link);
            return;
        }
        let keys = [
            "name",
            "url",
            "action",
            "on_stop",
            "auto_stop_in",
            "kubernetes",
            "deployment_tier",
        ];
        self.section("environment", link, &keys, |judge, map| {
            match map.get("name") {
                Some(name) => {
                    if judge.present(Kind::Job, "name", name) {
                        judge.string("name", name);
                    }
                }
                None if map.open => {}
                None => {
                    judge.fault(Kind::Job, link, format!("{} has no `name`", judge.title));
                }
            }
            for key in ["url", "deployment_tier", "on_stop", "auto_stop_in"] {
                judge.with(map, key, |judge, key, link| judge.string(key, link));
            }
            judge.with(map, "action", |judge, key, link| {
                judge.word(key, link, &["start", "stop", "prepare", "verify", "access"]);
            });
            judge.with(map, "kubernetes", |judge, key, link| {
                judge.mapping(Kind::Job, Some(key), link);
            });
        });
    }

    pub(super) fn release(&mut self, link: &Link<'a>) {
        let keys = [
            "tag_name",
            "tag_message",
            "name",
            "description",
            "ref",
            "released_at",
            "milestones",
            "assets",
        ];
        self.section("release", link, &keys, |judge, map| {
            for key in ["tag_name", "description"] {
                match map.get(key) {
                    Some(value) => {
                        if judge.present(Kind::Job, key, value) {
                            judge.string(key, value);
                        }
                    }
                    None if map.open => {}
                    None => {
                        judge.fault(Kind::Job, link, format!("{} has no `{key}`", judge.title));
                    }
                }
            }
        });
    }

    pub(super) fn pages(&mut self, link: &Link<'a>) {
        if sort(link) != Sort::Bool {
            self.section("pages", link, &["path_prefix", "expire_in", "publish"], |judge, map| {
                judge.with(map, "path_prefix", |judge, key, link| judge.string(key, link));
                judge.with(map, "publish", |judge, key, link| judge.string(key, link));
            });
        }
    }

    pub(super) fn coverage(&mut self, key: &str, link: &Link<'a>) {
        let is_regexp = |text: &str| text.len() > 1 && text.starts_with('/') && text[1..].contains('/');
        if sort(link) != Sort::Unknown && !text(link).is_some_and(is_regexp) {
            let message = format!("{} is no regular expression", self.what(key));
            if let Some(fault) = self.fault(Kind::Job, link, message) {
                fault.help = Some("write it between slashes: `/…/`".into());
            }
        }
    }

    /// A mapping with these keys, looked into as an owner of its own.
    pub(super) fn section(
        &mut self,
        key: &str,
        link: &Link<'a>,
        keys: &[&str],
        check: impl FnOnce(&mut Self, &Map<'a>),
    ) {
        let Some(map) = self.mapping(Kind::Job, Some(key), link) else {
            return;
        };
        let owner = self.title.clone();
        self.title = self.what(key);
        self.known_keys(Kind::Job, map, keys);
        check(self, map);
        self.title = owner;
    }

    fn known_in(&mut self, key: &str, map: &Map<'a>, keys: &[&str]) {
        let owner = self.title.clone();
        self.title = self.what(key);
        self.known_keys(Kind::Job, map, keys);
        self.title = owner;
    }
}
