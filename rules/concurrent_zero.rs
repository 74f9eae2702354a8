//! `concurrent` below 1, with which GitLab Runner stops.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "concurrent-zero",
    summary: "GitLab Runner stops at once if `concurrent` is below 1",
    theme: Theme::Scaling,
    severity: Severity::Error,
    consequences: &[Consequence::StartFails],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &[],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("concurrent_zero.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    let written = cx.workspace.configs().filter_map(|config| config.number("concurrent"));
    let written: Vec<_> = written.filter(|concurrent| concurrent.value < 1).collect();
    for concurrent in written {
        let one = cx.set(&concurrent.place, 1);
        let found = cx.report(&concurrent.place, "GitLab Runner stops when `concurrent` is below 1");
        found.help("to pause a runner, do that in GitLab, or stop the service");
        found.fix(one.map(|one| one.fix(Safety::Unsafe, "run one job at a time")));
    }
}
