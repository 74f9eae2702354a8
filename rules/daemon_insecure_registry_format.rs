//! Entries of `insecure-registries` that dockerd does not start with.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::rule::{Check, Rule, Theme};
use crate::schema::texts::{InsecureFault, has_placeholder, insecure_registry_meant};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "daemon-insecure-registry-format",
    summary: "dockerd does not start because of an insecure registry",
    theme: Theme::Registry,
    severity: Severity::Error,
    consequences: &[Consequence::StartFails, Consequence::Advice],
    needs: &[Role::DaemonConfig],
    uses: &[],
    keys: &[],
    fix: Some(Safety::Safe),
    since: "0.1.0",
    page: include_str!("daemon_insecure_registry_format.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    let registries = cx
        .workspace
        .daemons()
        .flat_map(|daemon| &daemon.insecure_registries.items);
    for registry in registries {
        let Some(fault) = InsecureFault::of(&registry.value).filter(|_| !has_placeholder(&registry.value)) else {
            continue;
        };
        let (message, help) = explained(fault);
        let meant = insecure_registry_meant(&registry.value);
        let fix = meant.and_then(|meant| {
            let safety = match fault.is_mended() {
                true => Safety::Safe,
                false => Safety::Unsafe,
            };
            Some(cx.set(&registry.place, meant)?.fix(safety, format!("write `{meant}`")))
        });
        let found = cx.report(&registry.place, message).help(help).fix(fix);
        if fault.is_mended() {
            found.severity(Severity::Warning).consequence(Consequence::Advice);
        }
    }
}

/// What is wrong, and what to do.
fn explained(fault: InsecureFault) -> (&'static str, &'static str) {
    let form = "write HOST, HOST:PORT, an address, or a network such as 10.1.0.0/16";
    match fault {
        InsecureFault::Empty => ("an insecure registry without a name", "take the entry out"),
        InsecureFault::Http => (
            "an insecure registry with a scheme, which dockerd takes off with a warning",
            form,
        ),
        InsecureFault::Scheme => ("an insecure registry with a scheme", form),
        InsecureFault::Path => ("an insecure registry with a path", "end it after the host and port"),
        InsecureFault::Wildcard => (
            "an insecure registry with a `*`, which dockerd does not know",
            "write every host, or the network of their addresses: 10.1.0.0/16",
        ),
        InsecureFault::Several => (
            "several insecure registries in one string",
            "make each of them a string of the list",
        ),
        InsecureFault::Blank => ("an insecure registry with a blank in it", form),
        InsecureFault::Length => ("an insecure registry that is no network", form),
        InsecureFault::Port => ("an insecure registry whose port is no port", form),
        InsecureFault::Hyphen => ("an insecure registry that begins or ends with a hyphen", form),
        InsecureFault::Host => ("an insecure registry that is no host", form),
    }
}
