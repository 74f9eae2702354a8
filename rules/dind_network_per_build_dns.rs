//! Docker-in-Docker in a network of the job's own, where it asks other name servers than the job.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::edit::Literal;
use crate::model::{Dind, Known, Meeting, Setting};
use crate::rule::{Check, Rule, Theme, weigh};
use crate::schema::texts::is_ip;
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "dind-network-per-build-dns",
    summary: "containers of a Docker-in-Docker daemon do not ask the name servers that jobs ask",
    theme: Theme::Dind,
    severity: Severity::Warning,
    consequences: &[Consequence::JobFails],
    needs: &[Role::RunnerConfig],
    uses: &[Role::Pipeline, Role::DaemonConfig],
    keys: &[],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("dind_network_per_build_dns.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for verdict in cx
        .workspace
        .judge(without_names, |(dind, _)| dind.service.image.place.span)
    {
        let (dind, server) = &verdict.fault;
        let flag = format!("--dns={}", server.value);
        let place = dind.command_place().filter(|_| verdict.is_certain());
        let fix = place.and_then(|place| cx.add(&place, &[Literal::from(flag.as_str())]));
        let found = cx.report(
            &dind.service.image.place,
            "containers of this daemon ask the name servers of Google and not yours",
        );
        found.note("in a network of the job's own it sees only 127.0.0.11, which they do not reach");
        found.label(server.place.span, "jobs ask this one");
        found.help(format!("start the service with `{flag}`"));
        found.fix(fix.map(|fix| fix.fix(Safety::Unsafe, "ask the same name server there")));
        weigh(found, &verdict);
    }
}

/// The daemons that are told nothing, in networks where jobs ask name servers of the admin's choice.
///
/// Source: moby `daemon/libnetwork/internal/resolvconf`, 29.7: loopback addresses are left out, and without any other
/// one it is 8.8.8.8.
fn without_names(meeting: Meeting<'_>) -> Vec<(Dind<'_>, Setting<String>)> {
    if !matches!(meeting.has_own_network(), Known::Is(true)) {
        return Vec::new();
    }
    let untold = |dind: &Dind<'_>| dind.is_not_told("dns");
    let mut dinds = meeting.dinds().filter(Dind::is_used).filter(untold).peekable();
    let Some(server) = dinds.peek().and_then(|_| server(&meeting)) else {
        return Vec::new();
    };
    dinds.map(|dind| (dind, server.clone())).collect()
}

/// The first name server that the admin gives to jobs, if containers in a container can reach it, too.
fn server(meeting: &Meeting<'_>) -> Option<Setting<String>> {
    let workspace = meeting.workspace;
    let own = meeting.docker()?.dns.items.first().cloned();
    let of_daemon = || {
        let daemon = workspace.daemon_table(workspace.host_daemon(meeting.runner?)?)?;
        daemon.texts("dns").items.into_iter().next()
    };
    let reaches = |server: &Setting<String>| is_ip(&server.value) && !server.value.starts_with("127.");
    own.or_else(of_daemon).filter(reaches)
}
