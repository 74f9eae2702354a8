//! Volumes of pods that have the same name or the same path.

use std::collections::HashMap;

use crate::diagnostic::{Consequence, Severity};
use crate::model::{KubernetesExecutor, Mount, Setting};
use crate::rule::{Check, Rule, Theme};
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

fn check(cx: &mut Check<'_>) {
    for (_, kubernetes) in cx.workspace.kubernetes_executors() {
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
