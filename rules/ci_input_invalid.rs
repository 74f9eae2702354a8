//! `spec:inputs` and `$[[ … ]]` that GitLab refuses.

use crate::diagnostic::{Consequence, Severity};
use crate::model::PipelineFaultKind;
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "ci-input-invalid",
    summary: "an input is missing, unknown, or not of its type",
    theme: Theme::Syntax,
    severity: Severity::Error,
    consequences: &[Consequence::Refused],
    needs: &[Role::Pipeline],
    uses: &[],
    keys: &[],
    fix: None,
    since: "0.1.0",
    page: include_str!("ci_input_invalid.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for fault in cx.refusals(PipelineFaultKind::Input) {
        cx.refuse(fault);
    }
}
