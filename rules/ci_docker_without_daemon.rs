//! Jobs that use Docker where no daemon is.

use crate::diagnostic::{Consequence, Severity};
use crate::model::{Job, Lead, Meeting, Setting};
use crate::rule::{Check, Rule, Theme, weigh};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "ci-docker-without-daemon",
    summary: "a job runs Docker commands, and neither a service nor its runner gives it a daemon",
    theme: Theme::Socket,
    severity: Severity::Error,
    consequences: &[Consequence::JobFails],
    needs: &[Role::RunnerConfig, Role::Pipeline],
    uses: &[],
    keys: &[],
    fix: None,
    since: "0.1.0",
    page: include_str!("ci_docker_without_daemon.md"),
    check,
};

struct Fault<'w> {
    job: &'w Job,
    call: &'w Setting<String>,
    is_privileged: bool,
}

fn check(cx: &mut Check<'_>) {
    for verdict in cx.workspace.judge(alone, |fault| fault.job.place.span) {
        let Fault {
            job,
            call,
            is_privileged,
        } = &verdict.fault;
        let message = format!("`{}` needs a Docker daemon, and there is none", job.name);
        let found = cx.report(&call.place, message);
        found.note("no service runs a daemon, no socket is mounted, DOCKER_HOST is not set");
        found.help(if *is_privileged {
            "add the service docker:dind to the job"
        } else {
            "add the service docker:dind to the job and let the runner be privileged, or build without a daemon"
        });
        weigh(found, &verdict);
    }
}

fn alone(meeting: Meeting<'_>) -> Option<Fault<'_>> {
    let job = meeting.job.filter(|job| !job.finds_own_daemon())?;
    let untold = ["DOCKER_HOST", "DOCKER_CONTEXT", "BUILDX_BUILDER", "BUILDKIT_HOST"];
    let untold = untold.iter().all(|name| meeting.env(name).is_unset());
    let given = meeting.may_have_daemon() || !meeting.has_no_socket() || meeting.image_lead() == Lead::Unknown;
    if given || !untold || meeting.may_resolve("docker") && meeting.docker().is_some() {
        return None;
    }
    let pods = meeting.kubernetes().map(|pods| pods.privileged.value);
    Some(Fault {
        job,
        call: job.daemon_call()?,
        is_privileged: meeting
            .docker()
            .map_or(pods == Some(true), |docker| docker.services_are_privileged()),
    })
}
