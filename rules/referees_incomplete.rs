//! Referees that have nothing to collect.

use crate::diagnostic::{Consequence, Severity};
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "referees-incomplete",
    summary: "a referee is set up without what it collects",
    theme: Theme::Values,
    severity: Severity::Error,
    consequences: &[Consequence::Ignored],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &["referees"],
    fix: None,
    since: "0.1.0",
    page: include_str!("referees_incomplete.md"),
    check,
};

/// Source: GitLab Runner `referees/metrics.go`, `newMetricsReferee`, and the JSON schema of `gitlab-runner lint`, 19.4.
fn check(cx: &mut Check<'_>) {
    let files = cx.workspace.runner_files();
    let referees = files
        .flat_map(|config| config.tables("runners"))
        .filter_map(|runner| runner.table("referees"));
    for referees in referees {
        if referees.cursor.folded("metrics").is_none() {
            let message = "[runners.referees] has no `metrics`, so it does nothing";
            cx.report(&referees.place(), message)
                .help("add [runners.referees.metrics] with `prometheus_address` and `queries`, or remove the table");
        }
        let Some(metrics) = referees.table("metrics") else {
            continue;
        };
        if !metrics.texts("queries").is_set() {
            cx.report(
                &metrics.place(),
                "these metrics have no `queries`, so nothing is collected",
            )
            .help("write them like queries = [\"cpu:rate(node_cpu_seconds_total{{selector}}[1m])\"]");
        }
    }
}
