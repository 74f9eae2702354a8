//! Docker executors that never pull.

use crate::diagnostic::{Consequence, Severity};
use crate::model::Executor;
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "pull-policy-never-needs-local",
    summary: "a runner pulls no images, so that each has to be on its machine",
    theme: Theme::PullPolicy,
    severity: Severity::Info,
    consequences: &[Consequence::JobFails],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &["pull_policy"],
    fix: None,
    since: "0.1.0",
    page: include_str!("pull_policy_never_needs_local.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for policies in cx.workspace.pull_settings().filter(|policies| !policies.is_kubernetes) {
        let wanted = &policies.wanted;
        if wanted.items.is_empty() || wanted.values().any(|policy| policy != "never") {
            continue;
        }
        let is_scaled = matches!(
            policies.runner.executor,
            Executor::DockerAutoscaler | Executor::DockerMachine
        );
        let found = cx.report(
            &wanted.place,
            "no image is pulled, and jobs fail that name one the machine does not have",
        );
        if is_scaled {
            found.severity(Severity::Warning);
            found.note("a new machine has only the images that were built into it");
        }
        found.help("pull the images before, and the helper image after each update of GitLab Runner");
    }
}
