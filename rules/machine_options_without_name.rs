//! Options for the name of a machine that have no place for it.

use crate::diagnostic::{Consequence, Severity};
use crate::rule::{Check, Rule, Theme};
use crate::schema::Version;
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "machine-options-without-name",
    summary: "GitLab Runner refuses config.toml for an option without `%s` in `MachineOptionsWithName`",
    theme: Theme::Scaling,
    severity: Severity::Error,
    consequences: &[Consequence::Refused],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &["MachineOptionsWithName"],
    fix: None,
    since: "0.1.0",
    page: include_str!("machine_options_without_name.md"),
    check,
};

/// The first release that knows the key, and checks it.
const SINCE: Version = Version::new(18, 6);

fn check(cx: &mut Check<'_>) {
    if cx.workspace.context.targets.runner.version < SINCE {
        return;
    }
    let runners = cx.workspace.runners().iter();
    let machines = runners.filter_map(|runner| cx.workspace.table(&runner.place)?.table("machine"));
    let options: Vec<_> = machines
        .flat_map(|machine| machine.texts("MachineOptionsWithName").items)
        .filter(|option| !option.value.contains("%s"))
        .collect();
    for option in options {
        // The option itself may hold a key of the cloud.
        let found = cx.report(&option.place, "this option has no `%s` for the name of the machine");
        found.help("write `%s` where the name goes, or move the option to `MachineOptions`");
    }
}
