//! Amounts of memory that the Docker executors cannot read.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::rule::{Check, Rule, Theme};
use crate::schema::{Form, texts};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "memory-string-invalid",
    summary: "an amount of memory cannot be read, and GitLab Runner exits when the first job starts",
    theme: Theme::Values,
    severity: Severity::Error,
    consequences: &[Consequence::StartFails],
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
    fix: Some(Safety::Safe),
    since: "0.1.0",
    page: include_str!("memory_string_invalid.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    let workspace = cx.workspace;
    for (_, docker) in workspace.docker_executors() {
        for value in workspace.docker_values(docker) {
            let Some(text) = value
                .as_str()
                .filter(|text| value.key.form() == Form::Memory && is_wrong(text))
            else {
                continue;
            };
            let no_limit = text.trim() == "-1";
            let meant = texts::bytes_meant(text);
            let written = meant.as_deref().and_then(|meant| cx.set(&value.place, meant));
            let removed = no_limit.then(|| cx.remove(&[&value.place])).flatten();
            let found = cx.report(
                &value.place,
                format!("`{}` is no amount of memory", text.escape_debug()),
            );
            found.note("GitLab Runner exits here when the first job starts");
            match (written, meant) {
                (Some(written), Some(meant)) => {
                    found.fix(Some(written.fix(Safety::Safe, format!("write `{meant}`"))));
                }
                _ if no_limit => {
                    found.help(no_limit_help(value.key.name));
                    found.fix(removed.map(|removed| removed.fix(Safety::Unsafe, "remove it")));
                }
                _ => {
                    found.help("write a number and a unit, like \"512m\" or \"1.5g\"");
                }
            }
        }
    }
}

fn is_wrong(text: &str) -> bool {
    !text.is_empty() && texts::bytes(text).is_none() && !texts::has_placeholder(text)
}

fn no_limit_help(name: &str) -> &'static str {
    if name.ends_with("_swap") {
        "no text stands for unlimited swap; without the key there is as much swap as memory"
    } else {
        "without the key there is no limit"
    }
}
