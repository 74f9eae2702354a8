//! Entries of `extra_hosts` that name no address.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::{ExtraHost, HostFault, Setting};
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "extra-hosts-target-not-ip",
    summary: "an `extra_hosts` entry has no IP address, and every job of the runner fails",
    theme: Theme::Network,
    severity: Severity::Error,
    consequences: &[Consequence::JobFails],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &["extra_hosts"],
    fix: Some(Safety::Safe),
    since: "0.1.0",
    page: include_str!("extra_hosts_target_not_ip.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    let target = cx.workspace.context.targets.docker;
    for (_, docker) in cx.workspace.docker_executors() {
        for entry in &docker.extra_hosts.items {
            let Some(host) = ExtraHost::parse(&entry.value) else {
                continue;
            };
            match ExtraHost::fault(&entry.value, target) {
                Some(HostFault::NoAddress) => no_address(cx, entry, &host),
                Some(HostFault::GatewayTooNew) => {
                    let found = cx.report(&entry.place, "`host-gateway` is known to Docker since 20.10");
                    found.help(placeholder(&host));
                }
                _ => {}
            }
        }
    }
}

fn no_address(cx: &mut Check<'_>, entry: &Setting<String>, host: &ExtraHost<'_>) {
    let address = cx.workspace.context.address_of(host.address);
    let (right, safety) = match (address, host.address) {
        (Some(address), _) => (Some(address), Safety::Safe),
        // Docker has to know the word, and another machine may have been meant.
        (None, "host" | "docker-host") => (Some("host-gateway"), Safety::Unsafe),
        (None, _) => (None, Safety::Safe),
    };
    let written = right.and_then(|right| cx.set(&entry.place, format!("{}:{right}", host.name)));
    let found = cx.report(&entry.place, "what follows the colon is no IP address");
    match (written, right) {
        (Some(written), Some(right)) => found.fix(Some(written.fix(safety, format!("write {right}")))),
        _ => found.help(placeholder(host)),
    };
}

fn placeholder(host: &ExtraHost<'_>) -> String {
    let name = host.name;
    format!("write \"{name}:<ADDRESS>\" with the address that `getent ahosts {name}` prints on the Docker host")
}
