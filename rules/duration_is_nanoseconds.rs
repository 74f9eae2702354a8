//! Durations that are bare integers, which GitLab Runner takes for nanoseconds.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::edit::Literal;
use crate::model::KnownValue;
use crate::rule::{Check, Rule, Theme};
use crate::schema::runner::{Kind, TOML_1_0};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "duration-is-nanoseconds",
    summary: "a duration without a unit is a few nanoseconds",
    theme: Theme::Values,
    severity: Severity::Error,
    consequences: &[Consequence::WrongResult],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &[],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("duration_is_nanoseconds.md"),
    check,
};

/// From here on a number of nanoseconds is plausible: a tenth of a second.
const PLAUSIBLE: i64 = 100_000_000;
/// Up to here a number of seconds is plausible: eleven days.
const SECONDS: i64 = 1_000_000;

fn check(cx: &mut Check<'_>) {
    let workspace = cx.workspace;
    let texts_are_read = workspace.context.targets.runner.version >= TOML_1_0;
    for value in workspace.known_values(|key| key.kind == Kind::Duration) {
        let Some(number) = nanoseconds(&value) else {
            continue;
        };
        let right: Literal = if texts_are_read {
            format!("{number}s").into()
        } else {
            number.saturating_mul(1_000_000_000).into()
        };
        let written = (number < SECONDS).then(|| cx.set(&value.place, right)).flatten();
        let message = format!(
            "`{}` is {}, because an integer counts nanoseconds",
            value.key.name,
            amount(number)
        );
        let found = cx.report(&value.place, message);
        // Too short a pause after failures, or before a connection is made anew, does little harm.
        if matches!(value.key.name, "unhealthy_interval" | "connection_max_age") {
            found.severity(Severity::Warning);
        }
        match written {
            Some(written) => found.fix(Some(written.fix(Safety::Unsafe, "take it for seconds"))),
            None => found.help("write it with its unit, like \"90s\" or \"20m\""),
        };
    }
}

/// The number of nanoseconds that nobody can have meant.
fn nanoseconds(value: &KnownValue<'_>) -> Option<i64> {
    let number = value.number()?;
    // GitLab Runner wants a second at least here.
    let limit = if value.key.name == "idle_time" {
        1_000_000_000
    } else {
        PLAUSIBLE
    };
    (0 < number && number < limit).then_some(number)
}

fn amount(nanoseconds: i64) -> String {
    match nanoseconds {
        ..1_000 => format!("{nanoseconds} ns"),
        1_000..1_000_000 => format!("{} µs", nanoseconds as f64 / 1e3),
        _ => format!("{} ms", nanoseconds as f64 / 1e6),
    }
}
