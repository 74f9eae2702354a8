//! Containers that dockerd does not start because it remaps users.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::{DockerExecutor, Network, Setting};
use crate::rule::{Check, Rule, Theme};
use crate::schema::texts::has_placeholder;
use crate::source::{Place, Role};

pub(super) static RULE: Rule = Rule {
    name: "userns-privileged-conflict",
    summary: "dockerd remaps users and so does not start privileged containers",
    theme: Theme::Daemon,
    severity: Severity::Error,
    consequences: &[Consequence::JobFails],
    needs: &[Role::RunnerConfig, Role::DaemonConfig],
    uses: &[],
    keys: &[],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("userns_privileged_conflict.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    let workspace = cx.workspace;
    for (runner, docker) in workspace.docker_executors() {
        let Some(daemon) = workspace.host_daemon(runner) else {
            continue;
        };
        let remap = workspace
            .daemon_table(daemon)
            .and_then(|table| table.text("userns-remap"));
        let Some(remap) = remap.filter(|remap| !remap.value.is_empty()) else {
            continue;
        };
        let Some(table) = workspace.table(&docker.place) else {
            continue;
        };
        let own = table.text("userns_mode");
        let is_host = |mode: &Setting<String>| mode.value == "host" || has_placeholder(&mode.value);
        let pid = table.text("pid_mode").filter(|mode| mode.value == "host");
        let Some((at, what)) = refused(docker, pid).filter(|_| !own.as_ref().is_some_and(is_host)) else {
            continue;
        };
        let mode = own.map_or_else(|| table.missing("userns_mode"), |own| own.place);
        let fix = cx.set(&mode, "host");
        let found = cx.report(&at, format!("dockerd remaps users and starts no {what}"));
        found.label(remap.place.span, "users are remapped here");
        found.fix(fix.map(|fix| fix.fix(Safety::Unsafe, "keep this runner's containers out of the remapping")));
    }
}

/// What dockerd refuses, and where it is asked for.
///
/// Source: moby `daemon/daemon_unix.go`, `verifyPlatformContainerSettings`, 29.7.
fn refused(docker: &DockerExecutor, pid: Option<Setting<String>>) -> Option<(Place, &'static str)> {
    let privileged = Some(&docker.privileged).filter(|flag| flag.value);
    let services = docker.services_privileged.as_ref().filter(|flag| flag.value);
    let network = docker
        .network_mode
        .as_ref()
        .filter(|_| docker.network() == Network::Host);
    privileged
        .map(|flag| (flag.place.clone(), "privileged containers"))
        .or_else(|| services.map(|flag| (flag.place.clone(), "privileged services")))
        .or_else(|| network.map(|mode| (mode.place.clone(), "containers in the host's network")))
        .or_else(|| pid.map(|mode| (mode.place, "containers among the host's processes")))
}
