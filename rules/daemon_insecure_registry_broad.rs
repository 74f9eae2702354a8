//! Entries of `insecure-registries` that take the protection from more than one registry of one's own.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::Setting;
use crate::rule::{Check, Rule, Theme};
use crate::schema::texts::Cidr;
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "daemon-insecure-registry-broad",
    summary: "images may come from anybody, because TLS is not checked for many registries",
    theme: Theme::Registry,
    severity: Severity::Warning,
    consequences: &[Consequence::Risk, Consequence::Ignored],
    needs: &[Role::DaemonConfig],
    uses: &[],
    keys: &[],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("daemon_insecure_registry_broad.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    let registries = cx
        .workspace
        .daemons()
        .flat_map(|daemon| &daemon.insecure_registries.items);
    for registry in registries {
        if let Some(network) = Cidr::parse(&registry.value) {
            of_network(cx, registry, network);
            continue;
        }
        let name = registry
            .value
            .split(':')
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase();
        if registry.value == "docker.io" {
            let found = cx.report(
                &registry.place,
                "dockerd checks the certificate of Docker Hub all the same",
            );
            found.severity(Severity::Info).consequence(Consequence::Ignored);
            found.help("take the entry out");
        } else if PUBLIC.contains(&name.as_str()) {
            let fix = cx.remove(&[&registry.place]);
            let found = cx.report(
                &registry.place,
                format!("`{name}` is not checked, though it has a valid certificate"),
            );
            found.note("whoever is on the way can give images of their own");
            found.fix(fix.map(|fix| fix.fix(Safety::Unsafe, "remove the entry")));
        }
    }
}

/// Public registries, all of which have certificates that every machine trusts.
const PUBLIC: [&str; 7] = [
    "registry.gitlab.com",
    "ghcr.io",
    "quay.io",
    "gcr.io",
    "mcr.microsoft.com",
    "public.ecr.aws",
    "registry.k8s.io",
];

fn of_network(cx: &mut Check<'_>, registry: &Setting<String>, network: Cidr) {
    let message = match network.length {
        0 => "no registry at all is checked",
        1..=15 if network.is_public() => "registries in a large part of the Internet are not checked",
        _ => return,
    };
    let found = cx.report(&registry.place, message);
    found.note("whoever is on the way can give images of their own, to every job");
    found.help("name the registry, or put its CA certificate into /etc/docker/certs.d/HOST:PORT/ca.crt");
}
