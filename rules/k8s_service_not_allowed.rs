//! Services of Kubernetes runners that their own lists refuse.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "k8s-service-not-allowed",
    summary: "a service of a Kubernetes runner is not on the runner's own list, so that every job fails",
    theme: Theme::Images,
    severity: Severity::Error,
    consequences: &[Consequence::JobFails],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &["allowed_services"],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("k8s_service_not_allowed.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for refused in cx.workspace.refused_own_services() {
        let text = &refused.image.value.text;
        let list = &refused.list.globs.place;
        let added = cx.push(list, &[text.as_str().into()]);
        let message = format!("`{text}` is not on the list of allowed services of its own runner");
        let found = cx.report(&refused.image.place, message);
        found.label(list.span, "no entry matches it as it is written");
        found.fix(added.map(|added| added.fix(Safety::Unsafe, format!("allow `{text}`"))));
    }
}
