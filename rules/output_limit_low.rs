//! An `output_limit` that cuts ordinary job logs.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "output-limit-low",
    summary: "job logs are cut far below the usual 4 MiB",
    theme: Theme::Scaling,
    severity: Severity::Info,
    consequences: &[Consequence::WrongResult],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &["output_limit"],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("output_limit_low.md"),
    check,
};

/// In KiB; the default is 4096.
const LOW: i64 = 1024;

fn check(cx: &mut Check<'_>) {
    let runners = cx.workspace.runners().iter();
    let limits: Vec<_> = runners
        .filter_map(|runner| cx.workspace.table(&runner.place)?.number("output_limit"))
        .filter(|limit| (1..LOW).contains(&limit.value))
        .collect();
    for limit in limits {
        let usual = cx.set(&limit.place, 4096);
        let message = format!("job logs are cut after {} KiB", limit.value);
        let found = cx.report(&limit.place, message);
        found.fix(usual.map(|usual| usual.fix(Safety::Unsafe, "write the default")));
    }
}
