//! Executors whose section lacks the setting without which they cannot run a job.

use crate::diagnostic::{Consequence, Severity};
use crate::model::{Executor, Runner, Table};
use crate::rule::{Check, Rule, Theme};
use crate::source::{Place, Role};

pub(super) static RULE: Rule = Rule {
    name: "executor-setting-missing",
    summary: "an executor lacks a setting that it cannot do without, and every job fails",
    theme: Theme::Executor,
    severity: Severity::Error,
    consequences: &[Consequence::JobFails],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &[],
    fix: None,
    since: "0.1.0",
    page: include_str!("executor_setting_missing.md"),
    check,
};

/// What is missing where, and what it is for.
struct Missing {
    place: Place,
    key: &'static str,
    help: &'static str,
}

fn check(cx: &mut Check<'_>) {
    let mut faults: Vec<Missing> = Vec::new();
    let needy = |runner: &&Runner| {
        matches!(
            runner.executor,
            Executor::VirtualBox | Executor::Parallels | Executor::Custom
        )
    };
    let workspace = cx.workspace;
    let whole = |runner: &&Runner| workspace.is_whole(runner);
    for runner in workspace.runners().iter().filter(needy).filter(whole) {
        let table = workspace.table(&runner.place);
        faults.extend(table.iter().flat_map(|table| missing(runner, table)));
    }
    for Missing { place, key, help } in faults {
        cx.report(&place, format!("`{key}` is missing, so every job fails"))
            .help(help);
    }
}

/// A section that is missing as a whole is another rule's.
fn missing(runner: &Runner, table: &Table<'_>) -> Vec<Missing> {
    let of = |section: &str, key: &'static str, help: &'static str| {
        let section = table.table(section)?;
        is_empty(&section, key).then(|| Missing {
            place: section.text(key).map_or_else(|| section.place(), |text| text.place),
            key,
            help,
        })
    };
    let base = "name the virtual machine that is cloned for each job";
    match runner.executor {
        Executor::VirtualBox => of("virtualbox", "base_name", base).into_iter().collect(),
        Executor::Parallels => of("parallels", "base_name", base).into_iter().collect(),
        Executor::Custom => {
            let run = of("custom", "run_exec", "name the program that runs the job's scripts");
            run.into_iter().chain(folders(table)).collect()
        }
        _ => Vec::new(),
    }
}

/// The folders of a custom executor, unless a program of its own names them.
fn folders(table: &Table<'_>) -> Vec<Missing> {
    let Some(custom) = table.table("custom") else {
        return Vec::new();
    };
    if !is_empty(&custom, "config_exec") {
        return Vec::new();
    }
    let keys = ["builds_dir", "cache_dir"];
    let missing = keys.into_iter().filter(|key| is_empty(table, key)).map(|key| Missing {
        place: table.place(),
        key,
        help: "a custom executor has no default for it; set it in [[runners]], or let `config_exec` print it",
    });
    missing.collect()
}

fn is_empty(table: &Table<'_>, key: &str) -> bool {
    table.text(key).is_none_or(|text| text.value.is_empty())
}
