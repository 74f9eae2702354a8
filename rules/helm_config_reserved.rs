//! What a runner with a token cannot be told by the Helm chart.

use crate::diagnostic::{Consequence, Severity};
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "helm-config-reserved",
    summary: "a runner with a token takes this from GitLab, not from the values of the chart",
    theme: Theme::Kubernetes,
    severity: Severity::Warning,
    consequences: &[Consequence::Ignored],
    needs: &[],
    uses: &[Role::HelmValues, Role::Manifest],
    keys: &[],
    fix: None,
    since: "0.1.0",
    page: include_str!("helm_config_reserved.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for reserved in cx.workspace.reserved_values() {
        let found = cx.report(
            &reserved.place,
            format!(
                "`runners.{}` has no effect on a runner that has its token",
                reserved.name
            ),
        );
        found.label(reserved.token, "this token is one of a runner that GitLab knows");
        found.help("set it in GitLab, where the runner was made");
    }
}
