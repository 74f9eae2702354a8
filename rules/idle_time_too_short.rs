//! Idle times of an autoscaler that are neither none nor a second.

use crate::diagnostic::{Consequence, Severity};
use crate::model::KnownValue;
use crate::rule::{Check, Rule, Theme};
use crate::schema::runner::Kind;
use crate::schema::texts;
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "idle-time-too-short",
    summary: "an autoscaler keeps machines for less than a second, which `gitlab-runner lint` refuses",
    theme: Theme::Values,
    severity: Severity::Error,
    consequences: &[Consequence::WrongResult],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &["idle_time"],
    fix: None,
    since: "0.1.0",
    page: include_str!("idle_time_too_short.md"),
    check,
};

const SECOND: i64 = 1_000_000_000;

/// Source: the JSON schema of `gitlab-runner lint`, 19.4: none, or at least a second.
fn check(cx: &mut Check<'_>) {
    for value in cx
        .workspace
        .known_values(|key| key.name == "idle_time" && key.kind == Kind::Duration)
    {
        let message = match nanoseconds(&value) {
            Some(time) if time < 0 => "`idle_time` is negative",
            Some(time) if (1..SECOND).contains(&time) => "`idle_time` is below a second",
            _ => continue,
        };
        cx.report(&value.place, message)
            .help("write \"0s\" for none, or a time like \"20m\"");
    }
}

/// Its nanoseconds; a small number without a unit is looked at by `duration-is-nanoseconds`.
fn nanoseconds(value: &KnownValue<'_>) -> Option<i64> {
    let number = value.number().filter(|number| *number < 0);
    number.or_else(|| texts::duration(value.as_str()?))
}
