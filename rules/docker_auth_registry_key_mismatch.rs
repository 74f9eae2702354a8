//! Credentials for another port or path than the one that images are pulled from.

use crate::diagnostic::{Consequence, Fix, Safety, Severity};
use crate::edit::{Literal, Text};
use crate::model::Near;
use crate::model::registry_match::authority;
use crate::rule::{Check, Rule, Theme, weigh};
use crate::source::{Place, Role};

pub(super) static RULE: Rule = Rule {
    name: "docker-auth-registry-key-mismatch",
    summary: "credentials are for another port or spelling of a registry than images name",
    theme: Theme::Registry,
    severity: Severity::Warning,
    consequences: &[Consequence::JobFails],
    needs: &[Role::DockerAuth],
    uses: &[Role::RunnerConfig, Role::Pipeline],
    keys: &[],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("docker_auth_registry_key_mismatch.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    let auths: Vec<_> = cx.workspace.registry_auths().collect();
    if auths.is_empty() {
        return;
    }
    let verdicts = cx.workspace.judge(
        |meeting| {
            meeting
                .unserved_images(&auths)
                .into_iter()
                .filter(|image| !image.near.is_empty())
        },
        |image| {
            (
                image.near.first().map(|near| near.entry.key.span),
                image.registry.clone(),
            )
        },
    );
    for verdict in verdicts {
        let (near, registry) = (&verdict.fault.near, &verdict.fault.registry);
        let Some(first) = near.first() else { continue };
        let key = &first.entry.registry;
        let message = format!("GitLab Runner does not use these credentials for images of `{registry}`");
        let fix = fix(cx, near, registry);
        let found = cx.report(&first.entry.key, message);
        found.note(match authority(key) == *registry {
            true => "a path after the registry is compared, too",
            false => "the port has to be the same",
        });
        found.label(verdict.fault.image.place.span, "pulled without credentials");
        found.help(format!("add an entry for `{registry}`")).fix(fix);
        weigh(found, &verdict);
    }
}

/// The same credentials once more; if there are several near ones, only the admin knows which.
fn fix(cx: &Check<'_>, near: &[Near<'_>], registry: &str) -> Option<Fix> {
    let [near] = near else { return None };
    let login = near.entry.auth.as_ref()?.value.clone();
    let auths = near.auth.auths.as_ref()?;
    let at = Place {
        span: auths.span,
        address: auths.address.key(registry),
    };
    let login = Literal::Text(Text::new().secret(login));
    let added = cx.set(&at, Literal::Table(vec![("auth".to_owned(), login)]))?;
    Some(added.fix(Safety::Unsafe, format!("add the same credentials for `{registry}`")))
}
