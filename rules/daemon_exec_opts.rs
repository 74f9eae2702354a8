//! A cgroup driver that dockerd does not have.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::cgroup_driver;
use crate::rule::{Check, Rule, Theme};
use crate::schema::texts::has_placeholder;
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "daemon-exec-opts",
    summary: "dockerd does not start, because there is no such cgroup driver",
    theme: Theme::Daemon,
    severity: Severity::Error,
    consequences: &[Consequence::StartFails],
    needs: &[Role::DaemonConfig],
    uses: &[],
    keys: &[],
    fix: Some(Safety::Safe),
    since: "0.1.0",
    page: include_str!("daemon_exec_opts.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    let version = cx.workspace.context.targets.docker.version;
    for (_, daemon) in cx.workspace.daemon_tables() {
        let options = daemon.texts("exec-opts").items;
        let Some((option, driver)) = cgroup_driver(&options, version) else {
            continue;
        };
        if matches!(driver, "" | "cgroupfs" | "systemd") || has_placeholder(driver) {
            continue;
        }
        let word = driver.to_ascii_lowercase();
        let meant = match word.as_str() {
            "systemd" => Some(("systemd", Safety::Safe)),
            "cgroupfs" => Some(("cgroupfs", Safety::Safe)),
            "cgroup" => Some(("cgroupfs", Safety::Unsafe)),
            _ => None,
        };
        let fix = meant.and_then(|(meant, safety)| {
            let written = cx.set(&option.place, format!("native.cgroupdriver={meant}"))?;
            Some(written.fix(safety, format!("write `{meant}`")))
        });
        let found = cx.report(
            &option.place,
            format!("`{}` is no cgroup driver", driver.escape_debug()),
        );
        found.help("the drivers are `systemd` and `cgroupfs`").fix(fix);
    }
}
