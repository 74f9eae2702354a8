//! Credentials for registries that stand where others read them.

use crate::diagnostic::{Consequence, Severity};
use crate::model::{AuthHome, RegistryAuth, RegistryEntry};
use crate::rule::{Check, Rule, Theme};
use crate::secret::AuthForm;
use crate::source::{Place, Role};

pub(super) static RULE: Rule = Rule {
    name: "docker-auth-secret-inline",
    summary: "credentials for a registry are written out where others read them",
    theme: Theme::Registry,
    severity: Severity::Warning,
    consequences: &[Consequence::Risk],
    needs: &[Role::DockerAuth],
    uses: &[Role::RunnerConfig, Role::Pipeline],
    keys: &[],
    fix: None,
    since: "0.1.0",
    page: include_str!("docker_auth_secret_inline.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    let sources = &cx.workspace.sources;
    for auth in cx.workspace.registry_auths() {
        let Some(place) = written_out(&auth).filter(|_| auth.home == AuthHome::Variable) else {
            continue;
        };
        match sources.get(sources.host(auth.file)).role {
            Role::Pipeline => {
                let message = "whoever can read the repository can read these credentials";
                cx.report(place, message).help(
                    "define DOCKER_AUTH_CONFIG as a CI/CD variable of the project or group, and change the password",
                );
            }
            _ => {
                let message = "every job of this runner can read these credentials";
                cx.report(place, message).severity(Severity::Info).help(
                    "jobs do not see credentials in ~/.docker/config.json of the user that GitLab Runner runs as; \
                     those of a user that can only pull do the least harm",
                );
            }
        }
    }
}

/// The first secret that is one: base64 that decodes, or a password, and no example of a manual.
fn written_out(auth: &RegistryAuth) -> Option<&Place> {
    auth.registries.iter().find_map(secret)
}

fn secret(entry: &RegistryEntry) -> Option<&Place> {
    if let Some(auth) = &entry.auth {
        let is_login = matches!(
            auth.value.docker_auth_form(),
            AuthForm::UserAndPassword | AuthForm::TrailingNewline
        );
        let is_known = auth.value.docker_auth_well_known().is_some();
        return (is_login && !is_known).then_some(&auth.place);
    }
    let password = entry.password.as_ref()?;
    let is_known = entry
        .user
        .as_ref()
        .is_some_and(|user| password.value.well_known_password(user).is_some());
    (!is_known && !password.value.is_filled_in_later()).then_some(&password.place)
}
