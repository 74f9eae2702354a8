//! A cgroup for all containers that is no slice of systemd.

use crate::diagnostic::{Consequence, Severity};
use crate::model::cgroup_driver;
use crate::rule::{Check, Rule, Theme};
use crate::schema::texts::has_placeholder;
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "daemon-cgroup-parent",
    summary: "dockerd does not start, because systemd knows no such slice",
    theme: Theme::Daemon,
    severity: Severity::Error,
    consequences: &[Consequence::StartFails],
    needs: &[Role::DaemonConfig],
    uses: &[],
    keys: &[],
    fix: None,
    since: "0.1.0",
    page: include_str!("daemon_cgroup_parent.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    let version = cx.workspace.context.targets.docker.version;
    for (_, daemon) in cx.workspace.daemon_tables() {
        let Some(parent) = daemon.text("cgroup-parent").filter(|parent| !parent.value.is_empty()) else {
            continue;
        };
        let is_slice = parent.value.len() > ".slice".len() && parent.value.ends_with(".slice");
        if is_slice || has_placeholder(&parent.value) {
            continue;
        }
        // Without an option the machine decides.
        let options = daemon.texts("exec-opts").items;
        let Some((option, "systemd")) = cgroup_driver(&options, version) else {
            continue;
        };
        let message = format!("`{}` is no slice of systemd", parent.value.escape_debug());
        let found = cx.report(&parent.place, message);
        found.label(option.place.span, "systemd makes the cgroups");
        found.help("name a slice: `docker.slice`");
    }
}
