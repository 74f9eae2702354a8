//! Too little time for the removal of idle machines at shutdown.

use crate::diagnostic::{Consequence, Severity};
use crate::rule::{Check, Rule, Theme};
use crate::schema::Version;
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "shutdown-timeout-short",
    summary: "GitLab Runner gives up removing idle machines when it shuts down",
    theme: Theme::Scaling,
    severity: Severity::Warning,
    consequences: &[Consequence::WrongResult],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &[],
    fix: None,
    since: "0.1.0",
    page: include_str!("shutdown_timeout_short.md"),
    check,
};

/// The first release that removes idle machines at shutdown.
const DRAINS: Version = Version::new(18, 10);
/// In seconds; GitLab Runner warns of less.
const ENOUGH: i64 = 300;
/// In seconds.
const DEFAULT: i64 = 30;

fn check(cx: &mut Check<'_>) {
    if cx.workspace.context.targets.runner.version < DRAINS {
        return;
    }
    let configs: Vec<_> = cx.workspace.configs().collect();
    for config in configs {
        let drain = config
            .table("machine")
            .and_then(|machine| machine.table("shutdown_drain"));
        let enabled = drain.and_then(|drain| drain.flag("enabled"));
        let Some(enabled) = enabled.filter(|enabled| enabled.value) else {
            continue;
        };
        let timeout = config.number("shutdown_timeout").filter(|timeout| timeout.value > 0);
        let seconds = timeout.as_ref().map_or(DEFAULT, |timeout| timeout.value);
        if seconds >= ENOUGH {
            continue;
        }
        let place = timeout.as_ref().map_or(&enabled.place, |timeout| &timeout.place);
        let message = format!("idle machines are to be removed at shutdown, within {seconds} seconds");
        let found = cx.report(place, message);
        found.help("write `shutdown_timeout = 300` or more at the top, and give the service as long to stop");
    }
}
