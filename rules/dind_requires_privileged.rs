//! Docker-in-Docker services without the privileges that a daemon needs.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::edit::Literal;
use crate::model::{Certainty, Dind, DockerExecutor, Known, Meeting, SocketMount, Verdict};
use crate::rule::{Amendment, Check, Rule, Theme, weigh};
use crate::schema::Version;
use crate::source::{Place, Role};

pub(super) static RULE: Rule = Rule {
    name: "dind-requires-privileged",
    summary: "a Docker-in-Docker service is not privileged, so its daemon cannot start",
    theme: Theme::Dind,
    severity: Severity::Error,
    consequences: &[Consequence::JobFails],
    needs: &[Role::RunnerConfig],
    uses: &[Role::Pipeline, Role::DaemonConfig],
    keys: &[],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("dind_requires_privileged.md"),
    check,
};

/// The first release that can open single services only.
const LIMITS_PRIVILEGES: Version = Version::new(16, 1);

fn check(cx: &mut Check<'_>) {
    for verdict in cx.workspace.judge(powerless, |(_, docker)| blame(docker).span) {
        let (dind, docker) = &verdict.fault;
        let place = &dind.service.image.place;
        let image = &dind.service.image.value.text;
        let message = format!("`{image}` is not privileged, so its Docker daemon cannot start");
        let fix = privileges(cx, &verdict).filter(|_| dind.certainty() == Certainty::Sure);
        let limits = cx.workspace.context.targets.runner.version >= LIMITS_PRIVILEGES;
        let found = cx.report(blame(docker), message);
        found.label(place.span, "this service runs a Docker daemon");
        if !docker.services_are_privileged() && limits {
            found.help(format!(
                "`services_privileged = true` with `allowed_privileged_services = [\"{image}\"]` opens this service only"
            ));
        }
        found.fix(fix.map(|fix| fix.fix(Safety::Unsafe, "let the service be privileged")));
        if dind.certainty() == Certainty::Maybe {
            found.severity(Severity::Warning);
        }
        weigh(found, &verdict);
    }
}

/// A daemon that cannot start, unless the job goes to the host's daemon anyway.
fn powerless(meeting: Meeting<'_>) -> Option<(Dind<'_>, &DockerExecutor)> {
    let dind = powerless_dinds(&meeting).next()?;
    match meeting.socket_mount() {
        Some(SocketMount::Socket(_) | SocketMount::RunFolder(_)) => None,
        Some(SocketMount::Folder(_)) | None => Some((dind, meeting.docker()?)),
    }
}

fn powerless_dinds<'w>(meeting: &Meeting<'w>) -> impl Iterator<Item = Dind<'w>> {
    let used = meeting.dinds().filter(Dind::is_used);
    used.filter(|dind| matches!(dind.can_run(), Known::Is(false)))
}

/// The setting that keeps the privileges away.
fn blame(docker: &DockerExecutor) -> &Place {
    match &docker.services_privileged {
        _ if docker.services_are_privileged() => &docker.allowed_privileged_services.place,
        Some(services) => &services.place,
        None => &docker.privileged.place,
    }
}

/// What lets every daemon run that this setting keeps from it.
fn privileges(cx: &Check<'_>, verdict: &Verdict<'_, (Dind<'_>, &DockerExecutor)>) -> Option<Amendment> {
    let (_, docker) = &verdict.fault;
    if !docker.services_are_privileged() {
        return cx.set(blame(docker), true);
    }
    let mut images: Vec<&str> = Vec::new();
    for dind in verdict.meetings.iter().flat_map(powerless_dinds) {
        let image = dind.service.image.value.text.as_str();
        if dind.certainty() == Certainty::Sure && !images.contains(&image) {
            images.push(image);
        }
    }
    let images: Vec<Literal> = images.into_iter().map(Literal::from).collect();
    cx.push(blame(docker), &images)
}
