//! Users of runners that are not among those they allow.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::rule::{Check, Rule, Theme};
use crate::schema::Version;
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "image-docker-user-not-allowed",
    summary: "a runner runs jobs as a user that it does not allow",
    theme: Theme::Executor,
    severity: Severity::Error,
    consequences: &[Consequence::JobFails],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &["user"],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("image_docker_user_not_allowed.md"),
    check,
};

/// The first release that reads `allowed_users`.
const READS_USERS: Version = Version::new(16, 8);

fn check(cx: &mut Check<'_>) {
    if cx.workspace.context.targets.runner.version < READS_USERS {
        return;
    }
    for (_, docker) in cx.workspace.docker_executors() {
        let Some(table) = cx.workspace.table(&docker.place) else {
            continue;
        };
        let allowed = table.texts("allowed_users");
        let Some(user) = table.text("user").filter(|user| !user.value.is_empty()) else {
            continue;
        };
        let is_allowed = allowed
            .values()
            .any(|allowed| *allowed == user.value || allowed.contains('$'));
        if allowed.items.is_empty() || is_allowed || user.value.contains('$') {
            continue;
        }
        let added = cx.push(&allowed.place, &[user.value.as_str().into()]);
        let message = format!("jobs run as `{}`, which this runner does not allow", user.value);
        let found = cx.report(&user.place, message);
        found.label(allowed.place.span, "only these users are allowed");
        found.fix(added.map(|added| added.fix(Safety::Unsafe, format!("allow `{}`", user.value))));
    }
}
