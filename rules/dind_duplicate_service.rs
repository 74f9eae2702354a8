//! A Docker-in-Docker service that the runner starts already.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::{Dind, Endpoint, Executor, Known, Meeting};
use crate::rule::{Check, Rule, Theme, weigh};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "dind-duplicate-service",
    summary: "the runner and the job both start a Docker-in-Docker service of one name",
    theme: Theme::Dind,
    severity: Severity::Warning,
    consequences: &[Consequence::Ignored, Consequence::JobFails],
    needs: &[Role::RunnerConfig, Role::Pipeline],
    uses: &[],
    keys: &[],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("dind_duplicate_service.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for verdict in cx.workspace.judge(twice, |(_, of_job)| of_job.service.place.span) {
        let (of_runner, of_job) = &verdict.fault;
        let service = of_job.service;
        let kubernetes = verdict
            .meeting
            .runner
            .is_some_and(|runner| runner.executor == Executor::Kubernetes);
        let message = if kubernetes {
            "the pod has a Docker daemon already, and two cannot listen on one port"
        } else {
            "the runner starts a Docker-in-Docker service of this name already, and jobs get that one"
        };
        let remove = cx.remove(&[&service.place]).filter(|_| !service.image.is_inherited());
        let found = cx.report(&service.place, message);
        found.label(
            of_runner.service.place.span,
            "this one starts first, for every job of the runner",
        );
        found.help("its command and variables have an effect only in config.toml");
        found.fix(remove.map(|remove| remove.fix(Safety::Unsafe, "leave it to the runner")));
        if kubernetes {
            found.severity(Severity::Error).consequence(Consequence::JobFails);
        }
        weigh(found, &verdict);
    }
}

/// The runner's service and the job's, if a name of theirs is the same and the job uses that name.
fn twice(meeting: Meeting<'_>) -> Option<(Dind<'_>, Dind<'_>)> {
    // Over a mounted socket neither of them starts.
    if meeting.kubernetes().is_some() && meeting.socket_mount().is_some() {
        return None;
    }
    let of_runner = meeting.dinds().find(|dind| dind.is_of_runner)?;
    let taken = of_runner.service.aliases();
    let same = |dind: &Dind<'_>| !dind.is_of_runner && dind.service.aliases().iter().any(|alias| taken.contains(alias));
    let of_job = meeting.dinds().find(same)?;
    // Under a name of its own it is a second daemon, which works.
    let own_name = match meeting.docker_host() {
        Known::Is((Endpoint::Tcp { host, .. }, _)) => !taken.contains(&host) && of_job.is_called(&host),
        _ => false,
    };
    (!own_name).then_some((of_runner, of_job))
}
