//! Fewer workers than runners.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "concurrent-below-runners",
    summary: "there are more runners than workers: some runners wait while others ask for jobs",
    theme: Theme::Scaling,
    severity: Severity::Warning,
    consequences: &[Consequence::WrongResult],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &[],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("concurrent_below_runners.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for capacity in cx.workspace.capacities() {
        let Some(workers) = capacity.jobs() else { continue };
        let count = i64::try_from(capacity.runners.len()).unwrap_or(i64::MAX);
        let [_, second, ..] = &capacity.runners[..] else {
            continue;
        };
        if workers >= count || workers < 1 {
            continue;
        }
        let missing = capacity.config.missing("concurrent");
        let written = capacity.concurrent.as_ref().map(|concurrent| &concurrent.place);
        let raised = cx.set(written.unwrap_or(&missing), count);
        let message = match written {
            Some(_) => format!("`concurrent` lets {workers} of these {count} runners work at a time"),
            None => format!("`concurrent` is missing and lets 1 of these {count} runners work at a time"),
        };
        let found = cx.report(written.unwrap_or(&second.runner.place), message);
        found.fix(raised.map(|raised| raised.fix(Safety::Unsafe, "let as many jobs run as there are runners")));
    }
}
