//! Job images that do not lead Docker clients to the daemon of a service.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::{Certainty, Dind, Job, Known, Lead, Meeting, Setting, Tls, client_folder};
use crate::rule::{Amendment, Check, Rule, Theme, weigh};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "dind-image-without-entrypoint",
    summary: "nothing tells the Docker client of a job where the daemon of its service is",
    theme: Theme::Dind,
    severity: Severity::Warning,
    consequences: &[Consequence::JobFails],
    needs: &[Role::RunnerConfig, Role::Pipeline],
    uses: &[],
    keys: &[],
    fix: Some(Safety::Safe),
    since: "0.1.0",
    page: include_str!("dind_image_without_entrypoint.md"),
    check,
};

struct Fault<'w> {
    job: &'w Job,
    dind: Dind<'w>,
    call: &'w Setting<String>,
}

fn check(cx: &mut Check<'_>) {
    for verdict in cx.workspace.judge(lost, |fault| fault.job.place.span) {
        let Fault { job, dind, call } = &verdict.fault;
        let fix = told(cx, &verdict.fault).filter(|_| !job.is_shared);
        let message = format!(
            "`{}` looks for a Docker daemon at /var/run/docker.sock, where none is",
            job.name
        );
        let found = cx.report(&call.place, message);
        let why = match &job.image {
            Known::Is(image) if image.image.value.docker_cli() => "its own entrypoint would set DOCKER_HOST",
            _ => "this image does not set DOCKER_HOST",
        };
        if let Known::Is(image) = &job.image {
            found.label(image.image.place.span, why);
        }
        found.label(dind.service.image.place.span, "this service runs the daemon");
        match fix {
            Some(fix) => found.fix(Some(fix.fix(Safety::Safe, "tell the Docker client"))),
            None => found.help("set DOCKER_HOST, and for TLS DOCKER_TLS_VERIFY and DOCKER_CERT_PATH as well"),
        };
        weigh(found, &verdict);
    }
}

fn lost(meeting: Meeting<'_>) -> Option<Fault<'_>> {
    meeting.docker()?;
    let job = meeting.job.filter(|job| !job.finds_own_daemon())?;
    let dind = meeting.dind().filter(|dind| dind.certainty() == Certainty::Sure)?;
    let untold = meeting.docker_host().is_unset() && meeting.env("DOCKER_CONTEXT").is_unset();
    let nowhere = meeting.image_lead() == Lead::Nothing && meeting.has_no_socket();
    (untold && nowhere).then_some(Fault {
        job,
        dind,
        call: job.daemon_call()?,
    })
}

/// The variables that lead the job's clients to the daemon.
fn told(cx: &Check<'_>, fault: &Fault<'_>) -> Option<Amendment> {
    let Fault { job, dind, .. } = fault;
    if !dind.is_called("docker") {
        return None;
    }
    let mut wanted: Vec<(&str, String)> = Vec::new();
    match dind.tls() {
        Tls::On { folder, .. } => {
            wanted.push(("DOCKER_HOST", "tcp://docker:2376".to_owned()));
            wanted.push(("DOCKER_TLS_VERIFY", "1".to_owned()));
            wanted.push(("DOCKER_CERT_PATH", client_folder(&folder)));
        }
        Tls::Off { .. } if dind.clients_use_no_tls() => wanted.push(("DOCKER_HOST", "tcp://docker:2375".to_owned())),
        Tls::Off { .. } | Tls::Unknown => return None,
    }
    cx.define(job, wanted)
}
