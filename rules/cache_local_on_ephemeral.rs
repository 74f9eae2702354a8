//! Caches that stay on machines which are thrown away.

use crate::diagnostic::{Consequence, Severity};
use crate::model::{Executor, Meeting, Runner, Table};
use crate::rule::{Check, Rule, Theme, weigh};
use crate::source::{Place, Role};

pub(super) static RULE: Rule = Rule {
    name: "cache-local-on-ephemeral",
    summary: "caches of jobs stay on machines or in pods that are thrown away",
    theme: Theme::Cache,
    severity: Severity::Warning,
    consequences: &[Consequence::WrongResult],
    needs: &[Role::RunnerConfig, Role::Pipeline],
    uses: &[],
    keys: &[],
    fix: None,
    since: "0.1.0",
    page: include_str!("cache_local_on_ephemeral.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for verdict in cx.workspace.judge(lost, |(runner, _, _)| runner.place.span) {
        let (runner, cache, life) = &verdict.fault;
        let (message, label) = match life {
            Life::OneJob(Executor::Kubernetes) => ("this runner's caches vanish with the pod of their job", LOST),
            Life::OneJob(_) => ("this runner's caches vanish with the machine of their job", LOST),
            Life::SomeJobs => (
                "this runner's caches stay on the machine of their job",
                "later jobs find this cache on the same machine only",
            ),
        };
        let found = cx.report(&runner.place, message);
        found.label(cache.span, label);
        found.help("keep caches in object storage: `Type` and a bucket in [runners.cache]");
        if *life == Life::SomeJobs {
            found.severity(Severity::Info);
        }
        weigh(found, &verdict);
    }
}

const LOST: &str = "this cache is not found by later jobs";

/// How long a cache lives that is in no object storage.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Life {
    /// As long as the job.
    OneJob(Executor),
    /// As long as a machine that runs a few jobs.
    SomeJobs,
}

fn lost(meeting: Meeting<'_>) -> Option<(&Runner, &Place, Life)> {
    let cache = meeting.job?.cache.as_ref()?;
    let runner = meeting.runner?;
    let table = meeting.workspace.table(&runner.place)?;
    // Object storage that does not work is another rule's.
    let cache_of = meeting.workspace.cache_of(runner);
    if cache_of.is_some_and(|stored| stored.kind.is_some() || !stored.filled().is_empty()) {
        return None;
    }
    let folder = table
        .text("cache_dir")
        .map_or_else(|| "/cache".to_owned(), |folder| folder.value);
    let life = match runner.executor {
        Executor::Kubernetes => pod(runner, &folder)?,
        Executor::DockerAutoscaler => machine(&table.table("autoscaler")?, "max_use_count", runner, &folder)?,
        Executor::DockerMachine => machine(&table.table("machine")?, "MaxBuilds", runner, &folder)?,
        _ => return None,
    };
    Some((runner, cache, life))
}

/// A pod has nothing of earlier ones, unless a volume is mounted where caches go.
fn pod(runner: &Runner, folder: &str) -> Option<Life> {
    let mounts = &runner.kubernetes_executor()?.mounts;
    let keeps = mounts
        .iter()
        .any(|mount| mount.kind != "empty_dir" && covers(&mount.mount_path, folder));
    (!keeps).then_some(Life::OneJob(Executor::Kubernetes))
}

/// A machine keeps the caches of its own jobs. A folder of the host or a volume driver may stand for network storage.
fn machine(scaling: &Table<'_>, uses: &str, runner: &Runner, folder: &str) -> Option<Life> {
    let docker = runner.docker_executor()?;
    let mounted = docker
        .volumes
        .values()
        .any(|volume| volume.source.is_some() && covers(&volume.target, folder));
    let single = scaling
        .number("max_instances")
        .is_some_and(|instances| instances.value == 1);
    if mounted || single || docker.volume_driver.is_some() {
        return None;
    }
    match scaling.number(uses) {
        Some(uses) if uses.value == 1 => Some(Life::OneJob(runner.executor.clone())),
        _ => Some(Life::SomeJobs),
    }
}

fn covers(mount: &str, folder: &str) -> bool {
    let folder = folder.trim_end_matches('/');
    folder == mount
        || folder
            .strip_prefix(mount)
            .is_some_and(|rest| mount == "/" || rest.starts_with('/'))
}
