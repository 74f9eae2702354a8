//! Periods that hold for one second at a time.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::Setting;
use crate::rule::Amendment;
use crate::rule::{Check, Rule, Theme};
use crate::schema::texts::{Cron, cron};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "cron-period-one-second",
    summary: "a period holds for one second of each minute, and its settings hardly ever",
    theme: Theme::Scaling,
    severity: Severity::Warning,
    consequences: &[Consequence::WrongResult],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &["autoscaling", "policy", "job_queuing_durations"],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("cron_period_one_second.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    let loaded = cx
        .workspace
        .schedules()
        .into_iter()
        .filter(|schedule| schedule.kind.is_loaded());
    let periods: Vec<Setting<String>> = loaded.flat_map(|schedule| schedule.periods.items).collect();
    for period in &periods {
        let Some(read) = Cron::parse(&period.value).ok().filter(|read| read.seconds == 1) else {
            continue;
        };
        let every = every_second(cx, period, &read);
        let found = cx.report(&period.place, "this period holds for one second at a time");
        let help = if read.fields < 7 {
            "write seven fields: second, minute, hour, day of month, month, day of week, year"
        } else {
            "the first of seven fields is the second: write `*`"
        };
        found.help(help);
        found.fix(every.map(|every| every.fix(Safety::Unsafe, "let it hold for every second")));
    }
}

fn every_second(cx: &Check<'_>, period: &Setting<String>, read: &Cron) -> Option<Amendment> {
    let text = &period.value;
    match read.fields {
        5 => cx.set(&period.place, format!("* {text} *")),
        6 => cx.splice(&period.place, 0..0, "* "),
        7.. => {
            let first = cron::words(text).next()?;
            let start = text.find(first)?;
            cx.splice(&period.place, start..start + first.len(), "*")
        }
        _ => None,
    }
}
