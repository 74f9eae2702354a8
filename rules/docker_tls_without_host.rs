//! TLS settings for a daemon that is not named.

use crate::diagnostic::{Consequence, Severity};
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "docker-tls-without-host",
    summary: "TLS settings for the Docker daemon have no effect, because no daemon is named",
    theme: Theme::Executor,
    severity: Severity::Info,
    consequences: &[Consequence::Ignored],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &["tls_verify", "tls_cert_path"],
    fix: None,
    since: "0.1.0",
    page: include_str!("docker_tls_without_host.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for (runner, docker) in cx.workspace.docker_executors() {
        let has_host = docker.host.as_ref().is_some_and(|host| !host.value.is_empty());
        let Some(table) = cx.workspace.table(&docker.place) else {
            continue;
        };
        // Machines of autoscalers bring addresses of their own.
        if has_host || runner.executor.is_autoscaled() || !cx.workspace.is_whole(runner) {
            continue;
        }
        // `register` writes `tls_verify = false`, which says nothing.
        let verify = table.flag("tls_verify").filter(|verify| verify.value);
        let folder = table.text("tls_cert_path").filter(|folder| !folder.value.is_empty());
        let place = verify.map(|verify| verify.place);
        let Some(place) = place.or(folder.map(|folder| folder.place)) else {
            continue;
        };
        let found = cx.report(&place, "TLS settings have no effect without `host`");
        found.note("the daemon is that of DOCKER_HOST, else the local one");
        found.help("name the daemon in `host`, or leave them out");
    }
}
