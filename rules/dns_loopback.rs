//! Name servers on the loopback address, which in a container is the container itself.

use core::net::IpAddr;

use crate::diagnostic::{Consequence, Severity};
use crate::model::Network;
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "dns-loopback",
    summary: "containers look for their name server in themselves, and find none",
    theme: Theme::Network,
    severity: Severity::Error,
    consequences: &[Consequence::JobFails],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &["dns"],
    fix: None,
    since: "0.1.0",
    page: include_str!("dns_loopback.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for (_, docker) in cx.workspace.docker_executors() {
        let shares = matches!(
            docker.network(),
            Network::Host | Network::Container | Network::None | Network::Unknown
        );
        // A server elsewhere is asked when the first ones do not answer.
        let servers = &docker.dns.items;
        if shares || !servers.iter().all(|server| is_loopback(&server.value)) {
            continue;
        }
        if let Some(first) = servers.first() {
            let found = cx.report(
                &first.place,
                "containers find no name server at their own loopback address",
            );
            found.help("write the address of a name server that is reached from other machines, or leave `dns` out");
        }
    }
}

/// Docker's own server answers at 127.0.0.11 in networks other than the default one.
fn is_loopback(address: &str) -> bool {
    address != "127.0.0.11" && address.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}
