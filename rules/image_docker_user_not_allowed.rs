//! Users of runners and jobs that are not among those that runners allow.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::{List, Meeting, Setting};
use crate::rule::{Check, Rule, Theme, weigh};
use crate::schema::Version;
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "image-docker-user-not-allowed",
    summary: "a runner or a job names a user that the runner does not allow",
    theme: Theme::Executor,
    severity: Severity::Error,
    consequences: &[Consequence::JobFails],
    needs: &[Role::RunnerConfig],
    uses: &[Role::Pipeline],
    keys: &["allowed_users"],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("image_docker_user_not_allowed.md"),
    check,
};

/// The first release that reads `allowed_users`.
const READS_USERS: Version = Version::new(16, 8);

/// A user, and the list that does not have it.
struct Fault {
    user: Setting<String>,
    allowed: List<String>,
}

fn check(cx: &mut Check<'_>) {
    if cx.workspace.context.targets.runner.version < READS_USERS {
        return;
    }
    for verdict in cx.workspace.judge(refused, |fault| fault.user.place.span) {
        let Fault { user, allowed } = &verdict.fault;
        let name = &user.value;
        let added = cx.push(&allowed.place, &[name.as_str().into()]);
        let added = added.filter(|_| verdict.runner_titles().len() == 1);
        let message = match verdict.meeting.job {
            Some(job) => format!("`{}` runs as `{name}`, which its runner does not allow", job.name),
            None => format!("jobs run as `{name}`, which this runner does not allow"),
        };
        let found = cx.report(&user.place, message);
        found.label(allowed.place.span, "only these users are allowed");
        found.fix(added.map(|added| added.fix(Safety::Unsafe, format!("allow `{name}`"))));
        weigh(found, &verdict);
    }
}

/// The user of the runner itself, else that of the job.
fn refused(meeting: Meeting<'_>) -> Option<Fault> {
    let docker = meeting.runner?.docker_executor()?;
    let table = meeting.workspace.table(&docker.place)?;
    let allowed = table.texts("allowed_users");
    let own = table.text("user").filter(|user| !user.value.is_empty());
    let user = match (own, meeting.job) {
        (own, None) => own?,
        (None, Some(job)) => job.image_user("docker")?,
        // What the runner itself does wrong is said once.
        (Some(_), Some(_)) => return None,
    };
    let is_allowed = allowed
        .values()
        .any(|allowed| *allowed == user.value || allowed.contains('$'));
    let refused = !allowed.items.is_empty() && !is_allowed && !user.value.contains('$');
    refused.then_some(Fault { user, allowed })
}
