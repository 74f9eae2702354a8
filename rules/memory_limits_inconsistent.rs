//! Amounts of memory that the Docker daemon does not take together.

use crate::diagnostic::{Consequence, Severity};
use crate::model::KnownValue;
use crate::rule::{Check, Rule, Theme};
use crate::schema::{Form, texts};
use crate::source::{Place, Role};

pub(super) static RULE: Rule = Rule {
    name: "memory-limits-inconsistent",
    summary: "Docker refuses the memory limits, and every container fails",
    theme: Theme::Values,
    severity: Severity::Error,
    consequences: &[Consequence::JobFails],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &[
        "memory",
        "memory_swap",
        "memory_reservation",
        "service_memory",
        "service_memory_swap",
        "service_memory_reservation",
    ],
    fix: None,
    since: "0.1.0",
    page: include_str!("memory_limits_inconsistent.md"),
    check,
};

/// What a container needs at least.
///
/// Source: moby `daemon/daemon_unix.go`, `linuxMinMemory`, 29.7.
const LEAST: i64 = 6 << 20;

/// An amount of memory and where it stands.
struct Amount {
    bytes: i64,
    name: &'static str,
    place: Place,
}

/// Source of the conditions: moby `daemon/daemon_unix.go`, `verifyPlatformContainerResources`, 29.7.
fn check(cx: &mut Check<'_>) {
    let workspace = cx.workspace;
    for docker in workspace.runners().iter().filter_map(|runner| runner.docker_linux()) {
        let values = workspace.docker_values(docker);
        let amounts = values.iter().filter(|value| value.key.form() == Form::Memory);
        let Some(amounts) = amounts.map(amount).collect::<Option<Vec<Amount>>>() else {
            continue;
        };
        for prefix in ["", "service_"] {
            let limit = |name: &str| {
                let named = |amount: &&Amount| amount.name.strip_prefix(prefix) == Some(name);
                amounts.iter().find(named).filter(|amount| amount.bytes > 0)
            };
            let (memory, swap, reservation) = (limit("memory"), limit("memory_swap"), limit("memory_reservation"));
            for amount in [memory, reservation].into_iter().flatten() {
                too_little(cx, amount);
            }
            match (memory, swap) {
                (Some(memory), Some(swap)) if swap.bytes < memory.bytes => less_swap(cx, swap, memory),
                (None, Some(swap)) => lone_swap(cx, swap, prefix),
                _ => {}
            }
            if let (Some(memory), Some(reservation)) = (memory, reservation)
                && reservation.bytes > memory.bytes
            {
                let message = format!("`{}` is more than `{}`", reservation.name, memory.name);
                let found = cx.report(&reservation.place, message);
                found.label(memory.place.span, "this is all there is");
                found.help("a reservation is what a container gets back under pressure, so it is below the limit");
            }
        }
    }
}

/// An empty text is no limit, like a missing key.
fn amount(value: &KnownValue<'_>) -> Option<Amount> {
    let text = value.as_str()?;
    Some(Amount {
        bytes: if text.is_empty() { 0 } else { texts::bytes(text)? },
        name: value.key.name,
        place: value.place.clone(),
    })
}

fn too_little(cx: &mut Check<'_>, amount: &Amount) {
    if amount.bytes < LEAST {
        let message = format!("`{}` is below 6 MiB, the least that Docker takes", amount.name);
        cx.report(&amount.place, message)
            .help("a number without a unit counts bytes; write it like \"512m\" or \"2g\"");
    }
}

fn less_swap(cx: &mut Check<'_>, swap: &Amount, memory: &Amount) {
    let message = format!("`{}` is less than `{}`", swap.name, memory.name);
    let found = cx.report(&swap.place, message);
    found.label(memory.place.span, "the limit of memory alone");
    found.help(
        "it counts memory and swap together: the same amount allows no swap, twice as much as much swap as memory",
    );
}

fn lone_swap(cx: &mut Check<'_>, swap: &Amount, prefix: &str) {
    let message = format!("Docker takes no `{}` without `{prefix}memory`", swap.name);
    cx.report(&swap.place, message)
        .help(format!("set `{prefix}memory` too, or remove the line"));
}
