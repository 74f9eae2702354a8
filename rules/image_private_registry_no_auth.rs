//! Images of private registries that the credentials at hand have nothing for.

use crate::diagnostic::{Consequence, Severity};
use crate::model::registry_match::host;
use crate::rule::{Check, Rule, Theme};
use crate::schema::texts::Reach;
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "image-private-registry-no-auth",
    summary: "the credentials at hand have nothing for the registry of an image",
    theme: Theme::Registry,
    severity: Severity::Info,
    consequences: &[Consequence::JobFails],
    needs: &[Role::DockerAuth, Role::RunnerConfig],
    uses: &[Role::Pipeline],
    keys: &[],
    fix: None,
    since: "0.1.0",
    page: include_str!("image_private_registry_no_auth.md"),
    check,
};

/// Registries that anybody can pull from.
const PUBLIC: [&str; 17] = [
    "cgr.dev",
    "docker.elastic.co",
    "docker.n8n.io",
    "gcr.io",
    "ghcr.io",
    "k8s.gcr.io",
    "lscr.io",
    "mcr.microsoft.com",
    "nvcr.io",
    "public.ecr.aws",
    "quay.io",
    "registry.access.redhat.com",
    "registry.fedoraproject.org",
    "registry.hub.docker.com",
    "registry-1.docker.io",
    "registry.gitlab.com",
    "registry.k8s.io",
];

fn check(cx: &mut Check<'_>) {
    let auths: Vec<_> = cx.workspace.registry_auths().collect();
    if auths.is_empty() {
        return;
    }
    let verdicts = cx.workspace.judge(
        |meeting| {
            // Without its address nobody knows which registry is GitLab's own.
            let knows_gitlab = meeting.runner.is_some_and(|runner| runner.url.is_some());
            let unserved = meeting.unserved_images(&auths).into_iter();
            unserved.filter(move |image| knows_gitlab && image.near.is_empty() && !is_public(&image.registry))
        },
        |image| image.registry.clone(),
    );
    for verdict in verdicts.iter().filter(|verdict| verdict.is_certain()) {
        let registry = &verdict.fault.registry;
        let message = format!("the credentials at hand have nothing for `{registry}`");
        let found = cx.report(&verdict.fault.image.place, message);
        found.help("if it wants a login, add it to DOCKER_AUTH_CONFIG, here or in the web interface");
    }
}

fn is_public(registry: &str) -> bool {
    let host = host(registry);
    Reach::of(host) == Reach::Machine
        || PUBLIC.contains(&host)
        || host.ends_with(".pkg.dev")
        || host.ends_with(".gcr.io")
}
