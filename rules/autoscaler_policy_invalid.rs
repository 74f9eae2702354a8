//! Periods of autoscaler policies that have not five fields.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::{ScheduleKind, Setting};
use crate::rule::Amendment;
use crate::rule::{Check, Rule, Theme};
use crate::schema::texts::{UnixCronFault, cron, unix_cron_fault};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "autoscaler-policy-invalid",
    summary: "a policy of an autoscaler has a period that cannot be read, and its runner gets no jobs",
    theme: Theme::Scaling,
    severity: Severity::Error,
    consequences: &[Consequence::StartFails, Consequence::Ignored],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &["policy"],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("autoscaler_policy_invalid.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for schedule in cx.workspace.schedules() {
        if schedule.kind.is_loaded() {
            continue;
        }
        for period in &schedule.periods.items {
            let Some(fault) = unix_cron_fault(&period.value) else {
                continue;
            };
            let cut = five_fields(cx, period);
            let found = cx.report(&period.place, message(&fault));
            if schedule.kind == ScheduleKind::Pods {
                found.consequence(Consequence::Ignored);
            }
            found.help("write minute, hour, day of month, month, day of week: \"* 8-17 * * mon-fri\"");
            found.fix(cut.map(|cut| cut.fix(Safety::Unsafe, "leave seconds and years out")));
        }
    }
}

fn message(fault: &UnixCronFault) -> String {
    match fault {
        UnixCronFault::Fields(1) => "a period of a policy has 5 fields, and this is one".to_owned(),
        UnixCronFault::Fields(count) => format!("a period of a policy has 5 fields, and this one has {count}"),
        UnixCronFault::Range { field, number } => format!("`{number}` is no {}", field.replace('-', " ")),
    }
}

/// The five fields in the middle of the seven that Docker Machine has, if the others restrict nothing.
fn five_fields(cx: &Check<'_>, period: &Setting<String>) -> Option<Amendment> {
    let fields: Vec<&str> = cron::words(&period.value).collect();
    let [second, minute, hour, day, month, weekday, year] = fields[..] else {
        return None;
    };
    let five = [minute, hour, day, month, weekday].join(" ");
    let whole = matches!(second, "*" | "0") && year == "*" && unix_cron_fault(&five).is_none();
    whole.then(|| cx.set(&period.place, five)).flatten()
}
