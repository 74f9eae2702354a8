//! The executor `docker+machine`, which is going away.

use crate::diagnostic::{Consequence, Severity};
use crate::model::Executor;
use crate::rule::{Check, Rule, Theme};
use crate::schema::Version;
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "docker-machine-deprecated",
    summary: "the executor `docker+machine` is deprecated and goes away with GitLab Runner 20.0",
    theme: Theme::Scaling,
    severity: Severity::Warning,
    consequences: &[Consequence::Advice],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &[],
    fix: None,
    since: "0.1.0",
    page: include_str!("docker_machine_deprecated.md"),
    check,
};

/// The first release that calls it deprecated.
const SINCE: Version = Version::new(17, 5);

fn check(cx: &mut Check<'_>) {
    if cx.workspace.context.targets.runner.version < SINCE {
        return;
    }
    let runners = cx.workspace.runners().iter();
    let executors: Vec<_> = runners
        .filter(|runner| runner.executor == Executor::DockerMachine)
        .filter_map(|runner| cx.workspace.table(&runner.place)?.text("executor"))
        .collect();
    for executor in executors {
        let found = cx.report(
            &executor.place,
            "`docker+machine` is deprecated and goes away with GitLab Runner 20.0",
        );
        found.help("move to `docker-autoscaler`, with a plugin for your cloud in `[runners.autoscaler]`");
    }
}
