//! Jobs that look for the Docker daemon of a service in their own container.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::{Certainty, Dind, Endpoint, Given, Job, Known, Meeting, Network, Tls};
use crate::rule::{Check, Rule, Theme, weigh};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "dind-localhost-docker-executor",
    summary: "a job looks for the Docker daemon of its service on localhost, which is the job's own container",
    theme: Theme::Dind,
    severity: Severity::Error,
    consequences: &[Consequence::JobFails],
    needs: &[Role::RunnerConfig, Role::Pipeline],
    uses: &[],
    keys: &[],
    fix: Some(Safety::Safe),
    since: "0.1.0",
    page: include_str!("dind_localhost_docker_executor.md"),
    check,
};

struct Fault<'w> {
    job: &'w Job,
    dind: Dind<'w>,
    given: Given<'w>,
    port: u16,
}

fn check(cx: &mut Check<'_>) {
    for verdict in cx.workspace.judge(local, |fault| fault.given.place.span) {
        let Fault { job, dind, given, .. } = &verdict.fault;
        let meetings = verdict.meetings.iter();
        let faults: Vec<Fault<'_>> = meetings.filter_map(|meeting| local(*meeting)).collect();
        let uses: Vec<(&Job, &Given<'_>)> = faults.iter().map(|fault| (fault.job, &fault.given)).collect();
        let address = format!("tcp://docker:{}", right_port(&verdict.fault));
        let same = faults
            .iter()
            .all(|fault| right_port(fault) == right_port(&verdict.fault));
        let is_called = faults.iter().all(|fault| fault.dind.is_called("docker"));
        let fix = cx.set_variable("DOCKER_HOST", &uses, &address);
        let fix = fix.filter(|_| same && is_called);
        let safety = if faults.iter().all(is_ready) {
            Safety::Safe
        } else {
            Safety::Unsafe
        };
        let message = format!("`{}` looks for its Docker daemon in its own container", job.name);
        let found = cx.report(given.place, message);
        found.label(
            dind.service.image.place.span,
            "this service runs it in a container beside",
        );
        match fix {
            Some(fix) => found.fix(Some(fix.fix(safety, "look for it in the service"))),
            None => found.help("name the service: only in pods of Kubernetes it shares the address of the job"),
        };
        weigh(found, &verdict);
    }
}

fn local(meeting: Meeting<'_>) -> Option<Fault<'_>> {
    let docker = meeting.docker()?;
    let Known::Is((endpoint, given)) = meeting.docker_host() else {
        return None;
    };
    let Endpoint::Tcp { port, .. } = endpoint else {
        return None;
    };
    let job = meeting
        .job
        .filter(|job| job.calls_docker() && !job.finds_own_daemon())?;
    let beside = matches!(docker.network(), Network::Unset | Network::Bridge);
    let mut dinds = meeting.dinds().filter(Dind::is_used);
    let dind = dinds.find(|dind| dind.certainty() == Certainty::Sure)?;
    (endpoint.is_local() && beside && meeting.socket_mount().is_none()).then_some(Fault { job, dind, given, port })
}

/// The port that the daemon listens on, as far as that is known.
fn right_port(fault: &Fault<'_>) -> u16 {
    match fault.dind.tls() {
        Tls::On { .. } => 2376,
        Tls::Off { .. } => 2375,
        Tls::Unknown => fault.port,
    }
}

/// Whether the job reaches the daemon as soon as it looks in the right place.
fn is_ready(fault: &Fault<'_>) -> bool {
    let own = !(fault.given.by_job && fault.job.is_shared);
    own && fault.dind.is_reached(&fault.dind.tls(), "docker", right_port(fault))
}
