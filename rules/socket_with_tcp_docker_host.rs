//! Jobs that look for a Docker daemon on the network, on a runner that gives them the host's socket.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::{Endpoint, Given, Job, Known, Meeting, SocketMount};
use crate::rule::{Check, Rule, Theme, weigh};
use crate::source::{Place, Role};

pub(super) static RULE: Rule = Rule {
    name: "socket-with-tcp-docker-host",
    summary: "a job looks for a Docker-in-Docker service that does not run, and leaves the runner's socket unused",
    theme: Theme::Socket,
    severity: Severity::Error,
    consequences: &[Consequence::JobFails],
    needs: &[Role::RunnerConfig, Role::Pipeline],
    uses: &[],
    keys: &[],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("socket_with_tcp_docker_host.md"),
    check,
};

struct Fault<'w> {
    job: &'w Job,
    host: String,
    given: Given<'w>,
    socket: &'w Place,
    speaks_tls: bool,
}

fn check(cx: &mut Check<'_>) {
    for verdict in cx
        .workspace
        .judge(unanswered, |fault| (fault.given.place.span, fault.job.place.span))
    {
        let Fault {
            job,
            host,
            given,
            socket,
            speaks_tls,
        } = &verdict.fault;
        let mut wanted = vec![("DOCKER_HOST", "unix:///var/run/docker.sock".to_owned())];
        if *speaks_tls {
            wanted.push(("DOCKER_TLS_VERIFY", String::new()));
        }
        let fix = cx.define(job, wanted).filter(|_| !job.is_shared);
        let message = format!(
            "`{}` looks for its Docker daemon at `{host}`, and no service is called that",
            job.name
        );
        let found = cx.report(given.place, message);
        found.label(socket.span, "the runner gives jobs the host's daemon");
        found.help("take DOCKER_HOST away to use the host's daemon, or add the service docker:dind on another runner");
        found.fix(fix.map(|fix| fix.fix(Safety::Unsafe, "use the host's daemon")));
        weigh(found, &verdict);
    }
}

fn unanswered(meeting: Meeting<'_>) -> Option<Fault<'_>> {
    meeting.docker()?;
    let Some(SocketMount::Socket(socket)) = meeting.socket_mount() else {
        return None;
    };
    let Known::Is((Endpoint::Tcp { host, .. }, given)) = meeting.docker_host() else {
        return None;
    };
    let job = meeting
        .job
        .filter(|job| job.calls_docker() && !job.finds_own_daemon())?;
    // A service that may be a daemon has rules of its own, and other names may be hosts of the network.
    let alone = !meeting.may_have_daemon() && !meeting.may_resolve(&host);
    (host == "docker" && alone).then_some(Fault {
        job,
        host,
        given,
        socket,
        speaks_tls: !meeting.env("DOCKER_TLS_VERIFY").is_unset(),
    })
}
