//! Times that scripts may take, which GitLab Runner does not read, or which end after their job.

use std::collections::HashSet;

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::{Content, Job, Setting, Variable, Workspace};
use crate::rule::{Check, Rule, Theme};
use crate::schema::texts::{duration, duration_meant};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "ci-script-timeout-invalid",
    summary: "a time that scripts may take is no duration or longer than their job, and GitLab Runner ignores it",
    theme: Theme::Values,
    severity: Severity::Warning,
    consequences: &[Consequence::Ignored],
    needs: &[Role::Pipeline],
    uses: &[],
    keys: &[],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("ci_script_timeout_invalid.md"),
    check,
};

const NAMES: [&str; 2] = ["RUNNER_SCRIPT_TIMEOUT", "RUNNER_AFTER_SCRIPT_TIMEOUT"];

fn check(cx: &mut Check<'_>) {
    let workspace = cx.workspace;
    let of_files = workspace.pipelines().iter().flat_map(|pipeline| &pipeline.variables);
    let of_jobs = workspace.jobs().flat_map(|job| &job.variables);
    let mut seen = HashSet::new();
    for variable in of_files.chain(of_jobs).map(|variable| &variable.value) {
        let Some((text, message)) = fault(variable) else {
            continue;
        };
        if !seen.insert(variable.place.span) {
            continue;
        }
        let meant = duration_meant(text).filter(|meant| duration(meant).is_some_and(|time| time > 0));
        let fix = meant.and_then(|meant| Some((cx.set(&variable.place, meant.as_str())?, meant)));
        let found = cx.report(
            &variable.place,
            format!("GitLab Runner ignores `{}`: {message}", variable.name),
        );
        match fix {
            Some((fix, meant)) => found.fix(Some(fix.fix(Safety::Unsafe, format!("write `{meant}`")))),
            None => found.help("write it like `1h30m`, `45m` or `90s`"),
        };
    }
    for (job, variable, timeout) in too_long(workspace) {
        if seen.insert(variable.place.span) {
            let message = format!("GitLab Runner ignores `{}`: `{}` ends before", variable.name, job.name);
            let found = cx.report(&variable.place, message);
            found.label(timeout.place.span, "the whole job may take this time");
            found.help("give the scripts less time than the job");
        }
    }
}

/// Times that are no shorter than those of the whole job, of which something is gone when its scripts begin.
fn too_long(workspace: &Workspace) -> impl Iterator<Item = (&Job, &Variable, &Setting<f64>)> {
    workspace.jobs().flat_map(|job| {
        let fixed = NAMES
            .iter()
            .filter(|name| !job.varying.iter().any(|varying| varying == *name));
        fixed.filter_map(move |name| {
            let (variable, timeout) = (job.variable(name)?, job.timeout.as_ref()?);
            let Content::Plain(text) = &variable.value.content else {
                return None;
            };
            // What holds for all jobs may be too long for a short one.
            let is_meant = !variable.is_inherited() || timeout.is_inherited();
            let nanoseconds = duration(text)?;
            let is_longer = nanoseconds as f64 >= timeout.value * 1e9;
            (is_meant && is_longer).then_some((job, &variable.value, timeout))
        })
    })
}

/// What is wrong with the value, if that is known.
///
/// Source: GitLab Runner `common/build.go`, `getStageTimeoutContexts`, 19.4.
fn fault(variable: &Variable) -> Option<(&str, &'static str)> {
    let Content::Plain(text) = &variable.content else {
        return None;
    };
    if !NAMES.contains(&variable.name.as_str()) || text.trim().is_empty() {
        return None;
    }
    match duration(text) {
        None => Some((text, "this is no duration")),
        Some(time) if time < 0 => Some((text, "a time below zero")),
        Some(_) => None,
    }
}
