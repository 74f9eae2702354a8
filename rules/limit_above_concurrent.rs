//! Limits of runners that `concurrent` makes void, and the other way round.

use crate::diagnostic::{Consequence, Severity};
use crate::model::{Capacity, Executor};
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "limit-above-concurrent",
    summary: "a `limit` or `concurrent` is never reached, because the other one is lower",
    theme: Theme::Scaling,
    severity: Severity::Info,
    consequences: &[Consequence::Advice],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &["limit"],
    fix: None,
    since: "0.1.0",
    page: include_str!("limit_above_concurrent.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for capacity in cx.workspace.capacities() {
        above(cx, &capacity);
        below(cx, &capacity);
    }
}

fn above(cx: &mut Check<'_>, capacity: &Capacity<'_>) {
    let Some(concurrent) = &capacity.concurrent else { return };
    for limits in &capacity.runners {
        // It caps the machines of Docker Machine too, idle ones included.
        if limits.runner.executor == Executor::DockerMachine {
            continue;
        }
        if let Some(limit) = limits.limit().filter(|limit| limit.value > concurrent.value) {
            let message = format!("this limit is never reached: `concurrent` is {}", concurrent.value);
            let found = cx.report(&limit.place, message);
            found.label(concurrent.place.span, "all runners together");
            found.help("raise `concurrent`, or leave `limit` out");
        }
    }
}

fn below(cx: &mut Check<'_>, capacity: &Capacity<'_>) {
    if let (Some(sum), Some(concurrent)) = (capacity.limits(), &capacity.concurrent)
        && sum < concurrent.value
    {
        let message = format!("`concurrent` is never reached: the limits of the runners add up to {sum}");
        let found = cx.report(&concurrent.place, message);
        found.help("raise a `limit`, or lower `concurrent`");
    }
}
