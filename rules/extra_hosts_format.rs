//! Entries of `extra_hosts` that are not `name:address`.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::{ExtraHost, HostFault};
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "extra-hosts-format",
    summary: "Docker refuses an `extra_hosts` entry, and every job of the runner fails",
    theme: Theme::Network,
    severity: Severity::Error,
    consequences: &[Consequence::JobFails],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &["extra_hosts"],
    fix: Some(Safety::Safe),
    since: "0.1.0",
    page: include_str!("extra_hosts_format.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    let target = cx.workspace.context.targets.docker;
    for (_, docker) in cx.workspace.docker_executors() {
        for entry in &docker.extra_hosts.items {
            let (message, right) = match ExtraHost::fault(&entry.value, target) {
                Some(HostFault::Shape(right)) => ("this is not a name and an address with a colon between", right),
                Some(HostFault::Blanks(right)) => {
                    ("Docker 29 and later takes no blank before the address", Some(right))
                }
                Some(HostFault::NoAddress | HostFault::GatewayTooNew) | None => continue,
            };
            let written = right.as_deref().and_then(|right| cx.set(&entry.place, right));
            let found = cx.report(&entry.place, message);
            match written {
                Some(written) => found.fix(Some(written.fix(Safety::Safe, "write it as name and address"))),
                None => found.help("write it like \"registry.example.com:192.0.2.10\""),
            };
        }
    }
}
