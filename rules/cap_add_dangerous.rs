//! Capabilities that undo the walls of a container.

use crate::diagnostic::{Consequence, Severity};
use crate::model::Profile;
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "cap-add-dangerous",
    summary: "jobs get a capability that leads out of their container",
    theme: Theme::Executor,
    severity: Severity::Warning,
    consequences: &[Consequence::Risk],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &["cap_add"],
    fix: None,
    since: "0.1.0",
    page: include_str!("cap_add_dangerous.md"),
    check,
};

/// Capabilities with which a process leaves its container, or sees and changes what belongs to the host.
///
/// Source: CIS Docker Benchmark 1.6, 5.3; man 7 capabilities.
const DANGEROUS: [&str; 8] = [
    "ALL",
    "SYS_ADMIN",
    "SYS_PTRACE",
    "SYS_MODULE",
    "SYS_RAWIO",
    "NET_ADMIN",
    "DAC_READ_SEARCH",
    "BPF",
];

fn check(cx: &mut Check<'_>) {
    if cx.workspace.context.profile == Profile::Default {
        return;
    }
    let docker = cx.workspace.docker_executors().map(|(_, docker)| &docker.place);
    let pods = cx
        .workspace
        .runners()
        .iter()
        .filter_map(|runner| runner.kubernetes_executor());
    let places: Vec<_> = docker.chain(pods.map(|pods| &pods.place)).collect();
    for place in places {
        let Some(table) = cx.workspace.table(place) else {
            continue;
        };
        let dropped: Vec<String> = table.texts("cap_drop").values().map(|name| plain(name)).collect();
        for added in &table.texts("cap_add").items {
            let name = plain(&added.value);
            // What becomes of a capability in both lists, the executors decide in different ways.
            if !DANGEROUS.contains(&name.as_str()) || dropped.contains(&name) {
                continue;
            }
            let is_all = name == "ALL";
            let message = match is_all {
                true => "jobs get every capability".to_owned(),
                false => format!("jobs get the capability {name}"),
            };
            let found = cx.report(&added.place, message);
            found.note("with it a job can leave its container, or change what belongs to the host");
            found.help("add only the capabilities that jobs need, or give them a runner of their own");
            if is_all {
                found.severity(Severity::Error);
            }
        }
    }
}

/// The name as man 7 capabilities has it, without `CAP_`.
fn plain(name: &str) -> String {
    let name = name.to_ascii_uppercase();
    name.strip_prefix("CAP_").unwrap_or(&name).to_owned()
}
