//! Docker daemons that are reached over the network without TLS.

use core::net::IpAddr;

use crate::diagnostic::{Consequence, Severity};
use crate::model::Endpoint;
use crate::rule::{Check, Rule, Theme};
use crate::schema::texts::Reach;
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "docker-host-insecure-tcp",
    summary: "whoever reaches the port of the Docker daemon is root on its machine",
    theme: Theme::Executor,
    severity: Severity::Error,
    consequences: &[Consequence::Risk],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &["host"],
    fix: None,
    since: "0.1.0",
    page: include_str!("docker_host_insecure_tcp.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for (runner, docker) in cx.workspace.docker_executors() {
        // Autoscalers reach the daemon through a connection of their own.
        let (Some(host), false) = (&docker.host, runner.executor.is_autoscaled()) else {
            continue;
        };
        let Endpoint::Tcp { host: name, .. } = Endpoint::parse(&host.value) else {
            continue;
        };
        let is_tcp = host.value.starts_with("tcp://");
        if !is_tcp || name.contains(['$', '{']) || Reach::of(&name) == Reach::Machine {
            continue;
        }
        let table = cx.workspace.table(&docker.place);
        let verify = table.and_then(|table| table.flag("tls_verify"));
        if verify.as_ref().is_some_and(|verify| verify.value) {
            continue;
        }
        let found = cx.report(&host.place, "the Docker daemon is reached over the network without TLS");
        if let Some(verify) = verify {
            found.label(verify.place.span, "TLS is off here");
        }
        found.note("whoever reaches this port is root on that machine");
        found.help(
            "let the daemon ask for client certificates (`--tlsverify`), and set `tls_verify` and `tls_cert_path`",
        );
        // A name without a dot is one of a network of containers, which few can enter.
        if name.parse::<IpAddr>().is_err() && !name.contains('.') {
            found.severity(Severity::Info);
        }
    }
}
