//! Docker-in-Docker on Windows, where there is none.

use crate::diagnostic::{Consequence, Severity};
use crate::model::{Certainty, Dind, Executor, Meeting};
use crate::rule::{Check, Rule, Theme, weigh};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "dind-on-windows",
    summary: "a Docker-in-Docker service is for a runner with Windows containers",
    theme: Theme::Dind,
    severity: Severity::Error,
    consequences: &[Consequence::JobFails],
    needs: &[Role::RunnerConfig],
    uses: &[Role::Pipeline],
    keys: &[],
    fix: None,
    since: "0.1.0",
    page: include_str!("dind_on_windows.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for verdict in cx.workspace.judge(foreign, |dind| dind.service.image.place.span) {
        let dind = &verdict.fault;
        let executor = dind.meeting.runner.and_then(|runner| runner.executor_name.as_ref());
        let found = cx.report(
            &dind.service.image.place,
            "there is no Docker-in-Docker for Windows containers",
        );
        found.note("an image of Linux");
        if let Some(executor) = executor {
            found.label(executor.place.span, "this runner starts Windows containers");
        }
        found.help("let a runner with Linux take the job, or mount the named pipe of the host's daemon");
        weigh(found, &verdict);
    }
}

fn foreign(meeting: Meeting<'_>) -> Vec<Dind<'_>> {
    let windows = meeting
        .runner
        .is_some_and(|runner| runner.executor == Executor::DockerWindows);
    let dinds = meeting.dinds().filter(Dind::is_used);
    let of_linux = |dind: &Dind<'_>| dind.certainty() == Certainty::Sure;
    dinds.filter(|dind| windows && of_linux(dind)).collect()
}
