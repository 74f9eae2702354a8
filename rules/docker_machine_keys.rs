//! Settings of Docker Machine that make no machine, or none in time.

use crate::diagnostic::{Consequence, Diagnostic, Severity};
use crate::model::{Executor, Table};
use crate::rule::{Check, Rule, Theme};
use crate::schema::Version;
use crate::schema::texts::is_template;
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "docker-machine-keys",
    summary: "settings of `[runners.machine]` are missing, without effect, or make no machine",
    theme: Theme::Scaling,
    severity: Severity::Error,
    consequences: &[
        Consequence::JobFails,
        Consequence::StartFails,
        Consequence::Ignored,
        Consequence::Advice,
    ],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &["machine"],
    fix: None,
    since: "0.1.0",
    page: include_str!("docker_machine_keys.md"),
    check,
};

/// The first release that does not read the settings for off-peak times.
const PEAKS_ONLY: Version = Version::new(14, 0);

fn check(cx: &mut Check<'_>) {
    for runner in cx.workspace.runners() {
        let table = cx.workspace.table(&runner.place);
        let machine = table.as_ref().and_then(|table| table.table("machine"));
        let (Some(table), Some(machine)) = (table, machine) else {
            continue;
        };
        if runner.executor == Executor::DockerMachine {
            name(cx, &machine);
            missing(cx, &table, &machine);
            off_peak(cx, &machine);
            idle(cx, &table, &machine);
        } else if let Some(found) = name(cx, &machine) {
            // Nothing reads it, until the executor changes.
            found.severity(Severity::Info).consequence(Consequence::Advice);
        }
    }
}

fn name<'c>(cx: &'c mut Check<'_>, machine: &Table<'_>) -> Option<&'c mut Diagnostic> {
    let wrong = |name: &str| !name.is_empty() && !is_template(name) && !takes_text(name);
    let name = machine.text("MachineName").filter(|name| wrong(&name.value))?;
    let found = cx.report(&name.place, "this name has no `%s` that would tell the machines apart");
    Some(found.help("write `%s` where a number that tells them apart goes, as in \"ci-%s\""))
}

/// Whether Go's `Sprintf` puts a text somewhere: `%s`, or `%-8v`.
fn takes_text(format: &str) -> bool {
    let verbs = format.split('%').skip(1);
    let mut verbs = verbs.map(|rest| rest.trim_start_matches(|c: char| "+-# .0123456789".contains(c)));
    verbs.any(|verb| verb.starts_with(['s', 'v', 'q', 'x', 'X']))
}

fn missing(cx: &mut Check<'_>, runner: &Table<'_>, machine: &Table<'_>) {
    // A fragment of a manual has no token, and need not be complete.
    let is_whole = runner.text("token").is_some();
    let place_without = |key: &str| match machine.text(key) {
        Some(text) => text.value.is_empty().then_some(text.place),
        None => is_whole.then(|| machine.place()),
    };
    if let Some(place) = place_without("MachineName") {
        let found = cx.report(&place, "without `MachineName` this runner never asks for a job");
        found.consequence(Consequence::StartFails);
        found.help("write it like \"ci-%s\": the `%s` becomes what tells the machines apart");
    }
    if let Some(place) = place_without("MachineDriver") {
        let found = cx.report(&place, "without `MachineDriver` no machine can be made");
        found.help("write the name of the cloud's driver, such as \"amazonec2\" or \"google\"");
    }
}

fn off_peak(cx: &mut Check<'_>, machine: &Table<'_>) {
    let is_peak = |key: &str| key.to_ascii_lowercase().starts_with("offpeak");
    let entries = machine.cursor.entries();
    let filled: Vec<_> = entries
        .filter(|(entry, _)| is_peak(&entry.key.value))
        // `register` used to write empty ones.
        .filter(|(entry, _)| entry.node.as_str() != Some("") && entry.node.as_integer() != Some(0))
        .collect();
    let Some(((first, value), others)) = filled.split_first() else {
        return;
    };
    if cx.workspace.context.targets.runner.version < PEAKS_ONLY {
        return;
    }
    let message = format!("`{}` has no effect since GitLab Runner 14.0", first.key.value);
    let found = cx.report(&value.place(), message);
    for (other, _) in others {
        found.label(other.key.span, "nor has this");
    }
    found.severity(Severity::Warning).consequence(Consequence::Ignored);
    found.help("write `[[runners.machine.autoscaling]]` with `Periods`, `IdleCount` and `IdleTime` instead");
}

fn idle(cx: &mut Check<'_>, runner: &Table<'_>, machine: &Table<'_>) {
    let limit = runner.number("limit").filter(|limit| limit.value > 0);
    let Some(limit) = limit else { return };
    let tables = std::iter::once(machine.clone()).chain(machine.tables("autoscaling"));
    // With a factor, `IdleCount` is no more than an upper bound.
    let counts: Vec<_> = tables
        .filter(|table| table.cursor.get_folded("IdleScaleFactor").is_none())
        .filter_map(|table| table.number("IdleCount"))
        .collect();
    for count in counts.iter().filter(|count| count.value > limit.value) {
        let message = format!("so many machines are never idle: `limit` is {}", limit.value);
        let found = cx.report(&count.place, message);
        found.severity(Severity::Info).consequence(Consequence::Advice);
        found.label(limit.place.span, "all machines of this runner, idle or not");
        found.help("raise `limit`, or lower `IdleCount`");
    }
}
