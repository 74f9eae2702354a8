//! Amounts and lists of CPUs that cannot be read.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::{KnownValue, Runner};
use crate::rule::{Check, Rule, Theme};
use crate::schema::Form;
use crate::schema::texts::{self, Cpus};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "cpus-invalid",
    summary: "an amount or a list of CPUs cannot be read, and every container fails",
    theme: Theme::Values,
    severity: Severity::Error,
    consequences: &[Consequence::JobFails],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &[
        "cpus",
        "service_cpus",
        "cpuset_cpus",
        "cpuset_mems",
        "service_cpuset_cpus",
    ],
    fix: Some(Safety::Safe),
    since: "0.1.0",
    page: include_str!("cpus_invalid.md"),
    check,
};

/// What is wrong with a text, and what it means.
struct Fault {
    message: String,
    meant: Option<String>,
    help: &'static str,
}

fn check(cx: &mut Check<'_>) {
    let workspace = cx.workspace;
    for (runner, docker) in workspace.docker_executors() {
        for value in workspace.docker_values(docker) {
            let Some(fault) = fault(&value, runner) else {
                continue;
            };
            let written = fault.meant.as_deref().and_then(|meant| cx.set(&value.place, meant));
            let found = cx.report(&value.place, fault.message);
            match (written, fault.meant) {
                (Some(written), Some(meant)) => found.fix(Some(written.fix(Safety::Safe, format!("write `{meant}`")))),
                _ => found.help(fault.help),
            };
        }
    }
}

fn fault(value: &KnownValue<'_>, runner: &Runner) -> Option<Fault> {
    let text = value
        .as_str()
        .filter(|text| !text.is_empty() && !texts::has_placeholder(text))?;
    let shown = text.escape_debug();
    match (value.key.form(), texts::cpus(text)) {
        (Form::Cpus, Cpus::Unreadable) => Some(Fault {
            message: format!("`{shown}` is no number of CPUs"),
            meant: texts::cpus_meant(text),
            help: "write a number, like \"2\" or \"0.5\"",
        }),
        (Form::Cpus, Cpus::Negative) => Some(Fault {
            message: format!("`{}` is negative", value.key.name),
            meant: None,
            help: "without the key there is no limit",
        }),
        // Windows has no such lists.
        (Form::CpuList, _) if runner.docker_linux().is_some() && !texts::is_cpu_list(text) => Some(Fault {
            message: format!("`{shown}` is no list of CPUs"),
            meant: without_blanks(text),
            help: "write numbers and ranges with commas between, like \"0-3,7\"",
        }),
        _ => None,
    }
}

fn without_blanks(text: &str) -> Option<String> {
    let joined = text.replace(' ', "");
    // Blanks in place of commas would make one number of two.
    let is_separated = text.split(',').all(|range| !range.trim().contains(' '));
    (is_separated && texts::is_cpu_list(&joined)).then_some(joined)
}
