//! Docker daemons that are asked under a name that is not in their certificate.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::{CertPath, Certainty, Dind, Endpoint, Given, Job, Known, Meeting, Tls};
use crate::rule::{Check, Rule, Theme, weigh};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "dind-tls-san-mismatch",
    summary: "the certificate of a Docker daemon does not have the name under which a job asks for it",
    theme: Theme::Dind,
    severity: Severity::Error,
    consequences: &[Consequence::JobFails],
    needs: &[Role::RunnerConfig, Role::Pipeline],
    uses: &[],
    keys: &[],
    fix: Some(Safety::Safe),
    since: "0.1.0",
    page: include_str!("dind_tls_san_mismatch.md"),
    check,
};

struct Fault<'w> {
    job: &'w Job,
    dind: Dind<'w>,
    host: String,
    given: Given<'w>,
}

fn check(cx: &mut Check<'_>) {
    for verdict in cx.workspace.judge(unnamed, |fault| fault.given.place.span) {
        let Fault { job, dind, host, given } = &verdict.fault;
        let meetings = verdict.meetings.iter();
        let faults: Vec<Fault<'_>> = meetings.filter_map(|meeting| unnamed(*meeting)).collect();
        let uses: Vec<(&Job, &Given<'_>)> = faults.iter().map(|fault| (fault.job, &fault.given)).collect();
        let is_called = faults.iter().all(|fault| fault.dind.is_called("docker"));
        let fix = cx.set_variable("DOCKER_HOST", &uses, "tcp://docker:2376");
        let fix = fix.filter(|_| is_called);
        let ours = |fault: &Fault<'_>| !(fault.given.by_job && fault.job.is_shared);
        let safety = if faults.iter().all(ours) {
            Safety::Safe
        } else {
            Safety::Unsafe
        };
        let message = format!(
            "`{}` asks for its Docker daemon as `{host}`, which is not in the daemon's certificate",
            job.name
        );
        let found = cx.report(given.place, message);
        found.label(
            dind.service.image.place.span,
            "the certificate of this service is made for `docker` and `localhost`",
        );
        found.help(format!(
            "ask for `docker`, or give the service a variable DOCKER_TLS_SAN with \"DNS:{host}\""
        ));
        found.fix(fix.map(|fix| fix.fix(safety, "ask for `docker`")));
        weigh(found, &verdict);
    }
}

fn unnamed(meeting: Meeting<'_>) -> Option<Fault<'_>> {
    let Known::Is((Endpoint::Tcp { host, port: 2376 }, given)) = meeting.docker_host() else {
        return None;
    };
    let job = meeting.job.filter(|job| job.calls_docker())?;
    let dind = meeting.dind().filter(|dind| dind.certainty() == Certainty::Sure)?;
    let Tls::On { folder, .. } = dind.tls() else {
        return None;
    };
    let names = meeting.service_env(dind.service, "DOCKER_TLS_SAN");
    if dind.certifies(&host) || matches!(names, Known::Unknown) || !verifies(&dind, &folder) {
        return None;
    }
    Some(Fault { job, dind, host, given })
}

/// Whether clients look at the certificate, and the daemon made it itself.
fn verifies(dind: &Dind<'_>, folder: &str) -> bool {
    let told = matches!(dind.meeting.env("DOCKER_TLS_VERIFY"), Known::Is(given) if !given.value.is_empty());
    if dind.meeting.docker().is_none() {
        let shared = matches!(dind.pod_shares_certs(folder), Known::Is(true));
        return told && shared && dind.cert_path(folder) == CertPath::OfDaemon;
    }
    let theirs = !told || dind.cert_path(folder) == CertPath::OfDaemon;
    theirs && dind.clients_use_tls(folder) && !dind.may_have_own_certificate(folder)
}
