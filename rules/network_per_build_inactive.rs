//! A network per job beside a network of the admin's own.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::{Known, NETWORK_PER_BUILD as FLAG};
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "network-per-build-inactive",
    summary: "jobs get no network of their own, because `network_mode` names another one",
    theme: Theme::Network,
    severity: Severity::Warning,
    consequences: &[Consequence::Ignored],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &[],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("network_per_build_inactive.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for (runner, docker) in cx.workspace.docker_executors() {
        let Some(mode) = docker.network_mode.as_ref().filter(|mode| !mode.value.is_empty()) else {
            continue;
        };
        let flag = runner.feature_flags.get(FLAG).map(|flag| &flag.place);
        let flag = flag.or_else(|| runner.variable(FLAG).map(|variable| &variable.place));
        let Some(flag) = flag.filter(|_| runner.feature_flag(FLAG) == Known::Is(true)) else {
            continue;
        };
        let removed = cx.remove(&[&mode.place]);
        let found = cx.report(flag, "jobs get no network of their own");
        found.label(mode.place.span, "all jobs use this network");
        found.fix(removed.map(|removed| removed.fix(Safety::Unsafe, "take `network_mode` away")));
    }
}
