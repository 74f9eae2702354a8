//! Credentials for registries that are no base64 of `user:password`.

use crate::diagnostic::{Consequence, Fix, Safety, Severity};
use crate::edit::{Literal, Text};
use crate::model::Setting;
use crate::rule::{Check, Rule, Theme};
use crate::secret::{AuthForm, Secret};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "docker-auth-bad-base64",
    summary: "an `auth` is no base64 of USER:PASSWORD",
    theme: Theme::Registry,
    severity: Severity::Error,
    consequences: &[Consequence::JobFails],
    needs: &[Role::DockerAuth],
    uses: &[Role::RunnerConfig, Role::Pipeline],
    keys: &[],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("docker_auth_bad_base64.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for auth in cx.workspace.registry_auths() {
        for login in auth.registries.iter().filter_map(|entry| entry.auth.as_ref()) {
            if login.value.is_filled_in_later() {
                continue;
            }
            let message = match login.value.docker_auth_form() {
                AuthForm::UserAndPassword => continue,
                AuthForm::NotBase64 => "this is no base64, so no credential of this source is used",
                AuthForm::NoColon => {
                    "this is base64 of something without a colon, so no credential of this source is used"
                }
                AuthForm::NoUser => {
                    "this is base64 of a password without a user, so no credential of this source is used"
                }
                AuthForm::TrailingNewline => "a line feed is part of this password",
            };
            let fix = without_line_feed(cx, login);
            let found = cx.report(&login.place, message).fix(fix);
            if login.value.docker_auth_form() == AuthForm::TrailingNewline {
                found.note("`echo` without `-n` made it");
            }
            found.help("write what `printf '%s' 'USER:PASSWORD' | base64 -w0` prints");
        }
    }
}

fn without_line_feed(cx: &Check<'_>, login: &Setting<Secret>) -> Option<Fix> {
    if login.value.docker_auth_form() != AuthForm::TrailingNewline {
        return None;
    }
    let sound = login.value.docker_auth_without_newline()?;
    let set = cx.set(&login.place, Literal::Text(Text::new().secret(sound)))?;
    Some(set.fix(Safety::Unsafe, "take the line feed off the password"))
}
