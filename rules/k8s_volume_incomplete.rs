//! Volumes of pods that lack a key without which there is no such volume.

use crate::diagnostic::{Consequence, Severity};
use crate::model::Mount;
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "k8s-volume-incomplete",
    summary: "a volume lacks its name, its path or its driver, and Kubernetes makes no pod with it",
    theme: Theme::Kubernetes,
    severity: Severity::Error,
    consequences: &[Consequence::JobFails],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &["kubernetes"],
    fix: None,
    since: "0.1.0",
    page: include_str!("k8s_volume_incomplete.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for (_, kubernetes) in cx.workspace.kubernetes_executors() {
        for mount in &kubernetes.mounts {
            let missing = missing(mount);
            if missing.is_empty() {
                continue;
            }
            let keys: Vec<String> = missing.iter().map(|key| format!("`{key}`")).collect();
            let message = format!("this `{}` volume has no {}", mount.kind, keys.join(" and no "));
            cx.report(&mount.place, message).help(help(mount, &missing));
        }
    }
}

/// The keys that Kubernetes cannot do without and that are missing or empty. Volumes of NFS are left to the rule that
/// knows when GitLab Runner refuses the file.
fn missing(mount: &Mount) -> Vec<&'static str> {
    let wanted: &[&'static str] = match mount.kind {
        "nfs" => &[],
        "csi" => &["name", "mount_path", "driver"],
        _ => &["name", "mount_path"],
    };
    let has = |key: &str| match key {
        "name" => mount.name.is_some(),
        "mount_path" => mount.path.is_some(),
        _ => mount.driver.is_some(),
    };
    wanted.iter().copied().filter(|key| !has(key)).collect()
}

fn help(mount: &Mount, missing: &[&str]) -> &'static str {
    match missing {
        ["name"] => match mount.kind {
            "pvc" => "the name is that of the persistent volume claim",
            "config_map" => "the name is that of the config map",
            "secret" => "the name is that of the secret",
            _ => "give it a name that no other volume has",
        },
        ["driver"] => "name the CSI driver, such as \"csi.vendor.example.com\"",
        _ if missing.contains(&"mount_path") => "`mount_path` is where containers see the volume",
        _ => "write all of them",
    }
}
