//! dockerd on the network, for everybody.

use core::net::IpAddr;

use crate::diagnostic::{Consequence, Severity};
use crate::rule::{Check, Rule, Theme};
use crate::schema::texts::{Reach, has_placeholder};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "daemon-tcp-without-tls",
    summary: "whoever reaches a port of dockerd is root on the machine",
    theme: Theme::Network,
    severity: Severity::Error,
    consequences: &[Consequence::Risk],
    needs: &[Role::DaemonConfig],
    uses: &[],
    keys: &[],
    fix: None,
    since: "0.1.0",
    page: include_str!("daemon_tcp_without_tls.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for daemon in cx.workspace.daemons() {
        if daemon.tlsverify.as_ref().is_some_and(|verify| verify.value) {
            continue;
        }
        let has_tls = daemon.tls.as_ref().is_some_and(|tls| tls.value);
        for host in &daemon.hosts.items {
            let Some(name) =
                tcp_host(&host.value).filter(|name| !has_placeholder(name) && Reach::of(name) != Reach::Machine)
            else {
                continue;
            };
            let found = cx.report(
                &host.place,
                "dockerd listens on the network and asks nobody for a certificate",
            );
            found.note("whoever reaches this port is root on this machine");
            if let (Some(tls), true) = (&daemon.tls, has_tls) {
                found.label(tls.place.span, "this encrypts, and lets everybody in");
            }
            found.help("set `tlsverify`, `tlscacert`, `tlscert` and `tlskey`, or use ssh: DOCKER_HOST=ssh://HOST");
            // A name is one of the machine's own addresses, perhaps the inner one.
            if !name.is_empty() && name.parse::<IpAddr>().is_err() {
                found.severity(Severity::Warning);
            }
        }
    }
}

/// The host of an entry of `hosts` that is a port; without a scheme it is one as well.
///
/// Source: moby `daemon/pkg/opts/hosts.go`, `parseDaemonHost`, 29.7.
fn tcp_host(entry: &str) -> Option<&str> {
    let (scheme, rest) = entry.trim().split_once("://").unwrap_or(("tcp", entry.trim()));
    if scheme != "tcp" || rest.is_empty() && entry.trim().is_empty() {
        return None;
    }
    let host = match rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((address, _)) => address,
        None => rest.split(':').next().unwrap_or_default(),
    };
    // Without a host it is localhost.
    (!host.is_empty()).then_some(host)
}
