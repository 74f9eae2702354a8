//! `icc` off while dockerd may not make the firewall rules that this takes.

use crate::diagnostic::{Consequence, Severity};
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "daemon-icc-iptables",
    summary: "dockerd does not start, because `icc` cannot be off without its firewall rules",
    theme: Theme::Network,
    severity: Severity::Error,
    consequences: &[Consequence::StartFails],
    needs: &[Role::DaemonConfig],
    uses: &[],
    keys: &[],
    fix: None,
    since: "0.1.0",
    page: include_str!("daemon_icc_iptables.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for (_, daemon) in cx.workspace.daemon_tables() {
        let off = |key: &str| daemon.flag(key).filter(|flag| !flag.value);
        let Some(icc) = off("icc") else { continue };
        let uses_ipv6 = daemon.flag("ipv6").is_some_and(|ipv6| ipv6.value);
        let rules = off("iptables").map(|off| ("iptables", off));
        let rules = rules.or_else(|| Some(("ip6tables", off("ip6tables").filter(|_| uses_ipv6)?)));
        if let Some((name, rules)) = rules {
            let found = cx.report(&icc.place, format!("`icc` can only be off while `{name}` is on"));
            found.label(rules.place.span, "dockerd may make no rules");
            found.help(format!("take `{name}` out, or `icc`"));
        }
    }
}
