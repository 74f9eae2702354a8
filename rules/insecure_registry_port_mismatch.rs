//! Insecure registries that are listed with another port than images name.

use std::collections::HashSet;

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::edit::Literal;
use crate::model::Known;
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "insecure-registry-port-mismatch",
    summary: "an insecure registry is listed with another port than images name",
    theme: Theme::Registry,
    severity: Severity::Info,
    consequences: &[Consequence::JobFails],
    needs: &[Role::RunnerConfig, Role::DaemonConfig],
    uses: &[Role::Pipeline],
    keys: &[],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("insecure_registry_port_mismatch.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    let workspace = cx.workspace;
    for daemon in workspace
        .daemons()
        .filter(|daemon| !daemon.insecure_registries.items.is_empty())
    {
        let images = workspace.images_of(daemon);
        let used: HashSet<&str> = images.iter().filter_map(|image| image.value.registry()).collect();
        let mut seen = HashSet::new();
        for image in images {
            let Some(registry) = image.value.registry().filter(|registry| seen.insert(*registry)) else {
                continue;
            };
            // An entry that other images need is no mistake.
            let listed = daemon
                .insecure_entry_of_host(registry)
                .filter(|entry| !used.contains(entry.value.as_str()));
            let (Some(listed), Known::Is(false)) = (listed, daemon.is_insecure(registry)) else {
                continue;
            };
            let add = cx.push(&daemon.insecure_registries.place, &[Literal::from(registry)]);
            let found = cx.report(
                &listed.place,
                format!("this does not cover `{registry}`, which images name"),
            );
            found.label(image.place.span, "with another port it is another registry");
            found.help("if that registry has a certificate that this machine trusts, nothing is missing");
            found.fix(add.map(|add| add.fix(Safety::Unsafe, "list it, too")));
        }
    }
}
