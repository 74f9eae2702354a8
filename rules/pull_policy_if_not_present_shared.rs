//! Docker executors that use images which are there without asking the registry.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::{Profile, PullSettings, Setting};
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "pull-policy-if-not-present-shared",
    summary: "jobs can use images that another project pulled with its credentials",
    theme: Theme::PullPolicy,
    severity: Severity::Info,
    consequences: &[Consequence::Risk],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &[],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("pull_policy_if_not_present_shared.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    let strict = cx.workspace.context.profile != Profile::Default;
    let policies: Vec<_> = cx.workspace.pull_settings().collect();
    let shared =
        |policies: &&PullSettings<'_>| !policies.is_kubernetes && !cx.workspace.machines_take_one_job(policies.runner);
    let found: Vec<_> = policies
        .iter()
        .filter(shared)
        .filter_map(|policies| Some((policies, word(policies)?)))
        .collect();
    for (policies, word) in found {
        let only_own = policies.allowed.items.is_empty();
        let written = cx.set(policies.place(), "always").filter(|_| only_own);
        let found = cx.report(&word.place, "jobs may use images that jobs of other projects pulled");
        found.note("an image that is there is used without credentials");
        found.help("keep the runner for projects that may see the same images");
        found.fix(written.map(|written| written.fix(Safety::Unsafe, "ask the registry in every job")));
        if strict {
            found.severity(Severity::Warning);
        }
    }
}

/// The word that lets jobs use an image without asking the registry.
fn word<'w>(policies: &PullSettings<'w>) -> Option<&'w Setting<String>> {
    let all = policies.wanted.items.iter().chain(&policies.allowed.items);
    let mut words = all.filter(|word| word.value == "if-not-present");
    words.next().filter(|_| policies.invalid().next().is_none())
}
