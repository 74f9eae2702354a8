//! A regular expression of `job_queuing_durations` that Go does not compile.

use crate::diagnostic::{Consequence, Severity};
use crate::model::ScheduleKind;
use crate::rule::{Check, Rule, Theme};
use crate::schema::texts::is_regexp;
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "monitoring-pattern-invalid",
    summary: "GitLab Runner refuses config.toml for a regular expression that it cannot compile",
    theme: Theme::Scaling,
    severity: Severity::Error,
    consequences: &[Consequence::Refused],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &["job_queuing_durations"],
    fix: None,
    since: "0.1.0",
    page: include_str!("monitoring_pattern_invalid.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for schedule in cx.workspace.schedules() {
        if schedule.kind != ScheduleKind::Monitoring {
            continue;
        }
        let pattern = schedule.table.text("jobs_running_for_project");
        let wrong = |text: &str| !is_regexp(text) && !text.contains("{{");
        if let Some(pattern) = pattern.filter(|pattern| wrong(&pattern.value)) {
            let found = cx.report(&pattern.place, "this is no regular expression of Go");
            found.help(
                "escape brackets and `*` that stand for themselves; Go knows no look-around and no back-references",
            );
        }
    }
}
