//! Settings of daemon.json that exclude each other.

use crate::diagnostic::{Consequence, Severity};
use crate::model::{Setting, Table};
use crate::rule::{Check, Rule, Theme};
use crate::schema::Version;
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "daemon-settings-conflict",
    summary: "two settings of daemon.json exclude each other",
    theme: Theme::Daemon,
    severity: Severity::Error,
    consequences: &[Consequence::Refused],
    needs: &[Role::DaemonConfig],
    uses: &[],
    keys: &[],
    fix: None,
    since: "0.1.0",
    page: include_str!("daemon_settings_conflict.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    let version = cx.workspace.context.targets.docker.version;
    for (_, table) in cx.workspace.daemon_tables() {
        if version >= Version::new(28, 0) {
            gateways(cx, &table);
        }
        if version >= Version::new(29, 0) {
            userns(cx, &table);
        }
        if version >= Version::new(29, 7) {
            containerd(cx, &table);
        }
    }
}

/// Source: moby `daemon/config/config.go`, `migratedNamedConfig`, 28.0.
fn gateways(cx: &mut Check<'_>, table: &Table<'_>) {
    let (Some(old), Some(new)) = (
        table.cursor.get("host-gateway-ip"),
        table.cursor.get("host-gateway-ips"),
    ) else {
        return;
    };
    let found = cx.report(
        &old.place(),
        "`host-gateway-ip` beside `host-gateway-ips`, which replaces it",
    );
    found.label(new.place().span, "and here is the other one");
    found.help("take `host-gateway-ip` out");
}

/// Source: moby `daemon/command/daemon_linux.go`, `setPlatformOptions`, 29.0.
fn userns(cx: &mut Check<'_>, table: &Table<'_>) {
    let remap = table.text("userns-remap").filter(|remap| !remap.value.is_empty());
    let (Some(remap), Some(feature)) = (remap, feature(table, "containerd-snapshotter")) else {
        return;
    };
    let found = cx.report(
        &feature.place,
        "the containerd image store is asked for together with user namespaces",
    );
    found.label(remap.place.span, "here they are switched on");
    found.help("take one of them out; without this feature dockerd takes the older store by itself");
}

/// Source: moby `daemon/config/config.go`, `errEmbeddedContainerdWithCRI`, 29.7.
fn containerd(cx: &mut Check<'_>, table: &Table<'_>) {
    let cri = table.flag("cri-containerd").filter(|cri| cri.value);
    let (Some(cri), Some(feature)) = (cri, feature(table, "embedded-containerd")) else {
        return;
    };
    let found = cx.report(&feature.place, "containerd inside dockerd has no CRI");
    found.label(cri.place.span, "here it is asked for");
    found.help("take one of them out");
}

/// A feature that is switched on; its name is compared exactly.
fn feature(table: &Table<'_>, name: &str) -> Option<Setting<bool>> {
    let features = table.table("features")?;
    features.cursor.get(name)?;
    features.flag(name).filter(|feature| feature.value)
}
