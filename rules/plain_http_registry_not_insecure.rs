//! Registries at bare addresses that dockerd asks for a certificate.

use std::collections::HashSet;

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::edit::Literal;
use crate::model::Known;
use crate::rule::{Check, Rule, Theme};
use crate::schema::texts::{HostPort, is_ip};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "plain-http-registry-not-insecure",
    summary: "images come from a bare address, which dockerd asks for a certificate",
    theme: Theme::Registry,
    severity: Severity::Info,
    consequences: &[Consequence::JobFails],
    needs: &[Role::RunnerConfig, Role::DaemonConfig],
    uses: &[Role::Pipeline],
    keys: &[],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("plain_http_registry_not_insecure.md"),
    check,
};

/// Ports at which registries usually speak TLS.
const TLS: [&str; 3] = ["443", "5443", "8443"];

fn check(cx: &mut Check<'_>) {
    let workspace = cx.workspace;
    for daemon in workspace.daemons() {
        let mut seen = HashSet::new();
        for image in workspace.images_of(daemon) {
            let Some(registry) = image.value.registry().filter(|registry| seen.insert(*registry)) else {
                continue;
            };
            let bare = HostPort::split(registry).is_ok_and(|parts| is_ip(parts.host) && !TLS.contains(&parts.port));
            // Another port of the host is told by insecure-registry-port-mismatch.
            let near = daemon.insecure_entry_of_host(registry).is_some();
            if !bare || near || !matches!(daemon.is_insecure(registry), Known::Is(false)) {
                continue;
            }
            let add = cx.add(&daemon.insecure_registries.place, &[Literal::from(registry)]);
            let found = cx.report(&image.place, format!("dockerd asks `{registry}` for a certificate"));
            found.label(
                daemon.insecure_registries.place.span,
                "it is not among the `insecure-registries`",
            );
            found.help(
                "registries at bare addresses hardly ever have one; give it a name and a certificate, or list it",
            );
            found.fix(add.map(|add| add.fix(Safety::Unsafe, "do without")));
        }
    }
}
