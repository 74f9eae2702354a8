//! Docker executors that leave the pull policy to the default.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::Profile;
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "pull-policy-missing",
    summary: "a runner does not say when it pulls images",
    theme: Theme::PullPolicy,
    severity: Severity::Info,
    consequences: &[Consequence::Advice],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &[],
    fix: Some(Safety::Safe),
    since: "0.1.0",
    page: include_str!("pull_policy_missing.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    let strict = cx.workspace.context.profile != Profile::Default;
    let policies = cx.workspace.pull_settings();
    for policies in policies.filter(|policies| policies.is_left_to_default() && cx.workspace.is_whole(policies.runner))
    {
        let written = cx.set(policies.place(), "always");
        let message = format!("{} says nothing about when to pull images", policies.runner.title());
        let found = cx.report(policies.place(), message);
        found.note("without `pull_policy` every job asks the registry");
        if strict {
            found.severity(Severity::Warning);
        }
        found.fix(written.map(|written| written.fix(Safety::Safe, "write the default, `always`")));
    }
}
