//! `DOCKER_HOST` with the port that the Docker daemon of the job does not listen on.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::{Certainty, Dind, Endpoint, Given, Job, Known, Meeting, Tls};
use crate::rule::{Amendment, Check, Rule, Theme, weigh};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "dind-docker-host-port-mismatch",
    summary: "DOCKER_HOST names the port that the Docker daemon of the job does not listen on",
    theme: Theme::Dind,
    severity: Severity::Error,
    consequences: &[Consequence::JobFails],
    needs: &[Role::Pipeline],
    uses: &[Role::RunnerConfig],
    keys: &[],
    fix: Some(Safety::Safe),
    since: "0.1.0",
    page: include_str!("dind_docker_host_port_mismatch.md"),
    check,
};

struct Fault<'w> {
    job: &'w Job,
    dind: Dind<'w>,
    host: String,
    given: Given<'w>,
    tls: Tls<'w>,
}

fn check(cx: &mut Check<'_>) {
    for verdict in cx.workspace.judge(mismatch, |fault| fault.given.place.span) {
        let fault = &verdict.fault;
        let (wrong, right, how, setting) = match &fault.tls {
            Tls::On { given, .. } => ("2375", "2376", "with TLS", given),
            Tls::Off { given } => ("2376", "2375", "without TLS", given),
            Tls::Unknown => continue,
        };
        let (span, why) = match setting {
            Some(setting) => (setting.place.span, "this makes it listen"),
            None => (fault.dind.service.image.place.span, "this image listens"),
        };
        let faults: Vec<Fault<'_>> = verdict
            .meetings
            .iter()
            .filter_map(|meeting| mismatch(*meeting))
            .collect();
        // The host may have these digits in its name, and an address without a port is not split.
        let value = fault.given.value.rsplit_once(&format!(":{wrong}"));
        let value = value.map(|(host, rest)| format!("{host}:{right}{rest}"));
        let shared = faults.iter().any(|fault| fault.given.by_job && fault.job.is_shared);
        let also = if shared {
            ", also in jobs that take this one over"
        } else {
            ""
        };
        let title = format!("look on port {right}{also}");
        let fix = value
            .and_then(|value| corrected(cx, &faults, &value))
            .map(|fix| fix.fix(safety(&faults), title));
        let job = &fault.job.name;
        let found = cx.report(
            fault.given.place,
            format!("`{job}` looks for its Docker daemon on port {wrong}, but it listens {how} on {right}"),
        );
        found.label(span, format!("{why} {how} on {right}")).fix(fix);
        weigh(found, &verdict);
    }
}

fn mismatch(meeting: Meeting<'_>) -> Option<Fault<'_>> {
    let Known::Is((Endpoint::Tcp { host, port }, given)) = meeting.docker_host() else {
        return None;
    };
    let dind = meeting.dind().filter(|dind| dind.certainty() == Certainty::Sure)?;
    let tls = dind.tls();
    let wrong = matches!((&tls, port), (Tls::On { .. }, 2375) | (Tls::Off { .. }, 2376));
    let job = meeting.job?;
    wrong.then_some(Fault {
        job,
        dind,
        host,
        given,
        tls,
    })
}

/// The right address in the job that defines the wrong one, else in each job that takes it over: other jobs may need
/// the one they share.
fn corrected(cx: &Check<'_>, faults: &[Fault<'_>], value: &str) -> Option<Amendment> {
    let reachable = |fault: &Fault<'_>| matches!(fault.tls, Tls::Off { .. }) || fault.dind.certifies(&fault.host);
    if !faults.iter().all(reachable) {
        return None;
    }
    let uses: Vec<(&Job, &Given<'_>)> = faults.iter().map(|fault| (fault.job, &fault.given)).collect();
    cx.set_variable("DOCKER_HOST", &uses, value)
}

/// Safe if the job itself defines the address and its clients are ready for the other port.
fn safety(faults: &[Fault<'_>]) -> Safety {
    let ready = |fault: &Fault<'_>| match &fault.tls {
        Tls::On { folder, .. } => fault.dind.clients_use_tls(folder),
        Tls::Off { given } => given.is_some() && fault.dind.clients_use_no_tls(),
        Tls::Unknown => false,
    };
    let ours = |fault: &Fault<'_>| {
        let bound = fault.dind.meeting.runner.is_some();
        bound && fault.given.by_job && !fault.job.is_shared && ready(fault)
    };
    if faults.iter().all(ours) {
        Safety::Safe
    } else {
        Safety::Unsafe
    }
}
