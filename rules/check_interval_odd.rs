//! A `check_interval` that is very long or very short.

use crate::diagnostic::{Consequence, Severity};
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "check-interval-odd",
    summary: "GitLab is asked for jobs very seldom or very often",
    theme: Theme::Scaling,
    severity: Severity::Info,
    consequences: &[Consequence::Advice],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &[],
    fix: None,
    since: "0.1.0",
    page: include_str!("check_interval_odd.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    let written = cx
        .workspace
        .configs()
        .filter_map(|config| config.number("check_interval"));
    let written: Vec<_> = written.collect();
    for interval in written {
        let message = match interval.value {
            1 | 2 => "GitLab is asked for jobs more often than every 3 seconds",
            61.. => "a job may wait longer than a minute before a runner asks for it",
            _ => continue,
        };
        let found = cx.report(&interval.place, message);
        found.help("leave it out for 3 seconds");
    }
}
