//! dockerd makes no firewall rules.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "daemon-iptables-false",
    summary: "containers reach nothing, because dockerd makes no firewall rules",
    theme: Theme::Network,
    severity: Severity::Warning,
    consequences: &[Consequence::Advice],
    needs: &[Role::DaemonConfig],
    uses: &[],
    keys: &[],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("daemon_iptables_false.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for (_, daemon) in cx.workspace.daemon_tables() {
        // With the bridge of somebody else, or none, the rules are theirs as well.
        if daemon.text("bridge").is_some_and(|bridge| !bridge.value.is_empty()) {
            continue;
        }
        let off = |key: &str| daemon.flag(key).filter(|flag| !flag.value);
        let (message, flag) = match (off("iptables"), off("ip-masq")) {
            (Some(flag), _) => ("dockerd makes no firewall rules, and containers have no way out", flag),
            (None, Some(flag)) => (
                "dockerd does not translate addresses, and containers have no way out",
                flag,
            ),
            (None, None) => continue,
        };
        let fix = cx.remove(&[&flag.place]);
        let found = cx.report(&flag.place, message);
        found.note("jobs fail to resolve names and to download, unless somebody else makes these rules");
        found.fix(fix.map(|fix| fix.fix(Safety::Unsafe, "remove it")));
    }
}
