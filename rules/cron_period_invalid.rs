//! Periods that GitLab Runner cannot read when it loads config.toml.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::Setting;
use crate::rule::{Check, Rule, Theme};
use crate::schema::texts::{Cron, CronFault, has_placeholder};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "cron-period-invalid",
    summary: "GitLab Runner refuses config.toml for a period that it cannot read",
    theme: Theme::Scaling,
    severity: Severity::Error,
    consequences: &[Consequence::Refused],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &["autoscaling", "policy", "job_queuing_durations"],
    fix: Some(Safety::Safe),
    since: "0.1.0",
    page: include_str!("cron_period_invalid.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    let loaded = cx
        .workspace
        .schedules()
        .into_iter()
        .filter(|schedule| schedule.kind.is_loaded());
    let periods: Vec<Setting<String>> = loaded.flat_map(|schedule| schedule.periods.items).collect();
    for period in periods.iter().filter(|period| !has_placeholder(&period.value)) {
        let Err(fault) = Cron::parse(&period.value) else {
            continue;
        };
        // Seconds came first, and the year was left out.
        let with_year = format!("{} *", period.value);
        let only_year = fault.is_of("year") && Cron::parse(&with_year).is_ok();
        let end = period.value.len();
        let completed = only_year.then(|| cx.splice(&period.place, end..end, " *")).flatten();
        let found = cx.report(&period.place, message(&fault));
        match completed {
            Some(completed) => found.fix(Some(completed.fix(Safety::Safe, "add the field of years"))),
            None => found.help(help(&fault)),
        };
    }
}

fn message(fault: &CronFault) -> String {
    match fault {
        CronFault::MissingFields(count) => format!("a period has at least 5 fields, and this one has {count}"),
        CronFault::Entry { field, entry } => format!("`{}` is no {}", entry.escape_debug(), field.replace('-', " ")),
        CronFault::Interval { field, entry } => {
            let field = field.replace('-', " ");
            format!("`{}` is no interval of the field {field}", entry.escape_debug())
        }
    }
}

fn help(fault: &CronFault) -> &'static str {
    match fault {
        CronFault::Entry { .. } | CronFault::Interval { .. } => {
            "the fields are second, minute, hour, day of month, month, day of week, year; with 6, the first is the minute"
        }
        CronFault::MissingFields(_) => {
            "write second, minute, hour, day of month, month, day of week, year: \"* * 9-17 * * mon-fri *\""
        }
    }
}
