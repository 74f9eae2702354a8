//! Templates with no runner or several, from which `gitlab-runner register` makes none.

use crate::diagnostic::{Consequence, Severity};
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "template-not-one-runner",
    summary: "a template has no runner or several, and `gitlab-runner register` stops",
    theme: Theme::Executor,
    severity: Severity::Error,
    consequences: &[Consequence::Refused],
    needs: &[Role::RunnerTemplate],
    uses: &[],
    keys: &[],
    fix: None,
    since: "0.1.0",
    page: include_str!("template_not_one_runner.md"),
    check,
};

/// Source: GitLab Runner `commands/register.go`, `configTemplate.MergeTo`, 19.4.
fn check(cx: &mut Check<'_>) {
    for template in cx.workspace.templates() {
        match template.runners.as_deref() {
            Some([]) => {
                cx.report(&template.place, "this template has no `[[runners]]`")
                    .help("put the settings of the runner below one `[[runners]]`");
            }
            Some([first, second, ..]) => {
                cx.report(second, "this template has more than one `[[runners]]`")
                    .label(first.span, "the first one")
                    .help("make a template of each, and register them one after the other");
            }
            Some([_]) | None => {}
        }
    }
}
