//! Aliases of runners' services that are no names of hosts.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::ImagePart;
use crate::rule::{Check, Rule, Theme};
use crate::schema::texts::is_dns_subdomain;
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "service-alias-invalid",
    summary: "a service has a name under which it cannot be reached",
    theme: Theme::Images,
    severity: Severity::Error,
    consequences: &[Consequence::JobFails, Consequence::Advice],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &["services"],
    fix: Some(Safety::Safe),
    since: "0.1.0",
    page: include_str!("service_alias_invalid.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for named in cx.workspace.runner_images() {
        let ImagePart::Service(service) = named.part else {
            continue;
        };
        let Some(alias) = service.alias.as_ref().filter(|alias| !alias.value.contains('$')) else {
            continue;
        };
        let in_pods = !named.runner.executor.is_docker();
        let is_wrong = |name: &&str| match in_pods {
            true => !is_dns_subdomain(name),
            false => name.contains('_'),
        };
        let Some(wrong) = service.explicit_aliases().find(is_wrong) else {
            continue;
        };
        if in_pods {
            let right = repaired(&alias.value);
            let written = right.as_deref().and_then(|right| cx.set(&alias.place, right));
            let found = cx.report(
                &alias.place,
                format!("`{wrong}` is no name that Kubernetes takes for a host"),
            );
            match written {
                Some(written) => found.fix(Some(written.fix(Safety::Safe, "write it in the letters of host names"))),
                None => found.help("use lower-case letters, digits, dashes and dots"),
            };
        } else {
            let found = cx.report(&alias.place, format!("`{wrong}` is no proper name of a host"));
            found.note("some programs refuse to connect to names with an underscore");
            found.help(format!(
                "write `{}`, here and in the jobs that use it",
                wrong.replace('_', "-")
            ));
            found.severity(Severity::Info).consequence(Consequence::Advice);
        }
    }
}

/// The aliases in small letters, with dashes for underscores.
fn repaired(aliases: &str) -> Option<String> {
    let right = aliases.to_ascii_lowercase().replace('_', "-");
    let mut names = right.split([' ', ',']).filter(|name| !name.is_empty());
    names.all(is_dns_subdomain).then_some(right)
}
