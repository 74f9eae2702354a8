//! Metrics for everybody.

use crate::diagnostic::{Consequence, Severity};
use crate::rule::{Check, Rule, Theme};
use crate::schema::texts::HostPort;
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "daemon-metrics-addr-open",
    summary: "whoever reaches the machine can read the metrics of dockerd",
    theme: Theme::Network,
    severity: Severity::Info,
    consequences: &[Consequence::Risk],
    needs: &[Role::DaemonConfig],
    uses: &[],
    keys: &[],
    fix: None,
    since: "0.1.0",
    page: include_str!("daemon_metrics_addr_open.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for (_, daemon) in cx.workspace.daemon_tables() {
        let Some(metrics) = daemon.text("metrics-addr") else {
            continue;
        };
        let Ok(address) = HostPort::split(&metrics.value) else {
            continue;
        };
        if matches!(address.host, "" | "0.0.0.0" | "::") {
            let found = cx.report(
                &metrics.place,
                "dockerd gives its metrics to everybody who reaches the machine",
            );
            found.help(format!(
                "give them to this machine alone, \"127.0.0.1:{}\", or to an address of your monitoring network",
                address.port
            ));
        }
    }
}
