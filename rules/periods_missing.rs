//! Settings for certain times that say no time.

use crate::diagnostic::{Consequence, Severity};
use crate::model::{Schedule, ScheduleKind};
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "periods-missing",
    summary: "settings for certain times never hold, because they name none",
    theme: Theme::Scaling,
    severity: Severity::Warning,
    consequences: &[Consequence::Ignored],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &["autoscaling", "policy", "job_queuing_durations"],
    fix: None,
    since: "0.1.0",
    page: include_str!("periods_missing.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for schedule in cx.workspace.schedules() {
        if !schedule.kind.is_loaded() || !schedule.periods.items.is_empty() {
            continue;
        }
        let key = schedule.periods_key();
        if schedule.periods.is_set() {
            empty(cx, &schedule, key);
        } else {
            let found = cx.report(
                &schedule.table.place(),
                format!("without `{key}` these settings never hold"),
            );
            found.help(format!("write `{key} = [\"* * * * * * *\"]` to let them hold always"));
            // Only these are a complaint of `gitlab-runner lint`; the program itself takes them.
            if schedule.kind == ScheduleKind::Monitoring {
                found.severity(Severity::Error);
            }
        }
    }
}

fn empty(cx: &mut Check<'_>, schedule: &Schedule<'_>, key: &str) {
    let found = cx.report(&schedule.periods.place, "without any period these settings never hold");
    found.help(format!("write `{key} = [\"* * * * * * *\"]` to let them hold always"));
}
