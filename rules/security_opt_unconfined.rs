//! Security options that switch a protection off.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::{Profile, Runner, Workspace};
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "security-opt-unconfined",
    summary: "a security option takes a wall between jobs and the host away",
    theme: Theme::Executor,
    severity: Severity::Warning,
    consequences: &[Consequence::Risk],
    needs: &[Role::RunnerConfig],
    uses: &[Role::Pipeline],
    keys: &["security_opt", "services_security_opt"],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("security_opt_unconfined.md"),
    check,
};

const OFF: [(&str, &str, &str); 4] = [
    ("seccomp", "unconfined", "jobs may make any system call"),
    ("apparmor", "unconfined", "AppArmor does not watch jobs"),
    ("label", "disable", "SELinux does not watch jobs"),
    (
        "systempaths",
        "unconfined",
        "jobs can write to the kernel's files under /proc and /sys",
    ),
];

fn check(cx: &mut Check<'_>) {
    if cx.workspace.context.profile == Profile::Default {
        return;
    }
    for (runner, docker) in cx.workspace.docker_executors() {
        let Some(table) = cx.workspace.table(&docker.place) else {
            continue;
        };
        let own = table.texts("security_opt").items;
        // Rootless Docker-in-Docker needs them, and is safer than what it stands in for.
        let services = table.texts("services_security_opt").items;
        let services = services
            .into_iter()
            .filter(|_| !has_rootless_dind(cx.workspace, runner));
        for option in own.into_iter().chain(services) {
            let Some((name, value)) = option.value.split_once(['=', ':']) else {
                continue;
            };
            let Some((_, _, message)) = OFF.iter().find(|(of, off, _)| *of == name && *off == value) else {
                continue;
            };
            let removed = cx.remove(&[&option.place]);
            let found = cx.report(&option.place, *message);
            found.fix(removed.map(|removed| removed.fix(Safety::Unsafe, "keep Docker's default")));
        }
    }
}

/// Whether a service that jobs of the runner may have is a daemon without root.
fn has_rootless_dind(workspace: &Workspace, runner: &Runner) -> bool {
    let lists = workspace.allow_lists_of(runner);
    let is_listed = lists
        .iter()
        .any(|list| list.globs.values().any(|glob| glob.contains("rootless")));
    let own = runner.docker_executor().map_or(&[][..], |docker| &docker.services);
    let services = own.iter().chain(workspace.jobs().flat_map(|job| &job.services));
    is_listed || services.into_iter().any(|service| service.image.value.rootless())
}
