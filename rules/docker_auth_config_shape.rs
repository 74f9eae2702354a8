//! Docker client configurations that are JSON, but not built as Docker wants them.

use crate::diagnostic::{Consequence, Fix, Safety, Severity};
use crate::model::{AuthFault, AuthFaultKind};
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "docker-auth-config-shape",
    summary: "registry credentials are not where Docker looks for them",
    theme: Theme::Registry,
    severity: Severity::Error,
    consequences: &[Consequence::JobFails, Consequence::Advice],
    needs: &[Role::DockerAuth],
    uses: &[Role::RunnerConfig, Role::Pipeline],
    keys: &[],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("docker_auth_config_shape.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for auth in cx.workspace.registry_auths() {
        for fault in &auth.faults {
            let message = match &fault.kind {
                AuthFaultKind::Type { of, actual, expected } => {
                    format!("{of} is {actual}, but has to be {expected}; no credential here is used")
                }
                AuthFaultKind::NoAuthsAround => "the registries stand without `auths` around them".to_owned(),
                AuthFaultKind::MisspeltAuths => "the registries have to stand in `auths`".to_owned(),
                AuthFaultKind::NoAuths => "there are no `auths`, so there are no credentials".to_owned(),
                AuthFaultKind::Empty => "there are no credentials in it".to_owned(),
                AuthFaultKind::NoCredentials => "this registry has no credentials".to_owned(),
            };
            let fix = fix(cx, fault);
            let found = cx.report(&fault.place, message).fix(fix);
            match fault.kind {
                AuthFaultKind::Empty => found.severity(Severity::Info).consequence(Consequence::Advice),
                AuthFaultKind::NoCredentials => found.help("write `auth`: base64 of USER:PASSWORD"),
                AuthFaultKind::NoAuths => found.help("write {\"auths\": {\"REGISTRY\": {\"auth\": \"…\"}}}"),
                _ => found,
            };
        }
    }
}

fn fix(cx: &Check<'_>, fault: &AuthFault) -> Option<Fix> {
    match fault.kind {
        AuthFaultKind::NoAuthsAround => {
            let wrapped = cx.wrap(&fault.place, "auths")?;
            Some(wrapped.fix(Safety::Unsafe, "put `auths` around the registries"))
        }
        AuthFaultKind::MisspeltAuths => {
            let renamed = cx.rename(&fault.place, "auths")?;
            Some(renamed.fix(Safety::Unsafe, "rename to `auths`"))
        }
        _ => None,
    }
}
