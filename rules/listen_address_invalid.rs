//! A `listen_address` at which no metrics can be served.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::Setting;
use crate::rule::{Check, Rule, Theme};
use crate::schema::texts::{HostPort, HostPortFault, has_placeholder};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "listen-address-invalid",
    summary: "metrics are not served, or GitLab Runner stops at once, for `listen_address`",
    theme: Theme::Scaling,
    severity: Severity::Error,
    consequences: &[Consequence::StartFails, Consequence::Ignored],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &[],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("listen_address_invalid.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    let written = cx
        .workspace
        .configs()
        .filter_map(|config| config.text("listen_address"));
    let written: Vec<_> = written
        .filter(|address| !address.value.is_empty() && !has_placeholder(&address.value))
        .collect();
    for address in &written {
        match HostPort::split(&address.value) {
            Ok(split) if split.port.is_empty() => fatal(cx, address, "there is no port after the colon"),
            Ok(split) if split.is_port_too_high() => fatal(cx, address, "there is no such port"),
            Err(HostPortFault::NoPort) if address.value.bytes().all(|b| b.is_ascii_digit()) => {
                fatal(cx, address, "this is taken for the name of a host, with port 9252");
            }
            Err(HostPortFault::Colons | HostPortFault::Brackets) => unserved(cx, address),
            Ok(_) | Err(HostPortFault::NoPort) => {}
        }
    }
}

fn fatal(cx: &mut Check<'_>, address: &Setting<String>, message: &str) {
    let found = cx.report(&address.place, message);
    found.help("write a host and a port: \"127.0.0.1:9252\"");
}

/// GitLab Runner logs `invalid listen address` and goes on.
fn unserved(cx: &mut Check<'_>, address: &Setting<String>) {
    let bare = address
        .value
        .strip_prefix("http://")
        .map(|bare| bare.trim_end_matches('/'));
    let bare = bare.filter(|bare| HostPort::split(bare).is_ok_and(|split| split.port.parse::<u16>().is_ok()));
    let bare = bare.and_then(|bare| cx.set(&address.place, bare));
    let found = cx.report(
        &address.place,
        "no metrics are served: this is not a host and a port with a colon between",
    );
    found.severity(Severity::Warning).consequence(Consequence::Ignored);
    match bare {
        Some(bare) => found.fix(Some(bare.fix(Safety::Unsafe, "leave the scheme out"))),
        None => found.help("write a host and a port, IPv6 in brackets: \"[::1]:9252\""),
    };
}
