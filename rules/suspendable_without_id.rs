//! Runners with suspendable environments that do not know their own number.

use crate::diagnostic::{Consequence, Severity};
use crate::rule::{Check, Rule, Theme};
use crate::schema::Version;
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "suspendable-without-id",
    summary: "a runner suspends the environments of jobs, but cannot be found when they are resumed",
    theme: Theme::Versions,
    severity: Severity::Error,
    consequences: &[Consequence::JobFails],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &["feature_flags"],
    fix: None,
    since: "0.1.0",
    page: include_str!("suspendable_without_id.md"),
    check,
};

const FLAG: &str = "FF_SUSPENDABLE_ENVIRONMENTS";
/// The first release that has the flag.
const KNOWS_FLAG: Version = Version::new(19, 0);

fn check(cx: &mut Check<'_>) {
    if cx.workspace.context.targets.runner.version < KNOWS_FLAG {
        return;
    }
    for runner in cx.workspace.runners() {
        let Some(table) = cx.workspace.table(&runner.place) else {
            continue;
        };
        let registered = cx.workspace.sources.get(runner.file).role == Role::RunnerConfig;
        let id = table.number("id");
        if !registered || id.as_ref().is_some_and(|id| id.value > 0) {
            continue;
        }
        let flags = table.table("feature_flags");
        let flag = flags.and_then(|flags| {
            let mut entries = flags.cursor.entries();
            let (_, value) = entries.find(|(entry, _)| entry.key.value == FLAG)?;
            value.node.as_bool().filter(|on| *on)?;
            Some(value.place())
        });
        if let Some(flag) = flag {
            let found = cx.report(
                &flag,
                "jobs suspended by this runner cannot be resumed, because it has no `id`",
            );
            found.help("the `id` stands on the runner's page in GitLab: write it into [[runners]]");
        }
    }
}
