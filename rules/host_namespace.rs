//! Namespaces that jobs share with the host.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::Profile;
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "host-namespace",
    summary: "jobs share a namespace with the host",
    theme: Theme::Executor,
    severity: Severity::Warning,
    consequences: &[Consequence::Risk],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &["network_mode", "pid_mode", "ipcmode", "userns_mode"],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("host_namespace.md"),
    check,
};

const KEYS: [(&str, &str); 4] = [
    ("network_mode", "jobs see the host's network and its local ports"),
    ("pid_mode", "jobs see the host's processes"),
    ("ipcmode", "jobs see the host's shared memory"),
    ("userns_mode", "root in jobs is root on the host"),
];

fn check(cx: &mut Check<'_>) {
    if cx.workspace.context.profile == Profile::Default {
        return;
    }
    for (_, docker) in cx.workspace.docker_executors() {
        let Some(table) = cx.workspace.table(&docker.place) else {
            continue;
        };
        // dockerd with userns-remap starts privileged containers only in the host's user namespace.
        let is_privileged = docker.privileged.value || docker.services_are_privileged();
        for (key, message) in KEYS {
            let host = table.text(key).filter(|mode| mode.value == "host");
            let Some(mode) = host.filter(|_| key != "userns_mode" || !is_privileged) else {
                continue;
            };
            let removed = cx.remove(&[&mode.place]);
            let found = cx.report(&mode.place, message);
            found.fix(removed.map(|removed| removed.fix(Safety::Unsafe, format!("take `{key}` away"))));
        }
    }
}
