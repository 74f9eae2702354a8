//! Credentials that everybody knows.

use crate::diagnostic::{Consequence, Severity};
use crate::model::RegistryEntry;
use crate::model::registry_match::{authority, host};
use crate::rule::{Check, Rule, Theme};
use crate::schema::texts::Reach;
use crate::secret::WellKnown;
use crate::source::{Place, Role};

pub(super) static RULE: Rule = Rule {
    name: "docker-auth-default-credentials",
    summary: "credentials for a registry are ones that everybody knows",
    theme: Theme::Registry,
    severity: Severity::Error,
    consequences: &[Consequence::Risk, Consequence::JobFails],
    needs: &[Role::DockerAuth],
    uses: &[Role::RunnerConfig, Role::Pipeline],
    keys: &[],
    fix: None,
    since: "0.1.0",
    page: include_str!("docker_auth_default_credentials.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for auth in cx.workspace.registry_auths() {
        for entry in &auth.registries {
            let Some((place, known)) = well_known(entry) else {
                continue;
            };
            match known {
                WellKnown::Default if is_here(&entry.registry) => {}
                WellKnown::Default => {
                    let message = "a product is installed with this user and password";
                    let found = cx.report(place, message);
                    found
                        .help("change the password in the registry, then here; better, make a user that can only pull");
                }
                WellKnown::Example => {
                    let message = "these are the user and password of an example in a manual";
                    let found = cx.report(place, message).consequence(Consequence::JobFails);
                    found.severity(Severity::Warning).help("write those of the registry");
                }
            }
        }
    }
}

fn well_known(entry: &RegistryEntry) -> Option<(&Place, WellKnown)> {
    if let Some(auth) = &entry.auth {
        return Some((&auth.place, auth.value.docker_auth_well_known()?));
    }
    let password = entry.password.as_ref()?;
    Some((
        &password.place,
        password.value.well_known_password(entry.user.as_ref()?)?,
    ))
}

/// A registry that only this machine reaches.
fn is_here(key: &str) -> bool {
    Reach::of(host(&authority(key))) == Reach::Machine
}
