//! Runners without the section that their executor cannot do without.

use crate::diagnostic::{Consequence, Severity};
use crate::model::{Executor, Known, Meeting, Runner, Table, Token};
use crate::rule::{Check, Rule, Theme, weigh};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "executor-section-missing",
    summary: "a runner lacks the section or the default image that its executor needs",
    theme: Theme::Executor,
    severity: Severity::Error,
    consequences: &[
        Consequence::JobFails,
        Consequence::StartFails,
        Consequence::WrongResult,
        Consequence::Ignored,
    ],
    needs: &[Role::RunnerConfig],
    uses: &[Role::Pipeline],
    keys: &[],
    fix: None,
    since: "0.1.0",
    page: include_str!("executor_section_missing.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for registration in cx.workspace.registrations() {
        let runner = registration.runner;
        let Some(table) = cx.workspace.table(&runner.place) else {
            continue;
        };
        // An entry whose token is still to be filled in may get its section in the same way.
        if registration.is_whole && !matches!(registration.token, Token::Unknown | Token::StandIn) {
            sections(cx, runner, &table);
        }
        useless(cx, runner, &table);
    }
    images(cx);
}

/// Sections that are not there.
///
/// Source: `Prepare` of the executors, `Acquire` in `executors/docker/machine/provider.go` and `init` in
/// `executors/internal/autoscaler/provider.go` of GitLab Runner 19.4.
fn sections(cx: &mut Check<'_>, runner: &Runner, table: &Table<'_>) {
    let (needed, polled): (&[&str], &[&str]) = match runner.executor {
        Executor::Docker | Executor::DockerWindows => (&["docker"], &[]),
        Executor::DockerAutoscaler => (&["docker"], &["autoscaler"]),
        Executor::Instance => (&[], &["autoscaler"]),
        Executor::DockerMachine => (&[], &["machine"]),
        Executor::Custom => (&["custom"], &[]),
        Executor::Ssh => (&["ssh"], &[]),
        Executor::Parallels => (&["parallels", "ssh"], &[]),
        Executor::VirtualBox => (&["virtualbox", "ssh"], &[]),
        Executor::Shell | Executor::Kubernetes | Executor::Other(_) | Executor::Missing => (&[], &[]),
    };
    let Some(executor) = &runner.executor_name else { return };
    for (section, consequence) in [(needed, Consequence::JobFails), (polled, Consequence::StartFails)] {
        for section in section.iter().filter(|section| table.table(section).is_none()) {
            let message = format!(
                "executor `{}` needs a [runners.{section}], and there is none",
                executor.value
            );
            let found = cx.report(&executor.place, message);
            found.consequence(consequence);
            found.help(match (consequence, *section) {
                (Consequence::StartFails, _) => "without it the runner asks for no jobs".to_owned(),
                (_, "docker") => "write [runners.docker] below it, with the `image` of jobs that name none".to_owned(),
                _ => format!("write [runners.{section}] below it; without it every job fails"),
            });
        }
    }
}

/// Sections that only another executor reads. Empty ones are what `gitlab-runner register` wrote.
fn useless(cx: &mut Check<'_>, runner: &Runner, table: &Table<'_>) {
    if matches!(runner.executor, Executor::Other(_) | Executor::Missing) {
        return;
    }
    let Some(executor) = &runner.executor_name else { return };
    for (section, tells, readers) in [
        ("machine", "MachineDriver", "`docker+machine` reads"),
        ("autoscaler", "plugin", "`docker-autoscaler` and `instance` read"),
    ] {
        let reads = match section {
            "machine" => runner.executor == Executor::DockerMachine,
            _ => matches!(runner.executor, Executor::DockerAutoscaler | Executor::Instance),
        };
        let Some(found) = table.table(section).filter(|_| !reads) else {
            continue;
        };
        let message = format!("[runners.{section}] has no effect with executor `{}`", executor.value);
        let finding = cx.report(&found.place(), message);
        if found.text(tells).is_none_or(|text| text.value.is_empty()) {
            finding.severity(Severity::Info).consequence(Consequence::Ignored);
            finding.help("old releases wrote it at registration; the section can go");
            continue;
        }
        finding
            .severity(Severity::Warning)
            .consequence(Consequence::WrongResult);
        finding.label(
            executor.place.span,
            "jobs run here, and not on machines that are made for them",
        );
        finding.help(format!(
            "only {readers} it: change `executor`, or take the section away"
        ));
    }
}

/// Runners without a default image that may get jobs without one.
fn images(cx: &mut Check<'_>) {
    let others = cx
        .workspace
        .runners()
        .iter()
        .any(|runner| !runner.executor.runs_containers());
    for verdict in cx.workspace.judge(without_image, |runner| runner.place.span) {
        let runner = verdict.fault;
        let section = runner.docker_executor().map(|docker| &docker.place);
        let section = section.or(runner.kubernetes_executor().map(|kubernetes| &kubernetes.place));
        let message = format!("{} has no default image, and a job has no image either", runner.title());
        let found = cx.report(section.unwrap_or(&runner.place), message);
        if let Some(job) = verdict.meeting.job {
            found.label(job.place.span, "this job names no image");
        }
        found.help("write `image` here, or `image:` in the job");
        weigh(found, &verdict);
        // Jobs without an image may be meant for a runner that needs none.
        if others {
            found.severity(Severity::Info);
        }
    }
}

/// Source: `expandImageName` in `executors/docker/docker.go` and `checkDefaults` in `executors/kubernetes/kubernetes.go`
/// of GitLab Runner 19.4.
fn without_image<'w>(meeting: Meeting<'w>) -> Option<&'w Runner> {
    let (runner, job) = (meeting.runner?, meeting.job?);
    let image = match (runner.docker_executor(), runner.kubernetes_executor()) {
        (Some(docker), _) => &docker.image,
        (_, Some(kubernetes)) => &kubernetes.image,
        (None, None) => return None,
    };
    let none = image.as_ref().is_none_or(|image| image.value.text.is_empty());
    (none && matches!(job.image, Known::Unset)).then_some(runner)
}
