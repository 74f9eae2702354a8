//! Feature flags of jobs that their runner sets otherwise.

use crate::diagnostic::{Consequence, Severity};
use crate::model::{Known, Meeting, Setting, Variable};
use crate::rule::{Check, Rule, Theme, weigh};
use crate::schema::texts::truth;
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "ci-feature-flag-overridden",
    summary: "a job sets a feature flag, and its runner sets it otherwise, which counts",
    theme: Theme::Versions,
    severity: Severity::Warning,
    consequences: &[Consequence::Ignored],
    needs: &[Role::RunnerConfig, Role::Pipeline],
    uses: &[],
    keys: &["feature_flags"],
    fix: None,
    since: "0.1.0",
    page: include_str!("ci_feature_flag_overridden.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    let verdicts = cx.workspace.judge(overridden, |(variable, _)| variable.place.span);
    for verdict in verdicts {
        let (variable, flag) = verdict.fault;
        let found = cx.report(&variable.place, format!("`{}` has no effect here", variable.name));
        let state = if flag.value { "on" } else { "off" };
        found.label(flag.place.span, format!("the runner turns it {state} for every job"));
        found.help("leave it out of one of them");
        weigh(found, &verdict);
    }
}

fn overridden(meeting: Meeting<'_>) -> Vec<(&Variable, &Setting<bool>)> {
    let (Some(job), Some(runner)) = (meeting.job, meeting.runner) else {
        return Vec::new();
    };
    let flags = runner.feature_flags.flags.iter();
    let set = flags.filter_map(|(name, flag)| {
        let variable = &job.variable(name)?.value;
        let Known::Is(text) = variable.known() else { return None };
        let wanted = truth(&text)?;
        let varies = job.varying.contains(name);
        (name.starts_with("FF_") && wanted != flag.value && !varies).then_some((variable, flag))
    });
    set.collect()
}
