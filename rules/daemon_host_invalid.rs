//! Addresses that dockerd cannot listen on.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::rule::{Check, Rule, Theme};
use crate::schema::texts::{DaemonHostFault, daemon_host_fault, has_placeholder};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "daemon-host-invalid",
    summary: "an entry of `hosts` is no address that dockerd can listen on",
    theme: Theme::Daemon,
    severity: Severity::Error,
    consequences: &[Consequence::Refused],
    needs: &[Role::DaemonConfig],
    uses: &[],
    keys: &[],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("daemon_host_invalid.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for host in cx.workspace.daemons().flat_map(|daemon| &daemon.hosts.items) {
        let text = host.value.as_str();
        let Some(fault) = daemon_host_fault(text).filter(|_| !has_placeholder(text)) else {
            continue;
        };
        let (message, help) = match fault {
            DaemonHostFault::Scheme => (
                "dockerd listens on unix://, tcp://, fd:// and npipe:// only",
                "write tcp:// for a port, or unix:// for a socket",
            ),
            DaemonHostFault::Path => (
                "an address with a path behind it",
                "cut it off after the port, the slash too",
            ),
            DaemonHostFault::PortZero => (
                "dockerd cannot listen on port 0",
                "write the port: 2376 with TLS, 2375 without",
            ),
            DaemonHostFault::TwoSchemes => ("an address with two schemes", "write one of them"),
            DaemonHostFault::Unreadable => (
                "no address that can be read",
                "write tcp://ADDRESS:PORT or unix:///PATH",
            ),
        };
        let slash = text.len().saturating_sub(1);
        let cut = cx.splice(&host.place, slash..text.len(), "");
        let only_slash = fault == DaemonHostFault::Path && text.ends_with('/');
        let without = text.get(..slash).is_some_and(|rest| daemon_host_fault(rest).is_none());
        let cut = cut.filter(|_| only_slash && without);
        let found = cx.report(&host.place, message).help(help);
        found.fix(cut.map(|cut| cut.fix(Safety::Unsafe, "remove the slash")));
    }
}
