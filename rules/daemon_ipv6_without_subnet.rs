//! IPv6 without a network for it.

use crate::diagnostic::{Consequence, Severity};
use crate::rule::{Check, Rule, Theme};
use crate::schema::Version;
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "daemon-ipv6-without-subnet",
    summary: "dockerd does not start, because its bridge has no IPv6 network",
    theme: Theme::Network,
    severity: Severity::Error,
    consequences: &[Consequence::StartFails],
    needs: &[Role::DaemonConfig],
    uses: &[],
    keys: &[],
    fix: None,
    since: "0.1.0",
    page: include_str!("daemon_ipv6_without_subnet.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    if cx.workspace.context.targets.docker.version >= FINDS_ONE {
        return;
    }
    for (_, daemon) in cx.workspace.daemon_tables() {
        let Some(ipv6) = daemon.flag("ipv6").filter(|ipv6| ipv6.value) else {
            continue;
        };
        let has_network = daemon
            .text("fixed-cidr-v6")
            .is_some_and(|network| !network.value.is_empty());
        let has_no_bridge = daemon.text("bridge").is_some_and(|bridge| bridge.value == "none");
        if !has_network && !has_no_bridge {
            let found = cx.report(&ipv6.place, "the default bridge has no IPv6 network");
            found.help("add a `fixed-cidr-v6`, such as \"fd00:0:0:1::/64\"");
        }
    }
}

/// The first release that chooses a network itself.
///
/// Source: moby `daemon/daemon_unix.go`, `initBridgeDriver`, 27.5 and 28.0.
const FINDS_ONE: Version = Version::new(28, 0);
