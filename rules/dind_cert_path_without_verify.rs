//! `DOCKER_CERT_PATH` without `DOCKER_TLS_VERIFY`: certificates, but no TLS.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::{CertPath, Certainty, CertsVolume, Content, Dind, Endpoint, Job, Known, Meeting, Tls};
use crate::rule::{Amendment, Check, Rule, Theme, weigh};
use crate::source::{Place, Role};

pub(super) static RULE: Rule = Rule {
    name: "dind-cert-path-without-verify",
    summary: "a job names the certificates of its Docker daemon, but its client uses no TLS",
    theme: Theme::Dind,
    severity: Severity::Error,
    consequences: &[Consequence::JobFails],
    needs: &[Role::Pipeline],
    uses: &[Role::RunnerConfig],
    keys: &[],
    fix: Some(Safety::Safe),
    since: "0.1.0",
    page: include_str!("dind_cert_path_without_verify.md"),
    check,
};

const VERIFY: &str = "DOCKER_TLS_VERIFY";

struct Fault<'w> {
    job: &'w Job,
    dind: Dind<'w>,
    folder: String,
    /// Where the path of the certificates stands.
    at: &'w Place,
}

fn check(cx: &mut Check<'_>) {
    for verdict in cx.workspace.judge(half_told, |fault| fault.at.span) {
        let Fault { job, dind, at, .. } = &verdict.fault;
        let faults: Vec<Fault<'_>> = verdict.meetings.iter().filter_map(|at| half_told(*at)).collect();
        let safety = match faults.iter().all(is_ready) {
            true => Safety::Safe,
            false => Safety::Unsafe,
        };
        let fix = told(cx, &faults);
        let found = cx.report(
            at,
            format!("the Docker client of `{}` uses no TLS, but its daemon does", job.name),
        );
        found.note("with this the image's entrypoint leaves TLS to you");
        found.label(dind.service.image.place.span, "this service listens with TLS");
        match fix {
            Some(fix) => found.fix(Some(fix.fix(safety, "use TLS"))),
            None => found.help("set DOCKER_TLS_VERIFY to 1, or leave DOCKER_CERT_PATH out"),
        };
        weigh(found, &verdict);
    }
}

/// A job whose daemon listens with TLS, where only the path of the certificates is said. In pods this is
/// `k8s-dind-explicit-env`'s.
///
/// Source: docker-library/docker `docker-entrypoint.sh`, 29.7: it turns TLS on only if neither variable is set.
fn half_told(meeting: Meeting<'_>) -> Option<Fault<'_>> {
    let job = meeting.job.filter(|job| job.calls_docker())?;
    if meeting.kubernetes().is_some() || job.has_docker_entrypoint() != Certainty::Sure {
        return None;
    }
    match meeting.docker_host() {
        Known::Unset | Known::Is((Endpoint::Tcp { port: 2376, .. }, _)) => {}
        Known::Is(_) | Known::Unknown => return None,
    }
    let dind = meeting.dind().filter(|dind| dind.certainty() == Certainty::Sure)?;
    let Tls::On { folder, .. } = dind.tls() else {
        return None;
    };
    let is_off = match meeting.env(VERIFY) {
        Known::Unset => true,
        Known::Is(given) => given.value.is_empty(),
        Known::Unknown => false,
    };
    let asks_otherwise = || {
        let words = ["--tls", ".docker", "context"];
        let mut texts = job.scripts.iter().map(|script| &script.text.value);
        !meeting.env("DOCKER_TLS").is_unset() || texts.any(|text| words.iter().any(|word| text.contains(word)))
    };
    if !is_off || asks_otherwise() || matches!(dind.certs_volume(&folder), CertsVolume::Missing) {
        return None;
    }
    Some(Fault {
        at: cert_path(&meeting)?,
        job,
        dind,
        folder,
    })
}

/// Where `DOCKER_CERT_PATH` gets its value, if it surely has one.
fn cert_path<'w>(meeting: &Meeting<'w>) -> Option<&'w Place> {
    let written = meeting
        .job?
        .variable("DOCKER_CERT_PATH")
        .map(|variable| &variable.value);
    // GitLab's documentation writes it with the variable of the daemon.
    if let Some(variable) = written
        && let Content::Reference(text) = &variable.content
    {
        return text.ends_with("/client").then_some(&variable.place);
    }
    match meeting.env("DOCKER_CERT_PATH") {
        Known::Is(given) if !given.value.is_empty() => Some(given.place),
        Known::Is(_) | Known::Unset | Known::Unknown => None,
    }
}

/// Whether TLS is all that is missing.
fn is_ready(fault: &Fault<'_>) -> bool {
    let dind = &fault.dind;
    let host = match dind.meeting.docker_host() {
        Known::Is((Endpoint::Tcp { host, .. }, _)) => host,
        _ => "docker".to_owned(),
    };
    let shared = matches!(dind.certs_volume(&fault.folder), CertsVolume::Shared);
    let found = dind.cert_path(&fault.folder) == CertPath::OfDaemon;
    shared && found && dind.is_called(&host) && dind.certifies(&host) && !fault.job.is_shared
}

/// The missing variable in each of the jobs.
fn told(cx: &Check<'_>, faults: &[Fault<'_>]) -> Option<Amendment> {
    let mut places: Vec<Place> = Vec::new();
    for fault in faults {
        let place = fault.job.override_of(VERIFY)?;
        if !places.contains(&place) {
            places.push(place);
        }
    }
    let mut sets = places.iter().map(|place| cx.set(place, "1"));
    let first = sets.next()??;
    sets.try_fold(first, |all, next| Some(all.and(next?)))
}
