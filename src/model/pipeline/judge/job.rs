//! Jobs: their names, their keys, and which of them exclude each other.

use super::variables::OF_JOB;
use super::{JobSort, Judge, Kind, Sort, is_blank, job_sort, shown, sort};
use crate::model::pipeline::key::Key;
use crate::model::pipeline::tree::{Link, Map, Shape};

/// Keys of all jobs.
const COMMON_KEYS: [&str; 13] = [
    "extends",
    "stage",
    "only",
    "except",
    "rules",
    "variables",
    "inherit",
    "allow_failure",
    "when",
    "needs",
    "resource_group",
    "environment",
    "interruptible",
];

/// Keys of jobs that a runner takes; the last three belong to GitLab's paid editions.
const JOB_KEYS: [&str; 25] = [
    "tags",
    "script",
    "image",
    "services",
    "start_in",
    "artifacts",
    "cache",
    "dependencies",
    "before_script",
    "after_script",
    "hooks",
    "coverage",
    "retry",
    "parallel",
    "timeout",
    "inputs",
    "release",
    "id_tokens",
    "publish",
    "pages",
    "manual_confirmation",
    "run",
    "secrets",
    "identity",
    "dast_configuration",
];

/// Keys of jobs that trigger a pipeline.
const BRIDGE_KEYS: [&str; 2] = ["trigger", "parallel"];

/// Characters of a job's name.
const LONGEST_NAME: usize = 255;

/// Seconds of a week, and of GitLab's longest timeout.
const WEEK: (f64, &str) = (604_800.0, "a week");
pub(super) const LONGEST: (f64, &str) = (2_629_746.0, "a month");

impl<'a> Judge<'_, 'a> {
    pub(super) fn job(&mut self, key: &Key<'a>, link: &Link<'a>) {
        self.title = format!("`{}`", shown(key));
        let sort = job_sort(key, link, self.extent);
        if sort == JobSort::Hidden && self.extent.whole && is_blank(link) {
            self.fault_at_key(Kind::Job, link, format!("{} is empty", self.title));
        }
        let Some(map) = link.part.map() else { return };
        if matches!(sort, JobSort::Hidden | JobSort::None) {
            return;
        }
        let before = self.faults.len();
        self.name(key, link);
        self.keys(map, sort);
        for keys in [
            ["script", "trigger"],
            ["run", "trigger"],
            ["script", "run"],
            ["before_script", "run"],
            ["after_script", "run"],
        ] {
            self.exclusive(Kind::Job, map, keys);
        }
        if sort == JobSort::Job && map.get("run").is_none() {
            self.script(map, link);
        }
        self.whens(map, sort);
        // GitLab looks at the values of keys only when these are sound.
        if self.faults.len() == before {
            self.values(map, sort, link);
        }
    }

    fn name(&mut self, key: &Key<'a>, link: &Link<'a>) {
        let message = if !key.is_symbol() {
            format!("{} as a name of a job is no string", self.title)
        } else if key.as_str().trim().is_empty() {
            "a job has an empty name".to_owned()
        } else if key.as_str().chars().count() > LONGEST_NAME {
            format!("the name of a job is longer than {LONGEST_NAME} characters")
        } else {
            return;
        };
        let help = (!key.is_symbol()).then(|| "put quotes around it".to_owned());
        if let Some(fault) = self.fault_at_key(Kind::Job, link, message) {
            fault.help = help;
        }
    }

    fn keys(&mut self, map: &Map<'a>, sort: JobSort) {
        let mut known = Vec::with_capacity(COMMON_KEYS.len() + JOB_KEYS.len() + BRIDGE_KEYS.len());
        known.extend(COMMON_KEYS);
        if sort != JobSort::Bridge {
            known.extend(JOB_KEYS);
        }
        if sort != JobSort::Job {
            known.extend(BRIDGE_KEYS);
        }
        if sort == JobSort::Job && map.get("script").is_some() && map.get("trigger").is_some() {
            // Reported as a pair.
            known.push("trigger");
        }
        let before = self.faults.len();
        self.known_keys(Kind::Job, map, &known);
        let of_jobs = |name: &str| {
            JOB_KEYS
                .iter()
                .any(|key| name.ends_with(&format!("has no key `{key}`")))
        };
        if sort == JobSort::Bridge {
            for fault in self
                .faults
                .iter_mut()
                .skip(before)
                .filter(|fault| of_jobs(&fault.message))
            {
                fault.help = Some("a job that triggers a pipeline meets no runner; take this away".into());
            }
        }
    }

    fn script(&mut self, map: &Map<'a>, job: &Link<'a>) {
        let Some(script) = map.get("script").filter(|script| is_blank(script)) else {
            return;
        };
        if self.extent.whole {
            let empty = script.part.span.is_empty();
            let at = if empty { job } else { script };
            self.fault_at_key(Kind::Job, at, format!("the `script` of {} is empty", self.title));
        }
    }

    /// `when`, `start_in` and what excludes `rules`.
    fn whens(&mut self, map: &Map<'a>, sort: JobSort) {
        let words: &[&str] = match sort {
            JobSort::Bridge => &["on_success", "on_failure", "always", "manual"],
            _ => &["on_success", "on_failure", "always", "manual", "delayed"],
        };
        self.with(map, "when", |judge, key, link| judge.word(key, link, words));
        let rules = map.get("rules").filter(|rules| !rules.part.is_null());
        if let Some(rules) = rules {
            for other in ["only", "except", "start_in"] {
                self.with(map, other, |judge, key, link| {
                    let message = format!("{} has `{key}` beside `rules`", judge.title);
                    let at = rules.key.unwrap_or(rules.part.span);
                    if let Some(fault) = judge.fault_at_key(Kind::Job, link, message) {
                        fault.related.push((at, "`rules` say when it runs".into()));
                    }
                });
            }
            self.with(map, "rules", |judge, key, link| judge.rule_list(key, link));
        }
        let when = map.get("when").map(|when| super::text(when).unwrap_or_default());
        let delayed = when == Some("delayed");
        match map.get("start_in") {
            Some(start) if delayed => self.duration("start_in", start, Some(WEEK)),
            Some(start) if !is_blank(start) && rules.is_none() && !map.open => {
                let message = format!("{} has `start_in` without `when: delayed`", self.title);
                self.fault_at_key(Kind::Job, start, message);
            }
            None if delayed && !map.open => {
                if let Some(when) = map.get("when") {
                    self.fault(Kind::Job, when, format!("{} is delayed without `start_in`", self.title));
                }
            }
            _ => {}
        }
        if sort == JobSort::Bridge {
            self.with(map, "allow_failure", |judge, key, link| judge.boolean(key, link));
        } else {
            self.with(map, "allow_failure", |judge, key, link| judge.allow_failure(key, link));
            self.with(map, "dependencies", |judge, key, link| {
                judge.strings(Kind::Job, key, link);
            });
            self.with(map, "manual_confirmation", |judge, key, link| judge.string(key, link));
        }
        self.with(map, "resource_group", |judge, key, link| judge.string(key, link));
        self.with(map, "extends", |judge, key, link| {
            judge.string_or_strings(Kind::Job, key, link)
        });
    }

    fn values(&mut self, map: &Map<'a>, sort: JobSort, link: &Link<'a>) {
        self.with(map, "stage", |judge, key, link| judge.string(key, link));
        self.with(map, "only", |judge, key, link| judge.policy(key, link));
        self.with(map, "except", |judge, key, link| judge.policy(key, link));
        self.with(map, "rules", |judge, _, link| judge.rules(link, &super::rules::OF_JOB));
        self.with(map, "variables", |judge, _, link| judge.variables(link, &OF_JOB));
        self.with(map, "inherit", |judge, _, link| judge.inherit(link));
        self.with(map, "environment", |judge, _, link| judge.environment(link));
        self.with(map, "parallel", |judge, _, link| judge.parallel(link, sort));
        self.with(map, "needs", |judge, _, link| judge.needs(link));
        match sort {
            JobSort::Bridge => {
                self.with(map, "interruptible", |judge, key, link| judge.boolean(key, link));
                self.bridge(map, link);
            }
            _ => {
                self.with(map, "script", Judge::commands);
                self.with(map, "run", |judge, key, link| judge.steps(key, link));
                self.with(map, "coverage", |judge, key, link| judge.coverage(key, link));
                self.with(map, "release", |judge, _, link| judge.release(link));
                self.with(map, "pages", |judge, _, link| judge.pages(link));
                self.with(map, "publish", |judge, key, link| judge.string(key, link));
                self.shared_keys(map);
            }
        }
    }

    /// The keys that `default:` has, too.
    pub(super) fn shared_keys(&mut self, map: &Map<'a>) {
        self.with(map, "before_script", Judge::commands);
        self.with(map, "after_script", Judge::commands);
        self.with(map, "hooks", |judge, _, link| judge.hooks(link));
        self.with(map, "cache", |judge, _, link| judge.caches(link));
        self.with(map, "image", |judge, _, link| judge.image(link));
        self.with(map, "services", |judge, _, link| judge.services(link));
        self.with(map, "interruptible", |judge, key, link| judge.boolean(key, link));
        self.with(map, "timeout", |judge, key, link| {
            judge.duration(key, link, Some(LONGEST))
        });
        self.with(map, "retry", |judge, _, link| judge.retry(link));
        self.with(map, "tags", |judge, _, link| judge.tags(link));
        self.with(map, "artifacts", |judge, _, link| judge.artifacts(link));
        self.with(map, "id_tokens", |judge, _, link| judge.id_tokens(link));
    }

    /// A job that triggers a pipeline needs something to trigger.
    fn bridge(&mut self, map: &Map<'a>, link: &Link<'a>) {
        self.with(map, "trigger", |judge, _, link| judge.trigger(link));
        let triggers = map.get("trigger").is_some_and(|trigger| !trigger.part.is_null());
        let mirrors = |link: &Link<'a>| match &link.part.shape {
            Shape::Map(need) => need.get("pipeline").is_some(),
            Shape::Unknown => true,
            _ => false,
        };
        let needs = map.get("needs").is_some_and(|needs| match &needs.part.shape {
            Shape::List(items) => items.iter().any(mirrors),
            _ => mirrors(needs),
        });
        if !triggers && !needs && !map.open && matches!(super::sort(link), Sort::Map) {
            let message = format!("{} has neither `script`, `run` nor `trigger`", self.title);
            self.fault_at_key(Kind::Job, link, message);
        }
    }
}

impl<'a> Judge<'_, 'a> {
    fn allow_failure(&mut self, key: &str, link: &Link<'a>) {
        match (&link.part.shape, sort(link)) {
            (Shape::Map(map), _) => {
                self.known_keys(Kind::Job, map, &["exit_codes"]);
                self.with(map, "exit_codes", |judge, key, link| judge.integers(key, link));
            }
            (_, Sort::Bool | Sort::Unknown) => {}
            _ => {
                self.fault(
                    Kind::Job,
                    link,
                    format!("{} is neither a truth value nor a mapping", self.what(key)),
                );
            }
        }
    }
}
