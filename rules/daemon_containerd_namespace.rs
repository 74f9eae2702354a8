//! Containers in the namespace of plugins.

use crate::diagnostic::{Consequence, Severity};
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "daemon-containerd-namespace",
    summary: "dockerd does not start, because containers and plugins share a namespace",
    theme: Theme::Daemon,
    severity: Severity::Error,
    consequences: &[Consequence::StartFails],
    needs: &[Role::DaemonConfig],
    uses: &[],
    keys: &[],
    fix: None,
    since: "0.1.0",
    page: include_str!("daemon_containerd_namespace.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for (_, daemon) in cx.workspace.daemon_tables() {
        let name = daemon
            .text("containerd-namespace")
            .filter(|name| name.value == OF_PLUGINS);
        let Some(name) = name else { continue };
        let found = cx.report(
            &name.place,
            "this is the namespace of plugins, which containers cannot be in",
        );
        found.help("the usual one is `moby`");
    }
}

/// The namespace of plugins, which daemon.json cannot change.
///
/// Source: moby `daemon/config/config.go`, `DefaultPluginNamespace`, 29.7.
const OF_PLUGINS: &str = "plugins.moby";
