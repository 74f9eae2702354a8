//! Services on Podman without a network for each job.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::{DockerExecutor, Known, Meeting, NETWORK_PER_BUILD};
use crate::rule::{Check, Rule, Theme, weigh};
use crate::schema::Version;
use crate::source::{Place, Role};

pub(super) static RULE: Rule = Rule {
    name: "podman-needs-network-per-build",
    summary: "on Podman jobs do not reach their services without a network of their own",
    theme: Theme::Executor,
    severity: Severity::Error,
    consequences: &[Consequence::JobFails],
    needs: &[Role::RunnerConfig],
    uses: &[Role::Pipeline],
    keys: &[],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("podman_needs_network_per_build.md"),
    check,
};

/// The first release that does without links between containers, which Podman does not have.
///
/// Source: GitLab Runner `executors/docker/services.go`, 18.6 and 18.7.
const WITHOUT_LINKS: Version = Version::new(18, 7);

fn check(cx: &mut Check<'_>) {
    for verdict in cx.workspace.judge(cut_off, |(executor, _)| executor.place.span) {
        let (executor, service) = &verdict.fault;
        let Some(runner) = verdict.meeting.runner else { continue };
        let Some(host) = &executor.host else { continue };
        let fix = cx.set(&runner.feature_flags.place_of(NETWORK_PER_BUILD), true);
        let found = cx.report(&host.place, "jobs on this Podman do not reach their services");
        found.label(service.span, "such as this one");
        found.fix(fix.map(|fix| fix.fix(Safety::Unsafe, "give each job a network of its own")));
        weigh(found, &verdict);
    }
}

/// A service that its job cannot reach. Without root each container has a network of its own; with root they have one in
/// common, but before 18.7 names of services were links.
fn cut_off(meeting: Meeting<'_>) -> Option<(&DockerExecutor, &Place)> {
    let executor = meeting.docker()?;
    let host = &executor.host.as_ref()?.value;
    let rootless = host.contains("/run/user/");
    let links = meeting.workspace.context.targets.runner.version < WITHOUT_LINKS;
    if !host.contains("podman.sock") || !(rootless || links) || executor.network_mode.is_some() {
        return None;
    }
    if !matches!(meeting.has_own_network(), Known::Is(false)) {
        return None;
    }
    let service = meeting.runner_services().iter().chain(meeting.job_services()).next()?;
    Some((executor, &service.place))
}
