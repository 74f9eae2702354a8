//! `DOCKER_HOST` with a scheme that Docker's client does not take.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::{Dind, Endpoint, Given, Job, Known, Meeting, Tls};
use crate::rule::{Check, Rule, Theme, weigh};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "ci-docker-host-malformed",
    summary: "DOCKER_HOST has a scheme that Docker's client does not take",
    theme: Theme::Dind,
    severity: Severity::Error,
    consequences: &[Consequence::JobFails],
    needs: &[],
    uses: &[Role::Pipeline, Role::RunnerConfig],
    keys: &[],
    fix: Some(Safety::Safe),
    since: "0.1.0",
    page: include_str!("ci_docker_host_malformed.md"),
    check,
};

struct Fault<'w> {
    job: &'w Job,
    given: Given<'w>,
    /// The address that is meant, and whether a daemon of the job surely answers there.
    meant: Option<(String, bool)>,
}

fn check(cx: &mut Check<'_>) {
    for verdict in cx.workspace.judge(malformed, |fault| fault.given.place.span) {
        let Fault { job, given, meant } = &verdict.fault;
        let scheme = scheme(&given.value).unwrap_or_default();
        let faults: Vec<Fault<'_>> = verdict.meetings.iter().filter_map(|at| malformed(*at)).collect();
        let answers = |fault: &Fault<'_>| fault.meant.as_ref().is_some_and(|(_, answers)| *answers);
        let safety = match faults.iter().all(answers) {
            true => Safety::Safe,
            false => Safety::Unsafe,
        };
        // A runner's entry holds the name of the variable, too.
        let of_job = cx.workspace.sources.get(given.place.span.file).role == Role::Pipeline;
        let meant = meant.as_ref().filter(|_| of_job);
        let fix = meant.and_then(|(meant, _)| Some((cx.set(given.place, meant.as_str())?, meant)));
        let found = cx.report(
            given.place,
            format!(
                "the Docker client of `{}` does not take the scheme `{scheme}`",
                job.name
            ),
        );
        match fix {
            Some((fix, meant)) => found.fix(Some(fix.fix(safety, format!("write `{meant}`")))),
            None => found.help("write it like tcp://docker:2376"),
        };
        weigh(found, &verdict);
    }
}

/// The address of a job whose client surely reads it.
///
/// Source: docker/cli `opts/hosts.go`, `parseDockerDaemonHost`, 28.2: schemes are compared as they are.
fn malformed(meeting: Meeting<'_>) -> Option<Fault<'_>> {
    let job = meeting.job.filter(|job| job.calls_docker())?;
    let Known::Is(given) = meeting.env("DOCKER_HOST") else {
        return None;
    };
    // Something else than Docker's client may want it like this.
    if job
        .scripts
        .iter()
        .any(|script| script.text.value.contains("DOCKER_HOST"))
    {
        return None;
    }
    let scheme = scheme(&given.value)?;
    let lower = scheme.to_ascii_lowercase();
    let is_web = matches!(lower.as_str(), "http" | "https");
    let is_capital = lower != scheme && matches!(lower.as_str(), "tcp" | "unix" | "ssh" | "npipe" | "fd");
    if !is_web && !is_capital {
        return None;
    }
    let rest = given.value.trim().get(scheme.len()..)?;
    let meant = match is_web {
        true => format!("tcp{rest}"),
        false => format!("{lower}{rest}"),
    };
    let meant = is_whole(&meant).then(|| (meant.clone(), answers(&meeting, &meant)));
    Some(Fault { job, given, meant })
}

fn scheme(value: &str) -> Option<&str> {
    value.trim().split_once("://").map(|(scheme, _)| scheme)
}

/// Whether an address names its port, or needs none.
fn is_whole(address: &str) -> bool {
    match Endpoint::parse(address) {
        Endpoint::Tcp { port, .. } => address.contains(&format!(":{port}")),
        Endpoint::Unix(_) | Endpoint::Other => true,
    }
}

/// Whether a daemon of the job surely answers at an address, in the way in which its clients speak.
fn answers(meeting: &Meeting<'_>, address: &str) -> bool {
    let Endpoint::Tcp { host, port } = Endpoint::parse(address) else {
        return false;
    };
    let at = |dind: &Dind<'_>| {
        dind.is_called(&host)
            && match dind.tls() {
                Tls::On { folder, .. } => port == 2376 && dind.certifies(&host) && dind.clients_use_tls(&folder),
                Tls::Off { .. } => port == 2375 && dind.clients_use_no_tls(),
                Tls::Unknown => false,
            }
    };
    meeting.runner.is_some() && meeting.dinds().any(|dind| at(&dind))
}
