//! The host's Docker socket together with privileged containers.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::{Certainty, Job, Profile, Runner, Service, Workspace};
use crate::rule::{Check, Rule, Theme};
use crate::source::{Place, Role};

pub(super) static RULE: Rule = Rule {
    name: "socket-mount-privileged",
    summary: "jobs get the host's Docker socket and are privileged, where one of both does",
    theme: Theme::Socket,
    severity: Severity::Info,
    consequences: &[Consequence::Risk],
    needs: &[Role::RunnerConfig],
    uses: &[Role::Pipeline],
    keys: &["volumes"],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("socket_mount_privileged.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for (runner, docker) in cx.workspace.docker_executors() {
        let Some(socket) = docker.docker_socket() else { continue };
        let grants = [Some(&docker.privileged), docker.services_privileged.as_ref()];
        let grants: Vec<&Place> = grants
            .into_iter()
            .flatten()
            .filter(|grant| grant.value)
            .map(|grant| &grant.place)
            .collect();
        let Some(first) = grants.first() else { continue };
        let dind = uses_dind(cx.workspace, runner);
        let strict = cx.workspace.context.profile != Profile::Default;
        let mut sets = grants.iter().map(|grant| cx.set(grant, false));
        let drop = sets.next().flatten();
        let drop = sets.fold(drop, |all, next| Some(all?.and(next?)));
        let message = if docker.privileged.value {
            "jobs get the host's Docker socket and are privileged"
        } else {
            "jobs get the host's Docker socket, and their services are privileged"
        };
        let found = cx.report(first, message);
        found.label(socket.place.span, "through this, jobs use the host's daemon as root");
        found.note("privileges are for a daemon of the job's own");
        if dind || strict {
            found.severity(Severity::Warning);
        }
        if dind {
            found.help("a job of this runner has its own daemon: do without the socket");
        } else {
            found.help("privileges do not decide which daemon a job uses; with the socket they are not needed");
            found.fix(drop.map(|drop| drop.fix(Safety::Unsafe, "take the privileges away")));
        }
    }
}

/// Whether a job that may land on the runner has a Docker daemon of its own.
fn uses_dind(workspace: &Workspace, runner: &Runner) -> bool {
    let lands = |job: &&Job| {
        workspace
            .runners_for(job)
            .runners
            .iter()
            .any(|taker| std::ptr::eq(*taker, runner))
    };
    let is_dind = |service: &Service| service.image.value.dind() != Certainty::No;
    runner.has_dind()
        || workspace
            .jobs()
            .filter(lands)
            .any(|job| job.services.iter().any(is_dind))
}
