//! Jobs that use Docker where no daemon is.

use crate::diagnostic::{Consequence, Severity};
use crate::model::{DockerExecutor, Endpoint, Given, Job, Known, Lead, Meeting, Setting};
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
    /// What leads clients to a socket that is not there.
    given: Option<Given<'w>>,
    has_daemon: bool,
    is_privileged: bool,
}

fn check(cx: &mut Check<'_>) {
    for verdict in cx.workspace.judge(alone, |fault| fault.job.place.span) {
        let Fault {
            job,
            call,
            given,
            has_daemon,
            is_privileged,
        } = &verdict.fault;
        let name = &job.name;
        let found = match given {
            Some(given) => {
                let message = format!("`{name}` looks for a Docker daemon at /var/run/docker.sock, where none is");
                let found = cx.report(given.place, message);
                found.label(call.place.span, "this needs the daemon");
                found
            }
            None => {
                let found = cx.report(
                    &call.place,
                    format!("`{name}` needs a Docker daemon, and there is none"),
                );
                found.note("no service runs a daemon, no socket is mounted, DOCKER_HOST is not set");
                found
            }
        };
        found.help(match (has_daemon, is_privileged) {
            (true, _) => "take DOCKER_HOST away, or name the service that runs the daemon",
            (false, true) => "add the service docker:dind to the job",
            (false, false) => {
                "add the service docker:dind to the job and let the runner be privileged, or build without a daemon"
            }
        });
        weigh(found, &verdict);
    }
}

fn alone(meeting: Meeting<'_>) -> Option<Fault<'_>> {
    let job = meeting.job.filter(|job| !job.finds_own_daemon())?;
    let untold = ["DOCKER_CONTEXT", "BUILDX_BUILDER", "BUILDKIT_HOST"];
    let untold = untold.iter().all(|name| meeting.env(name).is_unset());
    if !untold || !meeting.has_no_socket() || meeting.image_lead() == Lead::Unknown {
        return None;
    }
    let given = match meeting.docker_host() {
        Known::Unset if !finds_one(&meeting) => None,
        // An empty text counts as none.
        Known::Is((Endpoint::Unix(path), given)) if path == "/var/run/docker.sock" && !given.value.is_empty() => {
            Some(given)
        }
        _ => return None,
    };
    let call = job.daemon_call()?;
    let pods = meeting.kubernetes().is_some_and(|pods| pods.privileged.value);
    // A job that is privileged may run a daemon itself.
    if meeting.docker().map_or(pods, |docker| docker.privileged.value) && job.may_start_daemon(call) {
        return None;
    }
    Some(Fault {
        job,
        call,
        given,
        has_daemon: meeting.dinds().next().is_some(),
        is_privileged: meeting.docker().map_or(pods, DockerExecutor::services_are_privileged),
    })
}

/// Whether something may run a daemon, or answer where the image `docker` looks for one.
fn finds_one(meeting: &Meeting<'_>) -> bool {
    meeting.may_have_daemon() || meeting.docker().is_some() && meeting.may_resolve("docker")
}
