//! Credentials for registries under keys that config.toml does not have.

use crate::diagnostic::{Consequence, Fix, Safety, Severity};
use crate::edit::{Literal, Text};
use crate::model::{Credential, LostCredentials};
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "auth-config-key",
    summary: "registry credentials stand under a key that GitLab Runner ignores",
    theme: Theme::Registry,
    severity: Severity::Warning,
    consequences: &[Consequence::Ignored],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &[],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("auth_config_key.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for lost in cx.workspace.lost_credentials() {
        let mut fix = fix(cx, &lost);
        for key in &lost.keys {
            let message = format!("`{}` is not a key of {}", key.key, key.table.title());
            let found = cx.report(&key.place, message);
            found.note("GitLab Runner uses no credentials from here");
            found.help(
                "credentials belong in the CI/CD variable DOCKER_AUTH_CONFIG, in `environment` under that name, \
                 or in ~/.docker/config.json of the user that GitLab Runner runs as",
            );
            // One fix moves all credentials of the runner.
            found.fix(fix.take());
        }
    }
}

fn fix(cx: &Check<'_>, lost: &LostCredentials<'_>) -> Option<Fix> {
    let entry = Literal::Text(docker_auth_config(lost.logins.as_ref()?));
    let list = &lost.environment;
    let mut moved = if list.is_set() {
        cx.push(&list.place, &[entry])?
    } else {
        cx.set(&list.place, Literal::List(vec![entry]))?
    };
    for keys in lost.keys_by_table() {
        moved = moved.and(cx.remove(&keys)?);
    }
    Some(moved.fix(Safety::Unsafe, "write it as DOCKER_AUTH_CONFIG in `environment`"))
}

/// The entry of `environment` for these logins.
fn docker_auth_config(logins: &[Credential]) -> Text {
    let mut text = Text::from("DOCKER_AUTH_CONFIG={\"auths\":{");
    for (index, login) in logins.iter().enumerate() {
        let comma = if index == 0 { "" } else { "," };
        text = text
            .plain(format!("{comma}\"{}\":{{\"auth\":\"", login.registry))
            .secret(login.auth.clone())
            .plain("\"}");
    }
    text.plain("}}")
}
