//! Pull secrets of pods that are not used, or cannot exist.

use crate::diagnostic::{Consequence, Severity};
use crate::model::Setting;
use crate::rule::{Check, Rule, Theme};
use crate::schema::Version;
use crate::schema::texts::is_dns_subdomain;
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "k8s-image-pull-secrets",
    summary: "pull secrets of a runner are not used, or cannot exist, and private images are not pulled",
    theme: Theme::Kubernetes,
    severity: Severity::Warning,
    consequences: &[Consequence::Ignored],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &["kubernetes"],
    fix: None,
    since: "0.1.0",
    page: include_str!("k8s_image_pull_secrets.md"),
    check,
};

/// The first release that can leave the pull secrets to the service account.
const OF_SERVICE_ACCOUNT: Version = Version::new(16, 9);

fn check(cx: &mut Check<'_>) {
    let version = cx.workspace.context.targets.runner.version;
    let tables = cx.workspace.kubernetes_tables().map(|(_, table)| table);
    let found: Vec<_> = tables
        .map(|table| {
            let of_account = table.flag("use_service_account_image_pull_secrets");
            let of_account = of_account.filter(|flag| flag.value && version >= OF_SERVICE_ACCOUNT);
            (table.texts("image_pull_secrets"), of_account)
        })
        .collect();
    for (secrets, of_account) in found {
        match of_account {
            Some(of_account) if !secrets.items.is_empty() => {
                let found = cx.report(&secrets.place, "GitLab Runner does not use these pull secrets");
                found.label(
                    of_account.place.span,
                    "with this it leaves all pull secrets to the service account",
                );
                found.help("remove one of the two, or add the secrets to the service account");
            }
            Some(_) | None => unnamed(cx, &secrets.items),
        }
    }
}

fn unnamed(cx: &mut Check<'_>, secrets: &[Setting<String>]) {
    let is_name = |text: &str| text.contains('$') || is_dns_subdomain(text);
    for secret in secrets.iter().filter(|secret| !is_name(&secret.value)) {
        let found = cx.report(&secret.place, "no secret of Kubernetes can have this name");
        found.help("name a secret of type kubernetes.io/dockerconfigjson that lies in the namespace of the jobs");
    }
}
