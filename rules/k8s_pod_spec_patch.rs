//! Patches of pods that GitLab Runner cannot apply.

use crate::diagnostic::{Consequence, Diagnostic, Safety, Severity};
use crate::model::{Runner, Setting};
use crate::rule::{Check, Rule, Theme};
use crate::schema::Version;
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "k8s-pod-spec-patch",
    summary: "GitLab Runner cannot apply a patch of `pod_spec`, and jobs that use it fail",
    theme: Theme::Kubernetes,
    severity: Severity::Error,
    consequences: &[Consequence::JobFails, Consequence::Ignored],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &["kubernetes"],
    fix: Some(Safety::Safe),
    since: "0.1.0",
    page: include_str!("k8s_pod_spec_patch.md"),
    check,
};

/// What makes GitLab Runner apply patches.
const FLAG: &str = "FF_USE_ADVANCED_POD_SPEC_CONFIGURATION";
const TYPES: [&str; 3] = ["json", "merge", "strategic"];

/// The first release that reads patches.
const PATCHES: Version = Version::new(15, 10);

fn check(cx: &mut Check<'_>) {
    if cx.workspace.context.targets.runner.version < PATCHES {
        return;
    }
    for (runner, kubernetes) in cx.workspace.kubernetes_tables() {
        let severity = match applies_patches(cx, runner) {
            true => Severity::Error,
            // Only jobs that turn the flag on themselves notice.
            false => Severity::Warning,
        };
        for patch in kubernetes.tables("pod_spec") {
            let text = |key: &str| patch.text(key).filter(|text| !text.value.is_empty());
            match (text("patch"), text("patch_path")) {
                (Some(inline), Some(path)) => {
                    let found = cx.report(&path.place, "this patch has a text and a file");
                    found.severity(severity).label(inline.place.span, "the text");
                    found.help("keep either `patch` or `patch_path`");
                }
                (None, None) => {
                    let found = cx.report(&patch.place(), "this patch changes nothing");
                    found.severity(Severity::Warning).consequence(Consequence::Ignored);
                    found.help("write the patch to `patch`, or its file to `patch_path`");
                }
                (Some(_), None) | (None, Some(_)) => {}
            }
            if let Some(word) = text("patch_type").filter(|word| !TYPES.contains(&word.value.as_str())) {
                unknown_type(cx, &word).severity(severity);
            }
        }
    }
}

/// Whether patches are applied to all jobs of a runner.
fn applies_patches(cx: &Check<'_>, runner: &Runner) -> bool {
    let flags = cx
        .workspace
        .table(&runner.place)
        .and_then(|table| table.table("feature_flags"));
    flags.and_then(|flags| flags.flag(FLAG)).is_some_and(|flag| flag.value)
}

fn unknown_type<'c>(cx: &'c mut Check<'_>, word: &Setting<String>) -> &'c mut Diagnostic {
    let meant = word.value.trim().to_ascii_lowercase();
    let fix = TYPES.iter().find(|known| **known == meant).and_then(|known| {
        let title = format!("write {known:?}");
        Some(cx.set(&word.place, *known)?.fix(Safety::Safe, title))
    });
    let found = cx.report(&word.place, format!("there is no patch type {:?}", word.value));
    match fix {
        Some(fix) => found.fix(Some(fix)),
        None => found.help("the types are \"strategic\", \"merge\" and \"json\""),
    }
}
