//! Credential helpers that GitLab Runner refuses to start.

use crate::diagnostic::{Consequence, Severity};
use crate::rule::{Check, Rule, Theme};
use crate::schema::texts::is_template;
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "docker-auth-creds-helper",
    summary: "a credential helper is named by a path, which fails every job",
    theme: Theme::Registry,
    severity: Severity::Error,
    consequences: &[Consequence::JobFails],
    needs: &[Role::DockerAuth],
    uses: &[Role::RunnerConfig, Role::Pipeline],
    keys: &[],
    fix: None,
    since: "0.1.0",
    page: include_str!("docker_auth_creds_helper.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for auth in cx.workspace.registry_auths() {
        for helper in &auth.helpers {
            let name = helper.value.as_str();
            if is_template(name) || !(name.is_empty() || name.contains('/')) {
                continue;
            }
            let message = match name {
                "" => "a credential helper has no name, so GitLab Runner fails every job",
                _ => "a credential helper is named by a path, so GitLab Runner fails every job",
            };
            let found = cx.report(&helper.place, message);
            found.note("`path traversal is not allowed`");
            found.help("write NAME of a program `docker-credential-NAME` that lies in a folder of PATH");
        }
    }
}
