//! Log drivers that dockerd does not have.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::rule::{Check, Rule, Theme};
use crate::schema::daemon;
use crate::schema::log_driver;
use crate::schema::texts::has_placeholder;
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "daemon-log-driver-unknown",
    summary: "dockerd has no such log driver",
    theme: Theme::Daemon,
    severity: Severity::Error,
    consequences: &[Consequence::JobFails, Consequence::StartFails],
    needs: &[Role::DaemonConfig],
    uses: &[],
    keys: &[],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("daemon_log_driver_unknown.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    let version = cx.workspace.context.targets.docker.version;
    for (_, daemon) in cx.workspace.daemon_tables() {
        let Some(driver) = daemon.text("log-driver") else {
            continue;
        };
        let name = driver.value.as_str();
        if has_placeholder(name) {
            continue;
        }
        // Any other name may be that of a plugin.
        let removed = log_driver::removed(name).filter(|removed| *removed <= version);
        let meant = log_driver::meant(name);
        let message = match (removed, meant) {
            (Some(removed), _) => format!("Docker {} removed the log driver `{name}`", daemon::release(removed)),
            (None, Some(_)) => format!("there is no log driver `{}`", name.escape_debug()),
            (None, None) => continue,
        };
        let fix = meant.and_then(|meant| {
            let written = cx.set(&driver.place, meant)?;
            Some(written.fix(Safety::Unsafe, format!("write `{meant}`")))
        });
        let has_options = daemon.is_filled("log-opts");
        let found = cx.report(&driver.place, message).fix(fix);
        if let Some(meant) = meant {
            found.help(format!("did you mean `{meant}`?"));
        }
        if has_options {
            found.consequence(Consequence::StartFails);
        } else {
            found.note("dockerd starts, and every container that names no driver itself fails");
        }
    }
}
