//! Jobs and keys of pipelines that GitLab refuses.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::PipelineFaultKind;
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "ci-job-invalid",
    summary: "a key of a job or of the pipeline is unknown, misplaced or of the wrong form",
    theme: Theme::Syntax,
    severity: Severity::Error,
    consequences: &[Consequence::Refused],
    needs: &[Role::Pipeline],
    uses: &[],
    keys: &[],
    fix: Some(Safety::Safe),
    since: "0.1.0",
    page: include_str!("ci_job_invalid.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for fault in cx.refusals(PipelineFaultKind::Job) {
        cx.refuse(fault);
    }
}
