//! Services of a job all of whose names another service has already.

use crate::diagnostic::{Consequence, Severity};
use crate::model::{Certainty, Executor, Job, Meeting, Service};
use crate::rule::{Check, Rule, Theme, weigh};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "ci-service-alias-taken",
    summary: "a service of a job is never started, because another one has all its names",
    theme: Theme::Network,
    severity: Severity::Error,
    consequences: &[Consequence::Ignored],
    needs: &[Role::Pipeline],
    uses: &[Role::RunnerConfig],
    keys: &[],
    fix: None,
    since: "0.1.0",
    page: include_str!("ci_service_alias_taken.md"),
    check,
};

struct Fault<'w> {
    job: &'w Job,
    service: &'w Service,
    first: &'w Service,
}

fn check(cx: &mut Check<'_>) {
    for verdict in cx.workspace.judge(nameless, |fault| fault.service.place.span) {
        let Fault { job, service, first } = &verdict.fault;
        let found = cx.report(
            &service.place,
            format!("this service of `{}` is never started", job.name),
        );
        found.note("GitLab Runner starts no service without a name of its own");
        found.label(first.place.span, "this one has all its names");
        found.help("give it an `alias` of its own");
        // Elsewhere than in containers of Docker both are started.
        if verdict.meeting.runner.is_none() {
            found.severity(Severity::Warning);
        }
        weigh(found, &verdict);
    }
}

/// The services for which no name is left.
///
/// Source: GitLab Runner `executors/docker/services.go`, `createFromServiceDefinition`, 19.4.
fn nameless(meeting: Meeting<'_>) -> Vec<Fault<'_>> {
    let Some(job) = meeting.job else { return Vec::new() };
    let in_docker = meeting.runner.is_none_or(|runner| runner.executor.is_docker());
    let windows = meeting
        .runner
        .is_some_and(|runner| runner.executor == Executor::DockerWindows);
    let is_alone = meeting.runner_services().len() + meeting.job_services().len() < 2;
    if !in_docker || windows || is_alone {
        return Vec::new();
    }
    let mut taken: Vec<(String, &Service)> = Vec::new();
    let mut faults = Vec::new();
    let all = meeting.runner_services().iter().map(|service| (service, true));
    let all = all.chain(meeting.job_services().iter().map(|service| (service, false)));
    for (service, is_of_runner) in all.filter(|(service, _)| is_known(service)) {
        let names = service.aliases();
        let holder = |name: &String| taken.iter().find(|(known, _)| known == name).map(|(_, holder)| *holder);
        let holders: Option<Vec<&Service>> = names.iter().map(holder).collect();
        match holders.as_deref() {
            Some([.., first]) if !is_of_runner && !is_twice(first, service) => {
                faults.push(Fault { job, service, first });
            }
            Some(_) => {}
            None => taken.extend(names.into_iter().map(|name| (name, service))),
        }
    }
    faults
}

/// Whether its names are known.
fn is_known(service: &Service) -> bool {
    let alias = service.alias.as_ref().is_some_and(|alias| alias.value.contains('$'));
    !alias && !service.image.value.text.contains('$') && !service.image.value.text.is_empty()
}

/// Whether nothing is lost: both are the same, or both are Docker daemons, of which `dind-duplicate-service` speaks.
fn is_twice(first: &Service, second: &Service) -> bool {
    let dind = |service: &Service| service.image.value.dind() != Certainty::No;
    let plain = |service: &Service| service.command.is_none() && service.variables.is_empty();
    let same = first.image.value == second.image.value && plain(first) && plain(second);
    same || dind(first) && dind(second)
}
