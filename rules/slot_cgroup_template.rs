//! Templates of control groups that are the same for every slot.

use crate::diagnostic::{Consequence, Severity};
use crate::model::{Executor, Table};
use crate::rule::{Check, Rule, Theme};
use crate::schema::Version;
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "slot-cgroup-template",
    summary: "all jobs share one control group, because its template has no `${slot}`",
    theme: Theme::Scaling,
    severity: Severity::Warning,
    consequences: &[Consequence::WrongResult],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &["use_slot_cgroups"],
    fix: None,
    since: "0.1.0",
    page: include_str!("slot_cgroup_template.md"),
    check,
};

/// The first release that knows slots.
const SINCE: Version = Version::new(18, 6);

fn check(cx: &mut Check<'_>) {
    if cx.workspace.context.targets.runner.version < SINCE {
        return;
    }
    let mut templates = Vec::new();
    for runner in cx.workspace.runners() {
        // Other executors have no slots, and then no group is set at all.
        let has_slots = matches!(runner.executor, Executor::DockerAutoscaler | Executor::Instance);
        let table = cx.workspace.table(&runner.place).filter(|_| has_slots);
        let on = |table: &Table<'_>| table.flag("use_slot_cgroups").is_some_and(|on| on.value);
        let Some(table) = table.filter(on) else { continue };
        let docker = table.table("docker");
        templates.extend(table.text("slot_cgroup_template"));
        templates.extend(docker.and_then(|docker| docker.text("service_slot_cgroup_template")));
    }
    for template in templates {
        if !template.value.is_empty() && !names_slot(&template.value) {
            let found = cx.report(&template.place, "every job gets the same control group");
            found.help("write `${slot}` where the number of the slot goes: \"gitlab-runner/slot-${slot}\"");
        }
    }
}

/// Whether Go's `os.Expand` finds `${slot}` or `$slot`.
fn names_slot(template: &str) -> bool {
    let word = |c: char| c == '_' || c.is_ascii_alphanumeric();
    template.split('$').skip(1).any(|rest| {
        let bare = rest.strip_prefix("slot").is_some_and(|after| !after.starts_with(word));
        bare || rest.starts_with("{slot}")
    })
}
