//! Volumes of pods that have the same name or the same path.

use std::collections::HashMap;

use crate::diagnostic::{Consequence, Severity};
use crate::model::{Known, KubernetesExecutor, Mount, Runner, Setting};
use crate::rule::{Check, Rule, Theme};
use crate::schema::Version;
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "k8s-volume-duplicate",
    summary: "two volumes have the same name or path, and Kubernetes makes no pod with them",
    theme: Theme::Kubernetes,
    severity: Severity::Error,
    consequences: &[Consequence::JobFails],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &["kubernetes"],
    fix: None,
    since: "0.1.0",
    page: include_str!("k8s_volume_duplicate.md"),
    check,
};

/// The volumes that GitLab Runner adds to each pod, unless a flag has it work as before 14.0.
///
/// Source: GitLab Runner `executors/kubernetes/kubernetes.go`, `getVolumes`, and `helpers/featureflags/flags.go`, 14.0 to 19.4.
const OWN: [&str; 2] = ["scripts", "logs"];
const FLAG: &str = "FF_USE_LEGACY_KUBERNETES_EXECUTION_STRATEGY";
const SINCE: Version = Version::new(14, 0);

fn check(cx: &mut Check<'_>) {
    for (runner, kubernetes) in cx.workspace.kubernetes_executors() {
        own(cx, runner, kubernetes);
        for (mount, first) in repeated(kubernetes, |mount| mount.name.as_ref()) {
            // Of all claims of one name GitLab Runner makes one volume.
            if mount.kind == "pvc" && first.kind == "pvc" {
                continue;
            }
            report(
                cx,
                mount.name.as_ref(),
                first.name.as_ref(),
                "another volume is called",
                match mount.kind {
                    "config_map" | "secret" if first.kind == mount.kind => {
                        "mount it once; `items` and `sub_path` choose what of it"
                    }
                    _ => "give each volume a name of its own",
                },
            );
        }
        for (mount, first) in repeated(kubernetes, |mount| mount.path.as_ref()) {
            let help = "mount each volume at a path of its own";
            report(
                cx,
                mount.path.as_ref(),
                first.path.as_ref(),
                "another volume is mounted at",
                help,
            );
        }
    }
}

/// Volumes that are called like one of GitLab Runner's own.
fn own(cx: &mut Check<'_>, runner: &Runner, kubernetes: &KubernetesExecutor) {
    let flag = runner.feature_flag(FLAG);
    if cx.workspace.context.targets.runner.version < SINCE || matches!(flag, Known::Is(true) | Known::Unknown) {
        return;
    }
    let names = kubernetes.mounts.iter().filter_map(|mount| mount.name.as_ref());
    for name in names.filter(|name| OWN.contains(&name.value.as_str())) {
        let message = format!("GitLab Runner adds a volume {:?} of its own", name.value);
        let found = cx.report(&name.place, message);
        found.help("give it another name");
        if flag == Known::Unset {
            found
                .severity(Severity::Warning)
                .note(format!("in jobs without {FLAG}"));
        }
    }
}

/// The mounts that have the same text as one before them, each with the first that has it.
fn repeated(
    kubernetes: &KubernetesExecutor,
    text: impl Fn(&Mount) -> Option<&Setting<String>>,
) -> Vec<(&Mount, &Mount)> {
    let mut seen: HashMap<&str, &Mount> = HashMap::new();
    let mut pairs = Vec::new();
    for mount in &kubernetes.mounts {
        // A placeholder says nothing about what will be there.
        let value = text(mount).map(|text| text.value.as_str());
        let Some(value) = value.filter(|value| !value.starts_with("/path/to")) else {
            continue;
        };
        match seen.get(value) {
            Some(first) => pairs.push((mount, *first)),
            None => {
                seen.insert(value, mount);
            }
        }
    }
    pairs
}

fn report(
    cx: &mut Check<'_>,
    second: Option<&Setting<String>>,
    first: Option<&Setting<String>>,
    what: &str,
    help: &str,
) {
    let (Some(second), Some(first)) = (second, first) else {
        return;
    };
    let found = cx.report(&second.place, format!("{what} {:?} already", second.value));
    found.label(first.place.span, "here").help(help);
}
