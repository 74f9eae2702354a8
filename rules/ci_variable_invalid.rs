//! `variables:` that GitLab refuses.

use crate::diagnostic::{Consequence, Severity};
use crate::model::PipelineFaultKind;
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "ci-variable-invalid",
    summary: "a variable is no text, or its name or a key of it is unknown",
    theme: Theme::Values,
    severity: Severity::Error,
    consequences: &[Consequence::Refused],
    needs: &[Role::Pipeline],
    uses: &[],
    keys: &[],
    fix: None,
    since: "0.1.0",
    page: include_str!("ci_variable_invalid.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for fault in cx.refusals(PipelineFaultKind::Variable) {
        cx.refuse(fault);
    }
}
