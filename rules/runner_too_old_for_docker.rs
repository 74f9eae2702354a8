//! Releases of GitLab Runner that speak a language Docker has given up.

use crate::diagnostic::{Consequence, Severity};
use crate::model::{Daemon, DaemonKey, Setting, Standing, Workspace};
use crate::rule::{Check, Rule, Theme};
use crate::schema::{Targets, Version, docker_api};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "runner-too-old-for-docker",
    summary: "Docker does not speak the API of this old GitLab Runner any more",
    theme: Theme::Versions,
    severity: Severity::Error,
    consequences: &[Consequence::JobFails],
    needs: &[Role::RunnerConfig],
    uses: &[Role::DaemonConfig],
    keys: &[],
    fix: None,
    since: "0.1.0",
    page: include_str!("runner_too_old_for_docker.md"),
    check,
};

/// The newest API that releases of GitLab Runner speak, from their first release on; the first asks for nothing else.
///
/// Source: GitLab Runner `helpers/docker/official_docker_client.go`, 14.9 and 14.10, and the client in its `go.mod`,
/// 14.10 to 17.5.
const SPEAKS: &[(Version, Version)] = &[
    (Version::new(0, 0), Version::new(1, 25)),
    (Version::new(14, 10), Version::new(1, 41)),
    (Version::new(15, 10), Version::new(1, 42)),
    (Version::new(16, 3), Version::new(1, 43)),
    (Version::new(17, 5), Version::new(1, 47)),
];
fn check(cx: &mut Check<'_>) {
    let workspace = cx.workspace;
    let targets = workspace.context.targets;
    let Some(speaks) = docker_api::of(SPEAKS, targets.runner.version).filter(|_| targets.runner.given) else {
        return;
    };
    let most = if speaks == Version::new(1, 25) { "" } else { " at most" };
    for (runner, executor) in workspace.docker_executors() {
        let own = workspace.host_daemon(runner);
        // A daemon of another machine may have it lowered.
        let unsure = own.is_none()
            && workspace
                .daemons()
                .any(|daemon| daemon.key("min-api-version").is_some());
        let Some(wants) = wants(workspace, own, targets).filter(|wants| *wants > speaks && !unsure) else {
            continue;
        };
        let set = own
            .filter(|daemon| sets_minimum(daemon))
            .and_then(|daemon| minimum(workspace, daemon));
        let (runner, docker) = (targets.runner.version, targets.docker.version);
        let by = match set {
            Some(_) => "this machine's daemon.json".to_owned(),
            None => format!("Docker {docker}"),
        };
        let message = format!("GitLab Runner {runner} speaks API {speaks}{most}, and {by} wants {wants}");
        let found = cx.report(&executor.place, message);
        if let Some(set) = set {
            found.label(set.place.span, "older ones are refused");
        }
        found.help(format!(
            "upgrade GitLab Runner, or set `\"min-api-version\": \"{}\"` in daemon.json until then",
            speaks.min(Version::new(1, 40)).max(Version::new(1, 24))
        ));
    }
}

/// The oldest API that a daemon accepts, if that is known.
fn wants(workspace: &Workspace, daemon: Option<&Daemon>, targets: Targets) -> Option<Version> {
    match daemon.filter(|daemon| sets_minimum(daemon)) {
        Some(daemon) => minimum(workspace, daemon)?.value.parse().ok(),
        None => docker_api::oldest_accepted(targets.docker.version).filter(|_| targets.docker.given),
    }
}

/// Releases before 29.0 refuse the key.
fn sets_minimum(daemon: &Daemon) -> bool {
    let works = |key: &DaemonKey| matches!(key.standing, Standing::Setting(_));
    daemon.key("min-api-version").is_some_and(works)
}

fn minimum(workspace: &Workspace, daemon: &Daemon) -> Option<Setting<String>> {
    workspace.daemon_table(daemon)?.text("min-api-version")
}
