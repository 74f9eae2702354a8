//! Names that have several addresses in `extra_hosts`.

use core::net::IpAddr;

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::{ExtraHost, Setting};
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "extra-hosts-duplicate",
    summary: "a name has several addresses in `extra_hosts`, or is the container's own",
    theme: Theme::Network,
    severity: Severity::Warning,
    consequences: &[Consequence::WrongResult, Consequence::Advice],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &["extra_hosts"],
    fix: Some(Safety::Safe),
    since: "0.1.0",
    page: include_str!("extra_hosts_duplicate.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for (_, docker) in cx.workspace.docker_executors() {
        let mut seen: Vec<(&Setting<String>, ExtraHost<'_>)> = Vec::new();
        for entry in &docker.extra_hosts.items {
            let Some(host) = ExtraHost::parse(&entry.value) else {
                continue;
            };
            if host.name.eq_ignore_ascii_case("localhost") && is_elsewhere(host.address) {
                let found = cx.report(&entry.place, "`localhost` is given the address of another machine");
                found.note("the container's own address comes first");
                found.help("give the machine a name of its own");
                continue;
            }
            let same = |(_, other): &&(_, ExtraHost<'_>)| {
                other.name.eq_ignore_ascii_case(host.name) && is_ipv6(other.address) == is_ipv6(host.address)
            };
            match seen.iter().find(same) {
                Some((first, other)) => twice(cx, (first, other), (entry, &host)),
                None => seen.push((entry, host)),
            }
        }
    }
}

fn twice(cx: &mut Check<'_>, first: (&Setting<String>, &ExtraHost<'_>), second: (&Setting<String>, &ExtraHost<'_>)) {
    let ((first, one), (second, other)) = (first, second);
    let is_same = one.address == other.address;
    let removed = cx.remove(&[&second.place]).filter(|_| is_same);
    let name = other.name.escape_debug();
    let message = match is_same {
        true => format!("`{name}` is given its address a second time"),
        false => format!("`{name}` is given a second address"),
    };
    let found = cx.report(&second.place, message);
    found.label(first.place.span, "this is the first one");
    if is_same {
        found.severity(Severity::Info).consequence(Consequence::Advice);
    }
    match removed {
        Some(removed) => found.fix(Some(removed.fix(Safety::Safe, "take the second one away"))),
        None if is_same => found,
        None => found.help("keep one of the two; programs differ in which one they take"),
    };
}

/// Docker gives names addresses of both kinds; one of each is no contradiction.
fn is_ipv6(address: &str) -> bool {
    address.contains(':')
}

fn is_elsewhere(address: &str) -> bool {
    address.parse::<IpAddr>().is_ok_and(|address| !address.is_loopback())
}
