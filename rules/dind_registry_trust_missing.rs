//! Registries that the host's daemon trusts, and the daemon of a service does not.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::edit::Literal;
use crate::model::{Dind, Meeting, Needed, Setting};
use crate::rule::{Check, Rule, Theme, weigh};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "dind-registry-trust-missing",
    summary: "a Docker-in-Docker daemon does not trust a registry that the host's daemon trusts",
    theme: Theme::Dind,
    severity: Severity::Warning,
    consequences: &[Consequence::JobFails],
    needs: &[Role::RunnerConfig, Role::Pipeline, Role::DaemonConfig],
    uses: &[],
    keys: &[],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("dind_registry_trust_missing.md"),
    check,
};

struct Fault<'w> {
    dind: Dind<'w>,
    registry: Needed,
    trusted: &'w Setting<String>,
}

fn check(cx: &mut Check<'_>) {
    let key = |fault: &Fault<'_>| (fault.dind.service.image.place.span, fault.registry.name.clone());
    for verdict in cx.workspace.judge(untrusted, key) {
        let Fault {
            dind,
            registry,
            trusted,
        } = &verdict.fault;
        let flag = format!("--insecure-registry={}", registry.name);
        let command = dind.command_place();
        let fix = command.and_then(|command| cx.add(&command, &[Literal::from(flag.as_str())]));
        let message = format!("the daemon of this service does not trust `{}`", registry.name);
        let found = cx.report(&dind.service.image.place, message);
        found.label(registry.span, "the job uses that registry");
        found.label(
            trusted.place.span,
            "the host's daemon trusts it, which helps the job's own image only",
        );
        found.help(format!(
            "start the service with `{flag}`, or mount its certificate: \"/etc/docker/certs.d:/etc/docker/certs.d:ro\""
        ));
        found.fix(fix.map(|fix| fix.fix(Safety::Unsafe, "trust it there, too")));
        weigh(found, &verdict);
    }
}

fn untrusted(meeting: Meeting<'_>) -> Vec<Fault<'_>> {
    let daemon = meeting.runner.and_then(|runner| meeting.workspace.host_daemon(runner));
    let Some(daemon) = daemon.filter(|daemon| !daemon.insecure_registries.items.is_empty()) else {
        return Vec::new();
    };
    let Some((dind, flags)) = meeting.dind().and_then(|dind| Some((dind, dind.only_flags()?))) else {
        return Vec::new();
    };
    let told = |word: &Setting<String>| word.value.contains("insecure-registry") || word.value.contains('$');
    if flags.iter().any(told) {
        return Vec::new();
    }
    let called = meeting.called_registries().into_iter();
    let fault = |registry: Needed| {
        Some(Fault {
            dind,
            trusted: daemon.insecure_entry(&registry.name)?,
            registry,
        })
    };
    called.filter_map(fault).collect()
}
