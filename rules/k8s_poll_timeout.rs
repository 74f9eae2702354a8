//! Pods that are given less time to start than GitLab Runner gives them by itself.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "k8s-poll-timeout",
    summary: "pods get less time to start than they have by default",
    theme: Theme::Kubernetes,
    severity: Severity::Info,
    consequences: &[Consequence::Advice],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &["kubernetes"],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("k8s_poll_timeout.md"),
    check,
};

/// Source: GitLab Runner `common/consts.go`, `KubernetesPollTimeout`, 19.4.
const DEFAULT: i64 = 180;

fn check(cx: &mut Check<'_>) {
    let tables = cx.workspace.kubernetes_tables();
    let timeouts: Vec<_> = tables.filter_map(|(_, table)| table.number("poll_timeout")).collect();
    for timeout in timeouts {
        // What is not above zero is the default.
        if !(1..DEFAULT).contains(&timeout.value) {
            continue;
        }
        let fix = cx.set(&timeout.place, DEFAULT);
        let message = format!(
            "jobs fail if their pod has not started after {} seconds; by default they wait {DEFAULT}",
            timeout.value
        );
        let found = cx.report(&timeout.place, message);
        found.fix(fix.map(|fix| fix.fix(Safety::Unsafe, format!("wait {DEFAULT} seconds"))));
    }
}
