//! Releases of GitLab Runner that speak a language Docker has given up.

use crate::diagnostic::{Consequence, Severity};
use crate::rule::{Check, Rule, Theme};
use crate::schema::Version;
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

/// The first release of GitLab Runner that asks the daemon which API it speaks; until then it is 1.25.
///
/// Source: GitLab Runner `helpers/docker/official_docker_client.go`, 14.9 and 14.10.
const ASKS: Version = Version::new(14, 10);
/// The first release of GitLab Runner that can speak API 1.44.
///
/// Source: GitLab Runner `go.mod`, 17.4 (Docker 24) and 17.5 (Docker 25).
const SPEAKS_1_44: Version = Version::new(17, 5);
/// The releases of Docker that want 1.44, and those after them, which are content with 1.40.
///
/// Source: moby 29.0 and 29.3, the smallest API version that dockerd accepts.
const WANTS_1_44: Version = Version::new(29, 0);
const WANTS_1_40: Version = Version::new(29, 3);

fn check(cx: &mut Check<'_>) {
    let targets = cx.workspace.context.targets;
    let lowered = cx
        .workspace
        .daemons()
        .any(|daemon| daemon.key("min-api-version").is_some());
    if !targets.runner.given || !targets.docker.given || lowered {
        return;
    }
    let (runner, docker) = (targets.runner.version, targets.docker.version);
    let speaks = match (runner, docker) {
        _ if docker < WANTS_1_44 || runner >= SPEAKS_1_44 => return,
        _ if runner < ASKS => "1.25",
        _ if docker < WANTS_1_40 => "1.43 at most",
        _ => return,
    };
    let executors: Vec<_> = cx.workspace.docker_executors().collect();
    for (_, executor) in executors {
        let message = format!("GitLab Runner {runner} speaks API {speaks}, which Docker {docker} refuses");
        let found = cx.report(&executor.place, message);
        found.help("upgrade GitLab Runner, or set `\"min-api-version\": \"1.24\"` in daemon.json until then");
    }
}
