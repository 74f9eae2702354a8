//! dockerd where nobody looks for it.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::Executor;
use crate::rule::{Check, Rule, Theme};
use crate::schema::texts::has_placeholder;
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "daemon-hosts-without-socket",
    summary: "jobs find no dockerd, because it does not listen on its usual socket",
    theme: Theme::Network,
    severity: Severity::Info,
    consequences: &[Consequence::JobFails],
    needs: &[Role::DaemonConfig],
    uses: &[Role::RunnerConfig],
    keys: &[],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("daemon_hosts_without_socket.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for daemon in cx.workspace.daemons() {
        let hosts = &daemon.hosts;
        let written: Vec<&str> = hosts
            .values()
            .map(|host| host.trim())
            .filter(|host| !host.is_empty())
            .collect();
        let is_local = |host: &&str| {
            ["unix://", "fd://", "npipe://"]
                .iter()
                .any(|scheme| host.starts_with(scheme))
        };
        if written.is_empty() || written.iter().any(|host| is_local(host) || has_placeholder(host)) {
            continue;
        }
        let runners = cx.workspace.docker_executors();
        let runner = runners
            .filter(|(runner, docker)| docker.host.is_none() && runner.executor == Executor::Docker)
            .find(|(runner, _)| cx.workspace.same_host(daemon.file, runner.file));
        let runner = runner.map(|(runner, docker)| (runner.title(), docker.place.span));
        let fix = cx.push(&hosts.place, &["unix:///var/run/docker.sock".into()]);
        let found = cx.report(&hosts.place, "dockerd does not listen on /var/run/docker.sock any more");
        found.help("add \"unix:///var/run/docker.sock\"");
        found.fix(fix.map(|fix| fix.fix(Safety::Unsafe, "listen on the usual socket too")));
        if let Some((title, span)) = runner {
            found.severity(Severity::Error);
            found.label(span, format!("{title} looks for it there"));
        }
    }
}
