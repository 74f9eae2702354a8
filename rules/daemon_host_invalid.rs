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
    let version = cx.workspace.context.targets.docker.version;
    for host in cx.workspace.daemons().flat_map(|daemon| &daemon.hosts.items) {
        let text = host.value.as_str();
        let Some(fault) = daemon_host_fault(text, version).filter(|_| !has_placeholder(text)) else {
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
            DaemonHostFault::Blanks => (
                "an address with blanks around it, which dockerd no longer takes off",
                "take the blanks out",
            ),
            DaemonHostFault::Unreadable => (
                "no address that can be read",
                "write tcp://ADDRESS:PORT or unix:///PATH",
            ),
        };
        let (left, right) = (text.len() - text.trim_start().len(), text.trim_end().len());
        let fix = match fault {
            DaemonHostFault::Blanks if left > 0 => Some((0..left, "remove the blanks")),
            DaemonHostFault::Blanks => Some((right..text.len(), "remove the blanks")),
            DaemonHostFault::Path if text.ends_with('/') => Some((text.len() - 1..text.len(), "remove the slash")),
            _ => None,
        };
        let fix = fix.and_then(|(range, title)| {
            let rest = format!("{}{}", text.get(..range.start)?, text.get(range.end..)?);
            let cut = cx.splice(&host.place, range, "")?;
            let works = daemon_host_fault(&rest, version).is_none();
            works.then(|| cut.fix(Safety::Unsafe, title))
        });
        cx.report(&host.place, message).help(help).fix(fix);
    }
}
