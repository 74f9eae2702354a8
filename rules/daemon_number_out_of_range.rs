//! Numbers of daemon.json outside their limits.

use crate::diagnostic::{Consequence, Severity};
use crate::rule::{Check, Rule, Theme};
use crate::schema::daemon;
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "daemon-number-out-of-range",
    summary: "a number of daemon.json is outside its limits",
    theme: Theme::Daemon,
    severity: Severity::Error,
    consequences: &[Consequence::Refused],
    needs: &[Role::DaemonConfig],
    uses: &[],
    keys: &[],
    fix: None,
    since: "0.1.0",
    page: include_str!("daemon_number_out_of_range.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    let version = cx.workspace.context.targets.docker.version;
    for (_, table) in cx.workspace.daemon_tables() {
        for name in daemon::RANGE_KEYS {
            let (Some(range), Some(setting)) = (daemon::range(name, version), table.number(name)) else {
                continue;
            };
            if range.contains(&setting.value) {
                continue;
            }
            let found = cx.report(&setting.place, format!("{} is no `{name}`", setting.value));
            match *range.end() {
                // The one of them that takes 0 as it is.
                i64::MAX if *name == "default-stop-timeout" => found.help("write a number from 0 on"),
                i64::MAX => found.help("write 0 for the default, or a number above it"),
                end => found.help(format!("write a number from {} to {end}", range.start())),
            };
        }
    }
}
