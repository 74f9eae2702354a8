//! Runners whose own pull policy is not among those they allow.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::edit::Literal;
use crate::model::PullSettings;
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "pull-policy-not-in-allowed",
    summary: "jobs without a pull policy of their own are refused by the runner itself",
    theme: Theme::PullPolicy,
    severity: Severity::Error,
    consequences: &[Consequence::JobFails],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &["allowed_pull_policies"],
    fix: Some(Safety::Safe),
    since: "0.1.0",
    page: include_str!("pull_policy_not_in_allowed.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    let policies = cx.workspace.pull_settings();
    for policies in policies.filter(|policies| policies.excludes_itself()) {
        if !policies.wanted.is_set() && !cx.workspace.is_whole(policies.runner) {
            continue;
        }
        let (allowed, safety) = allowed(&policies);
        let written = cx.set(policies.place(), allowed);
        let message = match policies.wanted.is_set() {
            true => "the pull policy of this runner is not one that it allows",
            false => "the default pull policy is not one that this runner allows",
        };
        let found = cx.report(policies.place(), message);
        found.label(policies.allowed.place.span, "only these are allowed");
        found.fix(written.map(|written| written.fix(safety, "use the policies that are allowed")));
    }
}

/// The allowed policies as `pull_policy`. With several of them the order is a choice, and in pods the cluster's own
/// default may have been meant.
fn allowed(policies: &PullSettings<'_>) -> (Literal, Safety) {
    let words: Vec<&String> = policies.allowed.values().collect();
    match (&words[..], policies.is_kubernetes) {
        ([word], false) => (word.as_str().into(), Safety::Safe),
        ([word], true) => (word.as_str().into(), Safety::Unsafe),
        (words, _) => {
            let list = words.iter().map(|word| word.as_str().into());
            (Literal::List(list.collect()), Safety::Unsafe)
        }
    }
}
