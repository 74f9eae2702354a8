//! Job images that do not lead Docker clients to the daemon of a service.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::{
    CertPath, Certainty, Dind, Endpoint, Given, Job, Known, Lead, Meeting, Setting, Tls, client_folder,
};
use crate::rule::{Amendment, Check, Rule, Theme, weigh};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "dind-image-without-entrypoint",
    summary: "nothing tells the Docker client of a job where the daemon of its service is, or to use TLS",
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
    /// The address, if only TLS is missing.
    given: Option<(String, Given<'w>)>,
}

fn check(cx: &mut Check<'_>) {
    for verdict in cx.workspace.judge(lost, |fault| fault.job.place.span) {
        let Fault { job, dind, call, given } = &verdict.fault;
        let fix = told(cx, &verdict.fault).filter(|_| !job.is_shared);
        let name = &job.name;
        let (place, message, sets) = match given {
            None => {
                let message = format!("`{name}` looks for a Docker daemon at /var/run/docker.sock, where none is");
                (&call.place, message, "DOCKER_HOST")
            }
            Some((_, given)) => {
                let message = format!("`{name}` speaks HTTP with a Docker daemon that listens with TLS");
                (given.place, message, "DOCKER_TLS_VERIFY")
            }
        };
        let found = cx.report(place, message);
        if let Known::Is(image) = &job.image {
            let why = if image.image.value.docker_cli() {
                format!("its own entrypoint would set {sets}")
            } else {
                format!("this image does not set {sets}")
            };
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
    let given = match meeting.docker_host() {
        Known::Unset if meeting.has_no_socket() => None,
        Known::Is((Endpoint::Tcp { host, port: 2376 }, given)) if needs_tls(&dind) => Some((host, given)),
        _ => return None,
    };
    let untold = meeting.env("DOCKER_CONTEXT").is_unset() && meeting.image_lead() == Lead::Nothing;
    untold.then_some(Fault {
        job,
        dind,
        call: job.daemon_call()?,
        given,
    })
}

/// Whether the daemon listens with TLS, and nothing tells clients to use it.
fn needs_tls(dind: &Dind<'_>) -> bool {
    let untold = dind.clients_use_no_tls() && dind.meeting.env("DOCKER_TLS").is_unset();
    let by_hand = dind.meeting.job.is_some_and(|job| job.says(&["--tls", ".docker"]));
    matches!(dind.tls(), Tls::On { .. }) && untold && !by_hand
}

/// The variables that lead the job's clients to the daemon.
fn told(cx: &Check<'_>, fault: &Fault<'_>) -> Option<Amendment> {
    let Fault { job, dind, given, .. } = fault;
    let host = given.as_ref().map_or("docker", |(host, _)| host);
    if !dind.is_called(host) {
        return None;
    }
    let mut wanted: Vec<(&str, String)> = Vec::new();
    match dind.tls() {
        Tls::On { folder, .. } if dind.certifies(host) => {
            if given.is_none() {
                wanted.push(("DOCKER_HOST", "tcp://docker:2376".to_owned()));
            }
            wanted.push(("DOCKER_TLS_VERIFY", "1".to_owned()));
            match dind.cert_path(&folder) {
                CertPath::OfDaemon => {}
                CertPath::Home => wanted.push(("DOCKER_CERT_PATH", client_folder(&folder))),
                CertPath::Elsewhere => return None,
            }
        }
        Tls::Off { .. } if dind.clients_use_no_tls() => wanted.push(("DOCKER_HOST", "tcp://docker:2375".to_owned())),
        Tls::On { .. } | Tls::Off { .. } | Tls::Unknown => return None,
    }
    cx.define(job, wanted)
}
