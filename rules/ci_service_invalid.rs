//! `services:` that GitLab refuses.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::PipelineFaultKind;
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "ci-service-invalid",
    summary: "`services:` is no list, or a service has no name, an unknown key or a value of the wrong form",
    theme: Theme::Images,
    severity: Severity::Error,
    consequences: &[Consequence::Refused],
    needs: &[Role::Pipeline],
    uses: &[],
    keys: &[],
    fix: Some(Safety::Safe),
    since: "0.1.0",
    page: include_str!("ci_service_invalid.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for fault in cx.refusals(PipelineFaultKind::Service) {
        cx.refuse(fault);
    }
}
