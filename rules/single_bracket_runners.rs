//! Headers of config.toml that give it no list of runners.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "single-bracket-runners",
    summary: "a header with too few brackets keeps GitLab Runner from finding its runners",
    theme: Theme::Syntax,
    severity: Severity::Error,
    consequences: &[Consequence::Refused],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &[],
    fix: Some(Safety::Safe),
    since: "0.1.0",
    page: include_str!("single_bracket_runners.md"),
    check,
};

/// Further headers that are shown.
const TOLD: usize = 5;

fn check(cx: &mut Check<'_>) {
    for headers in cx.workspace.wrong_headers() {
        match (&headers.early, &headers.single[..]) {
            (Some(early), _) => {
                let found = cx.report(early, "this table belongs to no runner");
                match headers.list {
                    Some(list) => found
                        .label(list, "the runners begin here")
                        .help("move it below the `[[runners]]` it belongs to, written in the same letters"),
                    None => found.help("write `[[runners]]` above it, with the name, url and token of the runner"),
                };
            }
            (None, [first, others @ ..]) => {
                let doubled = cx.double_brackets(&headers.single).filter(|_| headers.is_certain);
                let found = cx.report(first, "`[runners]` makes one table, and runners are a list of them");
                for other in others.iter().take(TOLD) {
                    found.label(other.span, "here too");
                }
                match doubled {
                    Some(doubled) => found.fix(Some(doubled.fix(Safety::Safe, "double the brackets"))),
                    None => found.help("write `[[runners]]` where a runner begins, and no header where one goes on"),
                };
            }
            (None, []) => {}
        }
    }
}
