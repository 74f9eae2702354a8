//! Runners whose executor GitLab Runner does not have.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::Setting;
use crate::rule::{Check, Rule, Theme};
use crate::schema::texts::{is_stand_in, is_template};
use crate::schema::{executor_meant, executor_releases, is_executor};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "executor-unknown",
    summary: "a runner names an executor that GitLab Runner does not have, and takes no jobs",
    theme: Theme::Executor,
    severity: Severity::Error,
    consequences: &[Consequence::StartFails],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &[],
    fix: Some(Safety::Safe),
    since: "0.1.0",
    page: include_str!("executor_unknown.md"),
    check,
};

const NAMES: &str = "the executors are `docker`, `kubernetes`, `shell`, `docker-autoscaler`, `instance`, `docker+machine`, \
                     `docker-windows`, `custom`, `ssh`, `parallels` and `virtualbox`";

fn check(cx: &mut Check<'_>) {
    for registration in cx.workspace.registrations() {
        match &registration.runner.executor_name {
            Some(executor) if !executor.value.is_empty() => named(cx, executor),
            _ if !registration.is_whole => {
                let at = &registration.runner.place;
                let found = cx.report(at, "this runner has no `executor` and no `token` yet");
                found.severity(Severity::Info);
                found.help("`gitlab-runner register` writes both; without them GitLab Runner passes the runner over");
            }
            Some(executor) => {
                cx.report(&executor.place, "`executor` is empty").help(NAMES);
            }
            None => {
                let at = &registration.runner.place;
                cx.report(at, "this runner has no `executor`").help(NAMES);
            }
        }
    }
}

fn named(cx: &mut Check<'_>, executor: &Setting<String>) {
    let (name, version) = (executor.value.as_str(), cx.workspace.context.targets.runner.version);
    let meant = executor_meant(name).filter(|meant| is_executor(meant, version));
    let unknown = is_template(name) || is_stand_in(name) && meant.is_none();
    if is_executor(name, version) || unknown {
        return;
    }
    let written = meant.and_then(|meant| Some((meant, cx.set(&executor.place, meant)?)));
    let message = match executor_releases(name) {
        Some((_, Some(removed))) if removed <= version => {
            format!("GitLab Runner {removed} and later have no executor `{name}`")
        }
        Some((since, _)) => format!("GitLab Runner before {since} has no executor `{name}`"),
        None => format!("there is no executor `{}`", name.escape_debug()),
    };
    let found = cx.report(&executor.place, message);
    match written {
        Some((meant, written)) => found.fix(Some(written.fix(Safety::Safe, format!("write `{meant}`")))),
        None => found.help(NAMES),
    };
}
