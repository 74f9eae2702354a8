//! Log drivers that the containers of jobs do not use.

use crate::diagnostic::{Consequence, Severity};
use crate::rule::{Check, Rule, Theme};
use crate::schema::Version;
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "daemon-log-driver-ignored",
    summary: "the containers of jobs do not use the log driver of daemon.json",
    theme: Theme::Daemon,
    severity: Severity::Info,
    consequences: &[Consequence::Ignored],
    needs: &[Role::RunnerConfig, Role::DaemonConfig],
    uses: &[],
    keys: &[],
    fix: None,
    since: "0.1.0",
    page: include_str!("daemon_log_driver_ignored.md"),
    check,
};

/// The oldest release of which it is known that it names the driver itself.
const NAMES_DRIVER: Version = Version::new(15, 0);

fn check(cx: &mut Check<'_>) {
    let workspace = cx.workspace;
    if workspace.context.targets.runner.version < NAMES_DRIVER {
        return;
    }
    for daemon in workspace.daemons() {
        let driver = workspace
            .daemon_table(daemon)
            .and_then(|table| table.text("log-driver"));
        let Some(driver) = driver.filter(|driver| !matches!(driver.value.as_str(), "" | "json-file")) else {
            continue;
        };
        let Some((_, docker)) = workspace.runners_of(daemon).into_iter().next() else {
            continue;
        };
        let found = cx.report(
            &driver.place,
            "the containers of jobs log to json-file all the same, and without `log-opts`",
        );
        found.label(docker.place.span, "GitLab Runner names the driver itself");
        found.help("the job's log is collected by GitLab Runner");
    }
}
