//! Pipelines that GitLab cannot read as YAML, or reads otherwise than they look.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::{Fault, PipelineFaultKind};
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "ci-yaml-invalid",
    summary: "a pipeline is no valid YAML, or loses a part of what it says",
    theme: Theme::Syntax,
    severity: Severity::Error,
    consequences: &[
        Consequence::Refused,
        Consequence::WrongResult,
        Consequence::Ignored,
        Consequence::Advice,
    ],
    needs: &[Role::Pipeline],
    uses: &[],
    keys: &[],
    fix: Some(Safety::Safe),
    since: "0.1.0",
    page: include_str!("ci_yaml_invalid.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for fault in cx.refusals(PipelineFaultKind::Yaml) {
        cx.refuse(fault);
    }
    for fault in cx
        .workspace
        .pipelines()
        .iter()
        .filter_map(|pipeline| pipeline.lost.as_ref())
    {
        cx.refuse(fault).consequence(Consequence::WrongResult);
    }
    for (error, place) in cx.workspace.faults(Role::Pipeline) {
        let found = cx.report(&place, error.message.as_str());
        match &error.fault {
            Fault::Duplicate { first } => {
                found.severity(Severity::Warning).consequence(Consequence::WrongResult);
                found.note("this one counts").label(*first, "this one is lost");
            }
            Fault::TextAfter => {
                found.severity(Severity::Warning).consequence(Consequence::Ignored);
            }
            // GitLab has limits of its own, which were not reached with this one.
            Fault::TooDeep => {
                found.consequence(Consequence::Advice);
            }
            _ => {
                found.help("GitLab makes no pipeline from this file until it is mended");
            }
        }
    }
}
