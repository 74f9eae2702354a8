//! Privileges for whatever image a job names.

use crate::diagnostic::{Consequence, Severity};
use crate::model::Profile;
use crate::rule::{Check, Rule, Theme};
use crate::schema::Version;
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "privileged-unrestricted",
    summary: "every image that a job names runs privileged",
    theme: Theme::Executor,
    severity: Severity::Warning,
    consequences: &[Consequence::Risk],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &[],
    fix: None,
    since: "0.1.0",
    page: include_str!("privileged_unrestricted.md"),
    check,
};

/// The first release that can keep privileges to some images.
const LIMITS_PRIVILEGES: Version = Version::new(16, 1);

fn check(cx: &mut Check<'_>) {
    let context = &cx.workspace.context;
    if context.profile == Profile::Default || context.targets.runner.version < LIMITS_PRIVILEGES {
        return;
    }
    let executors = cx.workspace.docker_executors();
    for (runner, docker) in executors.filter(|(runner, _)| cx.workspace.is_whole(runner)) {
        let lists = cx.workspace.allow_lists_of(runner);
        let limits = |keys: [&str; 2]| lists.iter().any(|list| keys.contains(&list.key));
        let images = docker.privileged.value && !limits(["allowed_images", "allowed_privileged_images"]);
        let services = docker.services_are_privileged() && !limits(["allowed_services", "allowed_privileged_services"]);
        let (message, help) = match (images, services) {
            (true, true) => (
                "every image and service that a job names is privileged",
                "list those that need it under `allowed_privileged_images` and `allowed_privileged_services`",
            ),
            (true, false) => (
                "every image that a job names is privileged",
                "list those that need it under `allowed_privileged_images`",
            ),
            (false, true) => (
                "every service that a job names is privileged",
                "list those that need it, like allowed_privileged_services = [\"docker:*-dind\"]",
            ),
            (false, false) => continue,
        };
        let services_only = docker.services_privileged.as_ref().filter(|_| !images);
        let at = services_only.unwrap_or(&docker.privileged).place.clone();
        let found = cx.report(&at, message);
        found.note("whoever can run a job is root on the host");
        found.help(help);
    }
}
