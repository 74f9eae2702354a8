//! Instances that cannot be used at once, or not be kept idle.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::{Capacity, Instances, Setting};
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "autoscaler-concurrency-mismatch",
    summary: "an autoscaler keeps or makes more instances than jobs may run",
    theme: Theme::Scaling,
    severity: Severity::Warning,
    consequences: &[Consequence::WrongResult, Consequence::Advice],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &["autoscaler"],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("autoscaler_concurrency_mismatch.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for capacity in cx.workspace.capacities() {
        for limits in &capacity.runners {
            let Some(instances) = limits.instances() else { continue };
            let Some(jobs) = jobs(&capacity, &instances) else {
                continue;
            };
            idle(cx, &instances, &jobs);
            unreachable_instances(cx, &capacity, &instances, &jobs);
        }
    }
}

/// How many jobs of the runner run at once, by `concurrent` and `limit`.
fn jobs(capacity: &Capacity<'_>, instances: &Instances<'_>) -> Option<Setting<i64>> {
    let default = Setting::written(capacity.jobs()?, capacity.config.missing("concurrent"));
    let concurrent = capacity.concurrent.clone().unwrap_or(default);
    let limit = instances.limits.limit();
    Some(
        limit
            .filter(|limit| limit.value < concurrent.value)
            .unwrap_or(concurrent),
    )
}

fn idle(cx: &mut Check<'_>, instances: &Instances<'_>, jobs: &Setting<i64>) {
    let policies = instances.table.tables("policy").into_iter();
    let counts: Vec<_> = policies.filter_map(|policy| policy.number("idle_count")).collect();
    for count in &counts {
        let (most, why) = match &instances.most {
            Some(most) if most.value < jobs.value => (most.value, "fit on the instances"),
            _ => (jobs.value, "may run at once"),
        };
        if count.value > most && most > 0 {
            let message = format!(
                "capacity for {} jobs is kept idle, and no more than {most} {why}",
                count.value
            );
            let found = cx.report(&count.place, message);
            found.help("`idle_count` counts jobs, not instances");
        }
    }
}

fn unreachable_instances(cx: &mut Check<'_>, capacity: &Capacity<'_>, instances: &Instances<'_>, jobs: &Setting<i64>) {
    let Some(most) = instances
        .most
        .as_ref()
        .filter(|most| jobs.value > 0 && most.value > jobs.value)
    else {
        return;
    };
    let by_concurrent = instances.limits.limit().is_none_or(|limit| limit.value >= most.value);
    let raised = if by_concurrent && capacity.runners.len() == 1 {
        cx.set(&jobs.place, most.value)
    } else {
        None
    };
    let message = format!(
        "the instances take {} jobs at once, and no more than {} may run",
        most.value, jobs.value
    );
    let found = cx.report(&most.place, message);
    found.severity(Severity::Info).consequence(Consequence::Advice);
    found.help("`concurrent`, and `limit` if it is set, are at least `max_instances` times `capacity_per_instance`");
    found.fix(raised.map(|raised| raised.fix(Safety::Unsafe, "let as many jobs run as the instances take")));
}
