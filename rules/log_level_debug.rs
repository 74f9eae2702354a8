//! Logs that say everything.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::{Setting, Table};
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "log-level-debug",
    summary: "a log is told to say everything",
    theme: Theme::Versions,
    severity: Severity::Info,
    consequences: &[Consequence::Advice],
    needs: &[],
    uses: &[Role::RunnerConfig, Role::DaemonConfig],
    keys: &[],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("log_level_debug.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    let of_runners = cx.workspace.configs().filter_map(|config| level(&config, "log_level"));
    let mut found: Vec<_> = of_runners.map(|place| (place, "GitLab Runner")).collect();
    for daemon in cx.workspace.daemons() {
        let Some(table) = cx.workspace.daemon_table(daemon) else {
            continue;
        };
        let debug = table.flag("debug").filter(|debug| debug.value);
        let debug = debug.map(|debug| debug.map(|_| "debug".to_owned()));
        found.extend(debug.map(|debug| (debug, "dockerd")));
        found.extend(level(&table, "log-level").map(|level| (level, "dockerd")));
    }
    for (setting, program) in found {
        let remove = cx.remove(&[&setting.place]);
        let found = cx.report(
            &setting.place,
            format!("{program} writes everything that it does into its log"),
        );
        found.help("take it out once what is looked for is found");
        found.fix(remove.map(|remove| remove.fix(Safety::Unsafe, "go back to what logs say usually")));
    }
}

/// The level of a log, if it is one of those for looking into things.
fn level(table: &Table<'_>, key: &str) -> Option<Setting<String>> {
    let level = table.text(key)?;
    matches!(level.value.as_str(), "debug" | "trace").then_some(level)
}
