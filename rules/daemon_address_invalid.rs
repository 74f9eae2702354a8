//! Texts of daemon.json that have to be IP addresses or ranges of them.

use core::net::IpAddr;

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::{DaemonMismatch, Table, is_ipv6_subnet};
use crate::rule::{Check, Rule, Theme};
use crate::schema::Version;
use crate::schema::daemon::Shape;
use crate::schema::texts::{HostPort, has_placeholder, ip_meant, is_template};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "daemon-address-invalid",
    summary: "an address of daemon.json is no IP address",
    theme: Theme::Daemon,
    severity: Severity::Error,
    consequences: &[Consequence::Refused, Consequence::StartFails],
    needs: &[Role::DaemonConfig],
    uses: &[],
    keys: &[],
    fix: Some(Safety::Safe),
    since: "0.1.0",
    page: include_str!("daemon_address_invalid.md"),
    check,
};

/// The first release whose `--validate` looks at `fixed-cidr-v6`.
///
/// Source: moby `daemon/config/config_linux.go`, `ValidatePlatformConfig`, 25.0.
const CHECKS_SUBNET: Version = Version::new(25, 0);

/// The first release that knows `host-gateway-ips`.
const TAKES_GATEWAYS: Version = Version::new(28, 0);

fn check(cx: &mut Check<'_>) {
    for value in cx.workspace.daemons().flat_map(|daemon| &daemon.values.mismatches) {
        if !value.is_type {
            undecodable(cx, value);
        }
    }
    for (_, table) in cx.workspace.daemon_tables() {
        subnet(cx, &table);
        gateways(cx, &table);
        metrics(cx, &table);
    }
}

fn undecodable(cx: &mut Check<'_>, value: &DaemonMismatch) {
    let Some(text) = value.as_str() else {
        return;
    };
    match value.expected {
        Shape::Address | Shape::TrimmedAddress | Shape::ZonedAddress => {}
        Shape::Prefix => {
            let message = format!("`{}` is no range of IP addresses", text.escape_debug());
            let found = cx.report(&value.place, message);
            found.help("write an address, a slash and the length of the prefix: 10.200.0.0/16");
            return;
        }
        _ => return,
    }
    let written = ip_meant(text).and_then(|address| cx.set(&value.place, address));
    let fix = written.map(|fix| fix.fix(Safety::Safe, "write the address alone"));
    let message = match text {
        "" => format!("an address in `{}` is empty", value.name),
        _ => format!("`{}` is no IP address", text.escape_debug()),
    };
    let found = cx.report(&value.place, message).fix(fix);
    match text.contains('%') {
        true => found.help("Docker takes addresses with a zone, such as fe80::1%eth0, for `dns` from 29.0 on only"),
        false => found.help("write the address alone, without a port; names are not resolved here"),
    };
}

fn subnet(cx: &mut Check<'_>, table: &Table<'_>) {
    if cx.workspace.context.targets.docker.version < CHECKS_SUBNET {
        return;
    }
    let Some(setting) = table.text("fixed-cidr-v6") else {
        return;
    };
    let text = setting.value.as_str();
    if !text.is_empty() && !is_template(text) && !is_ipv6_subnet(text) {
        let message = format!("`{}` is no range of IPv6 addresses for a network", text.escape_debug());
        cx.report(&setting.place, message)
            .help("write a range such as fd00:db8:1::/64");
    }
}

/// One address of each family may stand behind `host-gateway`.
fn gateways(cx: &mut Check<'_>, table: &Table<'_>) {
    if cx.workspace.context.targets.docker.version < TAKES_GATEWAYS {
        return;
    }
    let gateways = table.texts("host-gateway-ips");
    let mut seen = [false, false];
    for gateway in gateways.items {
        let Ok(address) = gateway.value.parse::<IpAddr>() else {
            continue;
        };
        let (family, seen) = match (address, &mut seen) {
            (IpAddr::V4(_), [seen, _]) => ("IPv4", seen),
            (IpAddr::V6(_), [_, seen]) => ("IPv6", seen),
        };
        if std::mem::replace(seen, true) {
            let message = format!("a second {family} address in `host-gateway-ips`");
            let found = cx.report(&gateway.place, message);
            found.help("leave one IPv4 and one IPv6 address at most");
        }
    }
}

/// Source: moby `daemon/command/daemon_unix.go`, `allocateDaemonPort`, 29.7.
fn metrics(cx: &mut Check<'_>, table: &Table<'_>) {
    let Some(setting) = table.text("metrics-addr") else {
        return;
    };
    let text = setting.value.as_str();
    let has_port = HostPort::split(text).is_ok_and(|address| address.port.parse::<i64>().is_ok());
    if text.is_empty() || has_placeholder(text) || is_template(text) || has_port {
        return;
    }
    let message = format!("`{}` is no address with the number of a port", text.escape_debug());
    let found = cx.report(&setting.place, message).consequence(Consequence::StartFails);
    found.help("write an address and a port: 127.0.0.1:9323");
}
