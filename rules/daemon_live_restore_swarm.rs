//! Containers that live on without dockerd, on a machine that is set up for a swarm.

use crate::diagnostic::{Consequence, Severity};
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "daemon-live-restore-swarm",
    summary: "a machine with `live-restore` cannot be in a swarm",
    theme: Theme::Daemon,
    severity: Severity::Info,
    consequences: &[Consequence::Advice],
    needs: &[Role::DaemonConfig],
    uses: &[],
    keys: &[],
    fix: None,
    since: "0.1.0",
    page: include_str!("daemon_live_restore_swarm.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for (daemon, table) in cx.workspace.daemon_tables() {
        let Some(live) = table.flag("live-restore").filter(|live| live.value) else {
            continue;
        };
        let key = SWARM.iter().find_map(|key| daemon.key(key));
        if let Some(key) = key {
            let found = cx.report(&live.place, "a machine with `live-restore` cannot be in a swarm");
            found.label(key.place.span, "this is for a swarm");
            found.help("take one of the two out");
        }
    }
}

/// Settings that only a swarm uses.
const SWARM: [&str; 2] = ["swarm-default-advertise-addr", "node-generic-resources"];
