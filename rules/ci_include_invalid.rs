//! Includes that GitLab refuses.

use crate::diagnostic::{Consequence, Severity};
use crate::model::PipelineFaultKind;
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "ci-include-invalid",
    summary: "an include leads to no file, or to one that GitLab does not take",
    theme: Theme::Syntax,
    severity: Severity::Error,
    consequences: &[Consequence::Refused],
    needs: &[Role::Pipeline],
    uses: &[],
    keys: &[],
    fix: None,
    since: "0.1.0",
    page: include_str!("ci_include_invalid.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for fault in cx.refusals(PipelineFaultKind::Include) {
        cx.refuse(fault);
    }
}
