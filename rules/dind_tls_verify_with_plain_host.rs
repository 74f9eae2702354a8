//! Docker clients that are told to use TLS with a daemon that does not.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::{Dind, Endpoint, Given, Job, Known, Lead, Meeting, Tls};
use crate::rule::{Check, Rule, Theme, weigh};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "dind-tls-verify-with-plain-host",
    summary: "DOCKER_TLS_VERIFY makes clients use TLS with a Docker daemon that listens without",
    theme: Theme::Dind,
    severity: Severity::Error,
    consequences: &[Consequence::JobFails],
    needs: &[Role::Pipeline],
    uses: &[Role::RunnerConfig],
    keys: &[],
    fix: Some(Safety::Safe),
    since: "0.1.0",
    page: include_str!("dind_tls_verify_with_plain_host.md"),
    check,
};

struct Fault<'w> {
    job: &'w Job,
    dind: Dind<'w>,
    verify: Given<'w>,
    plain: Option<Given<'w>>,
    is_bound: bool,
}

fn check(cx: &mut Check<'_>) {
    for verdict in cx.workspace.judge(verifying, |fault| fault.verify.place.span) {
        let Fault {
            job,
            dind,
            verify,
            plain,
            ..
        } = &verdict.fault;
        let meetings = verdict.meetings.iter();
        let faults: Vec<Fault<'_>> = meetings.filter_map(|meeting| verifying(*meeting)).collect();
        let uses: Vec<(&Job, &Given<'_>)> = faults.iter().map(|fault| (fault.job, &fault.verify)).collect();
        let clear = cx.set_variable("DOCKER_TLS_VERIFY", &uses, "");
        let ours = |fault: &Fault<'_>| fault.is_bound && !(fault.verify.by_job && fault.job.is_shared);
        let safety = if faults.iter().all(ours) {
            Safety::Safe
        } else {
            Safety::Unsafe
        };
        let message = format!("`{}` speaks TLS with a Docker daemon that listens without", job.name);
        let found = cx.report(verify.place, message);
        if matches!(verify.value.as_str(), "0" | "false" | "no") {
            found.note("any text turns TLS on, this one as well");
        }
        match plain {
            Some(plain) => found.label(plain.place.span, "this makes the daemon listen without TLS"),
            None => found.label(dind.service.image.place.span, "this image listens without TLS"),
        };
        found.fix(clear.map(|clear| clear.fix(safety, "an empty text turns TLS off")));
        weigh(found, &verdict);
    }
}

fn verifying(meeting: Meeting<'_>) -> Option<Fault<'_>> {
    let job = meeting.job?;
    let Known::Is(verify) = meeting.env("DOCKER_TLS_VERIFY") else {
        return None;
    };
    // With port 2376 it is the daemon that does not do as the rest says.
    let goes_there = match meeting.docker_host() {
        Known::Is((Endpoint::Tcp { port, .. }, _)) => port != 2376,
        Known::Unset => meeting.image_lead() == Lead::Entrypoint && meeting.has_no_socket(),
        Known::Is(_) | Known::Unknown => false,
    };
    if verify.value.is_empty() || !goes_there || !job.calls_docker() || job.says(&["--tls", "unset DOCKER", " -H"]) {
        return None;
    }
    let dind = meeting.dind()?;
    let Tls::Off { given: plain } = dind.tls() else {
        return None;
    };
    Some(Fault {
        job,
        dind,
        verify,
        plain,
        is_bound: meeting.runner.is_some(),
    })
}
