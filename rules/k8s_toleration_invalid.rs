//! Tolerations with which Kubernetes makes no pod.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::Setting;
use crate::rule::{Check, Rule, Theme};
use crate::schema::texts::{is_label_name, is_label_value};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "k8s-toleration-invalid",
    summary: "an entry of `node_tolerations` names no taint, and Kubernetes makes no pod with it",
    theme: Theme::Kubernetes,
    severity: Severity::Error,
    consequences: &[Consequence::JobFails],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &["kubernetes"],
    fix: Some(Safety::Safe),
    since: "0.1.0",
    page: include_str!("k8s_toleration_invalid.md"),
    check,
};

const EFFECTS: [&str; 3] = ["NoSchedule", "PreferNoSchedule", "NoExecute"];

fn check(cx: &mut Check<'_>) {
    let tables = cx.workspace.kubernetes_tables();
    let all: Vec<_> = tables.flat_map(|(_, table)| table.map("node_tolerations")).collect();
    for (taint, effect) in all {
        if taint.contains('$') || effect.value.contains('$') {
            continue;
        }
        if !is_taint(&taint) {
            let found = cx.report(&effect.place, format!("{taint:?} is no taint"));
            found.help("the key is the taint's \"key\" or \"key=value\", its effect stands behind the equals sign");
        } else if !effect.value.is_empty() && !EFFECTS.contains(&effect.value.as_str()) {
            unknown_effect(cx, &effect);
        }
    }
}

/// What stands before the first `=` is the key of the taint, what stands behind it up to the next one its value.
///
/// Source: GitLab Runner `common/config.go`, `GetNodeTolerations`, 19.4.
fn is_taint(taint: &str) -> bool {
    let mut parts = taint.split('=');
    let key = parts.next().unwrap_or_default();
    match parts.next() {
        Some(value) => is_label_name(key) && is_label_value(value),
        None => key.is_empty() || is_label_name(key),
    }
}

fn unknown_effect(cx: &mut Check<'_>, effect: &Setting<String>) {
    let meant = EFFECTS.iter().find(|known| known.eq_ignore_ascii_case(&effect.value));
    let fix = meant.and_then(|known| {
        let title = format!("write {known:?}");
        Some(cx.set(&effect.place, *known)?.fix(Safety::Safe, title))
    });
    let found = cx.report(&effect.place, format!("{:?} is no effect of a taint", effect.value));
    match fix {
        Some(fix) => found.fix(Some(fix)),
        None => {
            found.help("the effects are NoSchedule, PreferNoSchedule and NoExecute; nothing stands for all of them")
        }
    };
}
