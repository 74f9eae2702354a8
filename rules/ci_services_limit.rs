//! Jobs with more services than their runner allows.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::{Meeting, Setting};
use crate::rule::{Check, Rule, Theme, weigh};
use crate::schema::Version;
use crate::source::{Place, Role};

pub(super) static RULE: Rule = Rule {
    name: "ci-services-limit",
    summary: "a job has more services than its runner allows, those of the runner included",
    theme: Theme::Images,
    severity: Severity::Error,
    consequences: &[Consequence::JobFails],
    needs: &[Role::RunnerConfig],
    uses: &[Role::Pipeline],
    keys: &["services_limit"],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("ci_services_limit.md"),
    check,
};

/// The first release that reads `services_limit`.
const READS_LIMIT: Version = Version::new(16, 9);

struct Fault<'w> {
    limit: Setting<i64>,
    count: usize,
    own: usize,
    excess: Option<&'w Place>,
}

fn check(cx: &mut Check<'_>) {
    if cx.workspace.context.targets.runner.version < READS_LIMIT {
        return;
    }
    let verdicts = cx.workspace.judge(too_many, |fault| {
        fault.excess.map_or(fault.limit.place.span, |place| place.span)
    });
    for verdict in verdicts {
        let Fault {
            limit,
            count,
            own,
            excess,
        } = &verdict.fault;
        let allowed = limit.value;
        let raise = i64::try_from(*count).ok().and_then(|count| cx.set(&limit.place, count));
        let message = match (verdict.meeting.job, own) {
            (None, _) => "the runner itself starts more services than it allows".to_owned(),
            (Some(job), 0) => format!("`{}` has {count} services, more than its runner allows", job.name),
            (Some(job), _) => format!(
                "`{}` and its runner have {count} services, more than the runner allows",
                job.name
            ),
        };
        let found = cx.report(excess.unwrap_or(&limit.place), message);
        if excess.is_some() {
            found.label(limit.place.span, format!("the limit is {allowed}"));
        }
        found.fix(raise.map(|raise| raise.fix(Safety::Unsafe, format!("allow {count}"))));
        weigh(found, &verdict);
    }
}

fn too_many(meeting: Meeting<'_>) -> Option<Fault<'_>> {
    let docker = meeting.runner?.docker_executor()?;
    let limit = meeting.workspace.table(&docker.place)?.number("services_limit")?;
    let allowed = usize::try_from(limit.value).ok()?;
    let own = meeting.runner_services().len();
    let count = own + meeting.job_services().len();
    // What the runner has too much of itself is said once, not for every job.
    let said = meeting.job.is_some() && own > allowed;
    let first = meeting.job_services().get(allowed.saturating_sub(own));
    (count > allowed && !said).then_some(Fault {
        limit,
        count,
        own,
        excess: first.map(|service| &service.place),
    })
}
