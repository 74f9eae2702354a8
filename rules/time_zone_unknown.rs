//! Time zones that are in no database.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::Setting;
use crate::model::{Schedule, ScheduleKind};
use crate::rule::{Check, Rule, Theme};
use crate::schema::texts::{has_placeholder, is_time_zone, respelt_time_zone, similar_time_zone};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "time-zone-unknown",
    summary: "a time zone does not exist, and GitLab Runner refuses config.toml, or the settings that need it",
    theme: Theme::Scaling,
    severity: Severity::Error,
    consequences: &[Consequence::Refused, Consequence::StartFails, Consequence::Ignored],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &["autoscaling", "policy", "job_queuing_durations"],
    fix: Some(Safety::Safe),
    since: "0.1.0",
    page: include_str!("time_zone_unknown.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for schedule in cx.workspace.schedules() {
        let zone = schedule.timezone.as_ref();
        let unknown = |zone: &&Setting<String>| !is_time_zone(&zone.value) && !has_placeholder(&zone.value);
        if let Some(zone) = zone.filter(unknown) {
            report(cx, &schedule, zone);
        }
    }
}

fn report(cx: &mut Check<'_>, schedule: &Schedule<'_>, zone: &Setting<String>) {
    let respelt = respelt_time_zone(&zone.value);
    let written = respelt.and_then(|name| cx.set(&zone.place, name).map(|written| (name, written)));
    let message = format!("`{}` is no time zone", zone.value.escape_debug());
    let found = cx.report(&zone.place, message);
    let safety = match schedule.kind {
        ScheduleKind::Machine | ScheduleKind::Monitoring => Safety::Safe,
        // The settings had no effect so far.
        ScheduleKind::Instances | ScheduleKind::Pods => Safety::Unsafe,
    };
    match schedule.kind {
        ScheduleKind::Instances => found.consequence(Consequence::StartFails),
        ScheduleKind::Pods => found.consequence(Consequence::Ignored),
        ScheduleKind::Machine | ScheduleKind::Monitoring => found,
    };
    match (written, similar_time_zone(&zone.value)) {
        (Some((name, written)), _) => found.fix(Some(written.fix(safety, format!("write `{name}`")))),
        (None, Some(name)) => found.help(format!("was `{name}` meant?")),
        (None, None) => found.help("write a name of the IANA database, such as \"Europe/Berlin\", or \"UTC\""),
    };
}
