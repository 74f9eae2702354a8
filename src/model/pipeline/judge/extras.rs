//! Keys of jobs that say how a runner treats them, and what they leave behind.

use super::{Judge, Kind, Sort, shown, sort, text};
use crate::model::pipeline::tree::{Link, Map, Shape};

/// Tags of a job that are too many.
const MAX_TAGS: usize = 50;

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

    pub(super) fn known_in_title(&mut self, map: Option<&Map<'a>>, keys: &[&str]) {
        if let Some(map) = map {
            self.known_keys(Kind::Job, map, keys);
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

    pub(super) fn known_in(&mut self, key: &str, map: &Map<'a>, keys: &[&str]) {
        let owner = self.title.clone();
        self.title = self.what(key);
        self.known_keys(Kind::Job, map, keys);
        self.title = owner;
    }
}
