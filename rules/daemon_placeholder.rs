//! Values of daemon.json that were never filled in.

use crate::diagnostic::{Consequence, Severity};
use crate::model::Setting;
use crate::rule::{Check, Rule, Theme};
use crate::schema::texts::InsecureFault;
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "daemon-placeholder",
    summary: "a value of a manual was never replaced by one's own",
    theme: Theme::Daemon,
    severity: Severity::Warning,
    consequences: &[Consequence::WrongResult],
    needs: &[Role::DaemonConfig],
    uses: &[],
    keys: &[],
    fix: None,
    since: "0.1.0",
    page: include_str!("daemon_placeholder.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    let version = cx.workspace.context.targets.docker.version;
    for (daemon, table) in cx.workspace.daemon_tables() {
        for registry in &daemon.insecure_registries.items {
            let host = registry.value.split(':').next().unwrap_or_default();
            // What dockerd refuses is reported elsewhere.
            if is_stand_in(host) && InsecureFault::of(&registry.value).is_none() {
                unfilled(cx, registry, "name the registry, or take the entry out");
            }
        }
        for mirror in &daemon.registry_mirrors.items {
            if is_stand_in(&mirror.value.host) && mirror.value.fault(version).is_none() {
                let mirror = mirror.clone().map(|mirror| mirror.text);
                unfilled(cx, &mirror, "name the mirror, or take the entry out");
            }
        }
        for key in ["data-root", "exec-root"] {
            let Some(folder) = table.text(key).filter(|folder| is_unfilled_path(&folder.value)) else {
                continue;
            };
            unfilled(cx, &folder, "write the whole path of a folder");
        }
    }
}

fn unfilled(cx: &mut Check<'_>, value: &Setting<String>, help: &str) {
    let message = format!("`{}` was never filled in", value.value.escape_debug());
    cx.report(&value.place, message).help(help);
}

/// Whether a host only stands for one: `HOSTNAME`, `<registry>`, `x.x.x.x`, `YOUR_REGISTRY`, `your-registry`.
fn is_stand_in(host: &str) -> bool {
    let letters = host.replace(['-', '_', '.', '<', '>'], "").to_ascii_lowercase();
    let is_shouted = host.len() > 1 && host.chars().all(|c| c.is_ascii_uppercase() || c == '-' || c == '_');
    let words = [
        "hostname",
        "yourregistry",
        "myregistrydomain",
        "yourregistryip",
        "registryip",
        "hostip",
        "xxxx",
        "yourmirror",
        "yourdomain",
    ];
    let is_gap = host.contains(['<', '>']);
    is_gap
        || is_shouted
            && words
                .iter()
                .chain(&["host", "ip", "registry", "mirror", "server"])
                .any(|word| letters == *word)
        || words.contains(&letters.as_str())
}

/// Whether a path is not only none, but has a mark of something to be filled in.
fn is_unfilled_path(path: &str) -> bool {
    path.starts_with('#') || path.contains(['<', '>'])
}
