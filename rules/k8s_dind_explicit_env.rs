//! Jobs in pods whose Docker clients are not told where their daemon is, or how to speak to it.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::{CertPath, Certainty, Dind, Endpoint, Given, Job, Known, Lead, Meeting, Tls, client_folder};
use crate::rule::{Amendment, Check, Rule, Theme, weigh};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "k8s-dind-explicit-env",
    summary: "a job in a pod does not tell its Docker client where the daemon is, or to use TLS",
    theme: Theme::Kubernetes,
    severity: Severity::Error,
    consequences: &[Consequence::JobFails],
    needs: &[Role::RunnerConfig, Role::Pipeline],
    uses: &[],
    keys: &[],
    fix: Some(Safety::Safe),
    since: "0.1.0",
    page: include_str!("k8s_dind_explicit_env.md"),
    check,
};

struct Fault<'w> {
    job: &'w Job,
    dind: Dind<'w>,
    missing: Missing<'w>,
}

enum Missing<'w> {
    /// `DOCKER_HOST`.
    Host,
    /// `DOCKER_TLS_VERIFY`; the address is given here.
    Tls(Given<'w>),
    /// `DOCKER_CERT_PATH`; the address is given here.
    CertPath(Given<'w>),
}

fn check(cx: &mut Check<'_>) {
    for verdict in cx.workspace.judge(untold, |fault| fault.job.place.span) {
        let Fault { job, dind, missing } = &verdict.fault;
        let fix = told(cx, &verdict.fault).filter(|_| !job.is_shared);
        let service = dind.service.image.place.span;
        let name = &job.name;
        let found = match missing {
            Missing::Host => {
                let message = format!("`{name}` looks for a Docker daemon at /var/run/docker.sock, where none is");
                cx.report(&job.place, message).note("DOCKER_HOST is not set")
            }
            Missing::Tls(given) => {
                let message = format!("`{name}` speaks HTTP with a Docker daemon that listens with TLS");
                cx.report(given.place, message).note("DOCKER_TLS_VERIFY is not set")
            }
            Missing::CertPath(given) => {
                let message = format!("`{name}` looks for the certificates of its Docker daemon in ~/.docker");
                cx.report(given.place, message).note("DOCKER_CERT_PATH is not set")
            }
        };
        found.label(service, "this service runs the daemon");
        match fix {
            Some(fix) => found.fix(Some(fix.fix(Safety::Safe, "tell the Docker client"))),
            None => found.help("set DOCKER_HOST, and for TLS DOCKER_TLS_VERIFY and DOCKER_CERT_PATH as well"),
        };
        weigh(found, &verdict);
    }
}

fn untold(meeting: Meeting<'_>) -> Option<Fault<'_>> {
    meeting.kubernetes()?;
    let job = meeting.job.filter(|job| job.calls_docker())?;
    let dind = meeting.dind().filter(|dind| dind.certainty() == Certainty::Sure)?;
    if !meeting.skips_entrypoint() || meeting.socket_mount().is_some() {
        return None;
    }
    let missing = match meeting.docker_host() {
        Known::Unset if says_nothing(&meeting, job) && !job.says(&[" -H", "--host", "context"]) => Missing::Host,
        Known::Is((Endpoint::Tcp { port, .. }, given)) if port != 2375 => without_tls(&dind, job, given)?,
        Known::Is(_) | Known::Unset | Known::Unknown => return None,
    };
    Some(Fault { job, dind, missing })
}

/// Whether the image surely does not lead clients to a daemon once its entrypoint is not started. Another image may name
/// the daemon itself.
fn says_nothing(meeting: &Meeting<'_>, job: &Job) -> bool {
    job.has_docker_entrypoint() == Certainty::Sure || meeting.image_lead() == Lead::Nothing
}

fn without_tls<'w>(dind: &Dind<'w>, job: &Job, given: Given<'w>) -> Option<Missing<'w>> {
    let Tls::On { folder, .. } = dind.tls() else {
        return None;
    };
    if job.says(&["--tls", ".docker"]) || !dind.meeting.env("DOCKER_TLS").is_unset() {
        return None;
    }
    let verify = match dind.meeting.env("DOCKER_TLS_VERIFY") {
        Known::Unset => false,
        Known::Is(verify) => !verify.value.is_empty(),
        Known::Unknown => return None,
    };
    match dind.cert_path(&folder) {
        _ if !verify => Some(Missing::Tls(given)),
        CertPath::Home => Some(Missing::CertPath(given)),
        CertPath::OfDaemon | CertPath::Elsewhere => None,
    }
}

/// The variables that lead the job's clients to the daemon.
fn told(cx: &Check<'_>, fault: &Fault<'_>) -> Option<Amendment> {
    let Fault { job, dind, missing } = fault;
    let host = ["docker", "localhost"].into_iter().find(|host| dind.is_called(host))?;
    let mut wanted: Vec<(&str, String)> = Vec::new();
    let port = match dind.tls() {
        Tls::On { folder, .. } => {
            wanted.push(("DOCKER_TLS_VERIFY", "1".to_owned()));
            wanted.push(("DOCKER_CERT_PATH", client_folder(&folder)));
            2376
        }
        Tls::Off { .. } => 2375,
        Tls::Unknown => return None,
    };
    match missing {
        Missing::Host => wanted.insert(0, ("DOCKER_HOST", format!("tcp://{host}:{port}"))),
        Missing::Tls(_) | Missing::CertPath(_) => {
            let (Known::Is((Endpoint::Tcp { host, .. }, _)), Tls::On { folder, .. }) =
                (dind.meeting.docker_host(), dind.tls())
            else {
                return None;
            };
            if !dind.certifies(&host) {
                return None;
            }
            let given = |name: &str| matches!(dind.meeting.env(name), Known::Is(given) if !given.value.is_empty());
            wanted.retain(|(name, _)| match *name {
                "DOCKER_TLS_VERIFY" => !given(name),
                _ => dind.cert_path(&folder) != CertPath::OfDaemon,
            });
        }
    }
    cx.define(job, wanted)
}
