//! Sizes for the build cache that dockerd cannot read.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::Table;
use crate::rule::{Check, Rule, Theme};
use crate::schema::Version;
use crate::schema::texts::{bytes, bytes_meant, has_placeholder};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "daemon-builder-gc",
    summary: "dockerd does not start because of a size for the build cache",
    theme: Theme::Daemon,
    severity: Severity::Error,
    consequences: &[Consequence::StartFails],
    needs: &[Role::DaemonConfig],
    uses: &[],
    keys: &[],
    fix: Some(Safety::Safe),
    since: "0.1.0",
    page: include_str!("daemon_builder_gc.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    let version = cx.workspace.context.targets.docker.version;
    for (_, daemon) in cx.workspace.daemon_tables() {
        let Some(gc) = daemon.table("builder").and_then(|builder| builder.table("gc")) else {
            continue;
        };
        // The default is on from 28.2 on; before that nothing is read until it is switched on.
        let is_on = gc
            .flag("enabled")
            .map_or(version >= Version::new(28, 2), |enabled| enabled.value);
        if !is_on {
            continue;
        }
        if !gc.keys().iter().any(|(key, _)| key.eq_ignore_ascii_case("policy")) {
            sizes(cx, &gc, DEFAULTS);
        }
        for rule in gc.tables("policy") {
            sizes(cx, &rule, RULE_SIZES);
        }
    }
}

const DEFAULTS: [&str; 4] = [
    "defaultReservedSpace",
    "defaultMaxUsedSpace",
    "defaultMinFreeSpace",
    "defaultKeepStorage",
];
const RULE_SIZES: [&str; 4] = ["reservedSpace", "maxUsedSpace", "minFreeSpace", "keepStorage"];

/// Source: moby `daemon/internal/builder-next/controller.go`, `parseGCPolicy`, 29.7.
fn sizes(cx: &mut Check<'_>, table: &Table<'_>, keys: [&str; 4]) {
    let reserved = table.text(keys[0]).is_some_and(|size| !size.value.is_empty());
    for key in keys {
        let size = table
            .text(key)
            .filter(|size| !size.value.is_empty() && !has_placeholder(&size.value));
        let Some(size) = size.filter(|size| bytes(&size.value).is_none()) else {
            continue;
        };
        // The old name counts only where the new one is missing.
        if key == keys[3] && reserved {
            continue;
        }
        let meant = bytes_meant(&size.value);
        let fix = meant.and_then(|meant| {
            let written = cx.set(&size.place, meant.as_str())?;
            Some(written.fix(Safety::Safe, format!("write `{meant}`")))
        });
        let found = cx.report(&size.place, format!("`{key}` is no size"));
        found.help("write it like `20GB`").fix(fix);
    }
}
