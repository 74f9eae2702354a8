//! Runtimes that dockerd does not know.

use crate::diagnostic::{Consequence, Severity};
use crate::model::Setting;
use crate::rule::{Check, Rule, Theme};
use crate::schema::texts::has_placeholder;
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "docker-runtime-undefined",
    summary: "dockerd has no runtime of this name",
    theme: Theme::Daemon,
    severity: Severity::Error,
    consequences: &[Consequence::JobFails],
    needs: &[Role::RunnerConfig, Role::DaemonConfig],
    uses: &[Role::SystemdUnit],
    keys: &["runtime"],
    fix: None,
    since: "0.1.0",
    page: include_str!("docker_runtime_undefined.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    let workspace = cx.workspace;
    let start = workspace.dockerd_start();
    // A unit may define runtimes, too.
    if start.as_ref().is_some_and(|start| start.has_flag("--add-runtime")) {
        return;
    }
    for (runner, docker) in workspace.docker_executors() {
        let Some(runtime) = docker.runtime.as_ref().filter(|runtime| is_name(runtime)) else {
            continue;
        };
        let Some(table) = workspace
            .host_daemon(runner)
            .and_then(|daemon| workspace.daemon_table(daemon))
        else {
            continue;
        };
        let runtimes = table.table("runtimes");
        let defined = runtimes
            .as_ref()
            .is_some_and(|all| all.cursor.get(&runtime.value).is_some());
        if defined {
            continue;
        }
        let message = format!("the daemon.json of this machine defines no runtime `{}`", runtime.value);
        let found = cx.report(&runtime.place, message);
        found.label(
            runtimes.map_or(table.place(), |all| all.place()).span,
            "the runtimes would stand here",
        );
        found.help("define it under `runtimes` in daemon.json, or leave `runtime` out");
        if start.is_none() {
            found.severity(Severity::Warning);
        }
    }
}

/// Whether it is a name that daemon.json has to define. A name with a dot is that of a program of containerd.
///
/// Source: moby `daemon/runtime_unix.go`, `runtimes.Get` and `isPermissibleC8dRuntimeName`, 29.7.
fn is_name(runtime: &Setting<String>) -> bool {
    let name = runtime.value.as_str();
    !matches!(name, "" | "runc") && !name.contains('.') && !has_placeholder(name)
}
