//! Credentials for Docker Hub under a name that GitLab Runner does not take for it.

use crate::diagnostic::{Consequence, Fix, Safety, Severity};
use crate::edit::{Literal, Text};
use crate::model::registry_match::{authority, serves};
use crate::model::{AuthHome, Image, RegistryAuth, RegistryEntry, Workspace};
use crate::rule::{Check, Rule, Theme};
use crate::source::{Place, Role};

pub(super) static RULE: Rule = Rule {
    name: "docker-auth-hub-key",
    summary: "credentials for Docker Hub stand under a name that is never looked up",
    theme: Theme::Registry,
    severity: Severity::Error,
    consequences: &[Consequence::Ignored],
    needs: &[Role::DockerAuth],
    uses: &[Role::RunnerConfig, Role::Pipeline],
    keys: &[],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("docker_auth_hub_key.md"),
    check,
};

const DOCKER_HUB: &str = "https://index.docker.io/v1/";
const ALIASES: [&str; 4] = [
    "index.docker.io",
    "registry-1.docker.io",
    "hub.docker.com",
    "registry.hub.docker.com",
];

fn check(cx: &mut Check<'_>) {
    let version = cx.workspace.context.targets.runner.version;
    for auth in cx.workspace.registry_auths() {
        let is_known = |entry: &RegistryEntry| serves(&entry.registry, "ruby", version);
        if auth.registries.iter().any(is_known) || auth.has_helper {
            continue;
        }
        for entry in &auth.registries {
            let name = authority(&entry.registry);
            if !ALIASES.contains(&name.as_str()) || is_in_use(cx.workspace, &name) {
                continue;
            }
            let fix = fix(cx, &auth, entry);
            let message = "GitLab Runner never looks this name of Docker Hub up";
            let found = cx.report(&entry.key, message).fix(fix);
            found.help(format!("name Docker Hub \"{DOCKER_HUB}\", as `docker login` does"));
            // Other programs read that file, too, and some of them know this name.
            if auth.home == AuthHome::File {
                found.severity(Severity::Warning);
            }
        }
    }
}

/// Whether an image is pulled from the host of that name, which then needs credentials of its own.
fn is_in_use(workspace: &Workspace, name: &str) -> bool {
    let images = workspace.images();
    name != "index.docker.io" && images.into_iter().any(|image| names(image, name))
}

fn names(image: &Image, host: &str) -> bool {
    image
        .registry()
        .is_some_and(|registry| registry.eq_ignore_ascii_case(host))
}

fn fix(cx: &Check<'_>, auth: &RegistryAuth, entry: &RegistryEntry) -> Option<Fix> {
    let login = entry.auth.as_ref()?.value.clone();
    let auths = auth.auths.as_ref()?;
    let at = Place {
        span: auths.span,
        address: auths.address.key(DOCKER_HUB),
    };
    let login = Literal::Text(Text::new().secret(login));
    let added = cx.set(&at, Literal::Table(vec![("auth".to_owned(), login)]))?;
    Some(added.fix(Safety::Unsafe, format!("add the same credentials for \"{DOCKER_HUB}\"")))
}
