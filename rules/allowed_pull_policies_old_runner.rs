//! Releases of GitLab Runner that do not keep to `allowed_pull_policies`.

use crate::diagnostic::{Consequence, Severity};
use crate::rule::{Check, Rule, Theme};
use crate::schema::Version;
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "allowed-pull-policies-old-runner",
    summary: "a release of GitLab Runner lets jobs use pull policies that are not allowed",
    theme: Theme::PullPolicy,
    severity: Severity::Warning,
    consequences: &[Consequence::Risk],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &["allowed_pull_policies"],
    fix: None,
    since: "0.1.0",
    page: include_str!("allowed_pull_policies_old_runner.md"),
    check,
};

/// The first release that tries only the policies that are allowed.
const ENFORCES: Version = Version::new(18, 0);

fn check(cx: &mut Check<'_>) {
    let version = cx.workspace.context.targets.runner.version;
    for policies in cx.workspace.pull_settings() {
        let reads = match policies.is_kubernetes {
            true => Version::new(15, 2),
            false => Version::new(15, 1),
        };
        let allows = |word: &str| policies.allowed.values().any(|allowed| allowed == word);
        let allows_all = ["always", "if-not-present", "never"].into_iter().all(allows);
        if version < reads || version >= ENFORCES || policies.allowed.items.is_empty() || allows_all {
            continue;
        }
        let message = "a job that asks for several pull policies gets them all, if one of them is allowed";
        let found = cx.report(&policies.allowed.place, message);
        found.note("GitLab Runner keeps to the list since 18.0");
        found.help("update GitLab Runner");
    }
}
