//! Docker clients of jobs that speak a language their daemon has given up.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::{Certainty, Dind, Endpoint, Image, Job, Known, Meeting, Setting};
use crate::rule::{Check, Rule, Theme, weigh};
use crate::schema::{Version, docker_api};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "dind-client-api-too-old",
    summary: "the Docker daemon of a job does not speak the API of the job's old client any more",
    theme: Theme::Dind,
    severity: Severity::Error,
    consequences: &[Consequence::JobFails],
    needs: &[Role::Pipeline],
    uses: &[Role::RunnerConfig],
    keys: &[],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("dind_client_api_too_old.md"),
    check,
};

struct Fault<'w> {
    client: &'w Setting<Image>,
    dind: Dind<'w>,
    speaks: Version,
    wants: Version,
}

/// Lowers what a daemon accepts.
const LOWERED: &str = "DOCKER_MIN_API_VERSION";

/// What clients before 19.03 may need.
const OLDEST: Version = Version::new(1, 24);

fn check(cx: &mut Check<'_>) {
    let place = |fault: &Fault<'_>| (fault.client.place.span, fault.dind.service.image.place.span);
    for verdict in cx.workspace.judge(too_old, place) {
        let fault = &verdict.fault;
        let (client, service) = (fault.client, &fault.dind.service.image);
        let title = |release: &str| format!("take the client of Docker {release}, too");
        let fix = version(&service.value).filter(|_| !client.is_inherited());
        let fix = fix.and_then(|release| {
            let (start, old) = (tag_start(&client.value)?, version(&client.value)?);
            let spliced = cx.splice(&client.place, start..start + old.len(), release)?;
            Some(spliced.fix(Safety::Unsafe, title(release)))
        });
        let message = format!(
            "`{}` speaks API {} at most, and its daemon wants {}",
            client.value.text, fault.speaks, fault.wants
        );
        let found = cx.report(&client.place, message);
        found.label(service.place.span, format!("this one wants API {}", fault.wants));
        found.help(format!(
            "give both the same release, or let the service accept older clients: `{LOWERED}: \"{}\"`",
            if fault.speaks < Version::new(1, 40) {
                OLDEST
            } else {
                fault.speaks
            }
        ));
        found.fix(fix);
        weigh(found, &verdict);
    }
}

fn too_old(meeting: Meeting<'_>) -> Option<Fault<'_>> {
    let job = meeting.job.filter(|job| job.calls_docker())?;
    let client = &job.image.get()?.image;
    let is_client = client.value.docker_cli() && client.value.digest.is_none();
    if !is_client {
        return None;
    }
    let newest = |(major, minor): (u16, Option<u16>)| Version::new(major, minor.unwrap_or(u16::MAX));
    let speaks = docker_api::newest_spoken(newest(client.value.docker_version()?))?;
    let dind = meeting.dind().filter(|dind| dind.certainty() == Certainty::Sure)?;
    let wants = docker_api::oldest_accepted(dind.release()?).filter(|wants| *wants > speaks)?;
    (is_asked(&meeting) && !may_be_lowered(&dind) && !may_bring_a_client(job)).then_some(Fault {
        client,
        dind,
        speaks,
        wants,
    })
}

/// Whether a script may install a newer client.
fn may_bring_a_client(job: &Job) -> bool {
    let installs = |script: &str| ["apk ", "apt", "curl", "wget"].iter().any(|tool| script.contains(tool));
    job.scripts.iter().any(|script| installs(&script.text.value))
}

/// Whether the job's client asks the service, and not the daemon of the host.
fn is_asked(meeting: &Meeting<'_>) -> bool {
    match meeting.docker_host() {
        Known::Is((endpoint, _)) => matches!(endpoint, Endpoint::Tcp { .. }),
        Known::Unset => meeting.socket_mount().is_none(),
        // Without a runner at hand it is not known what it sends and mounts.
        Known::Unknown => meeting.runner.is_none() && meeting.job.is_some_and(|job| !mentions(job, "DOCKER_HOST")),
    }
}

fn may_be_lowered(dind: &Dind<'_>) -> bool {
    let meeting = &dind.meeting;
    let unsaid = match meeting.service_env(dind.service, LOWERED) {
        Known::Unset => true,
        Known::Is(_) => false,
        Known::Unknown => meeting.runner.is_none() && meeting.job.is_some_and(|job| !mentions(job, LOWERED)),
    };
    let file = dind.mounted_daemon_json();
    !unsaid || dind.flags().is_none() || dind.may_have_daemon_json() || file.is_some()
}

/// Whether anything in the files may give the job such a variable.
fn mentions(job: &Job, name: &str) -> bool {
    !job.variables_complete || job.variable(name).is_some() || job.varying.iter().any(|varying| varying == name)
}

/// The version that a tag begins with, if what follows is there of every release.
fn version(image: &Image) -> Option<&str> {
    let tag = image.tag.as_deref()?;
    let (head, rest) = tag.split_once('-').unwrap_or((tag, ""));
    let is_number = head.starts_with(|c: char| c.is_ascii_digit());
    (is_number && matches!(rest, "" | "cli" | "git" | "dind")).then_some(head)
}

fn tag_start(image: &Image) -> Option<usize> {
    image.tag.as_ref().map(|_| image.name.len() + 1)
}
