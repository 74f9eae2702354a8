//! Registries with `http://` before them, which some releases of GitLab Runner do not find.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::registry_match::{authority, is_taken_off};
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "docker-auth-http-key",
    summary: "GitLab Runner 17.5 to 18.0 does not find registries with `http://` before them",
    theme: Theme::Registry,
    severity: Severity::Error,
    consequences: &[Consequence::Ignored],
    needs: &[Role::DockerAuth],
    uses: &[Role::RunnerConfig, Role::Pipeline],
    keys: &[],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("docker_auth_http_key.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    let version = cx.workspace.context.targets.runner.version;
    if is_taken_off("http", version) {
        return;
    }
    for auth in cx.workspace.registry_auths() {
        for entry in &auth.registries {
            let scheme = entry.registry.split_once("://").map(|(scheme, _)| scheme);
            if !scheme.is_some_and(|scheme| scheme.eq_ignore_ascii_case("http")) {
                continue;
            }
            let registry = authority(&entry.registry);
            let is_taken = auth.registries.iter().any(|other| other.registry == registry);
            let renamed = cx.rename(&entry.key, &registry).filter(|_| !is_taken);
            let fix = renamed.map(|renamed| renamed.fix(Safety::Unsafe, format!("write `{registry}`")));
            let found = cx.report(
                &entry.key,
                format!("GitLab Runner {version} does not find a registry with `http://`"),
            );
            found.note("these credentials are not used").fix(fix);
            found.help("write the registry without `http://`; 18.1 finds it either way");
        }
    }
}
