//! `!reference` that GitLab refuses.

use crate::diagnostic::{Consequence, Severity};
use crate::model::PipelineFaultKind;
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "ci-reference-invalid",
    summary: "a `!reference` leads to nothing, or back to itself",
    theme: Theme::Syntax,
    severity: Severity::Error,
    consequences: &[Consequence::Refused],
    needs: &[Role::Pipeline],
    uses: &[],
    keys: &[],
    fix: None,
    since: "0.1.0",
    page: include_str!("ci_reference_invalid.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for fault in cx.refusals(PipelineFaultKind::Reference) {
        cx.refuse(fault);
    }
}
