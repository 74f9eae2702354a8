//! Values of the Helm chart that it does not read any more.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "helm-legacy-values",
    summary: "the chart of GitLab Runner does not read this value any more",
    theme: Theme::Kubernetes,
    severity: Severity::Warning,
    consequences: &[Consequence::Ignored],
    needs: &[],
    uses: &[Role::HelmValues, Role::Manifest],
    keys: &[],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("helm_legacy_values.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for lost in cx.workspace.lost_values() {
        let (table, key) = lost.now;
        let removal = cx.remove(&[&lost.place]).filter(|_| lost.set.is_some());
        let message = format!("`runners.{}` has no effect since chart 0.53", lost.name);
        let found = cx.report(&lost.place, message);
        match lost.set {
            Some(span) => {
                found.severity(Severity::Info).label(span, "this is what counts");
                found.fix(removal.map(|removal| removal.fix(Safety::Unsafe, "take it away")));
            }
            None => {
                found.help(format!("set `{key}` of {table} in `runners.config`"));
            }
        }
    }
}
