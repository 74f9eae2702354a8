//! Addresses with which the session server does not start.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::{Setting, Table};
use crate::rule::{Check, Rule, Theme};
use crate::schema::texts::{HostPort, HostPortFault, has_placeholder};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "session-server-address",
    summary: "GitLab Runner stops at once for the addresses of its session server",
    theme: Theme::Scaling,
    severity: Severity::Error,
    consequences: &[Consequence::StartFails, Consequence::Ignored],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &[],
    fix: Some(Safety::Safe),
    since: "0.1.0",
    page: include_str!("session_server_address.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    let servers = cx
        .workspace
        .configs()
        .filter_map(|config| config.table("session_server"));
    let servers: Vec<_> = servers.collect();
    for server in &servers {
        let listen = address(server, "listen_address");
        let advertise = address(server, "advertise_address");
        let both = listen.iter().chain(&advertise);
        if !both.clone().any(|address| has_placeholder(&address.value)) {
            pair(cx, listen.as_ref(), advertise.as_ref());
        }
    }
}

fn address(server: &Table<'_>, key: &str) -> Option<Setting<String>> {
    server.text(key).filter(|address| !address.value.is_empty())
}

fn pair(cx: &mut Check<'_>, listen: Option<&Setting<String>>, advertise: Option<&Setting<String>>) {
    let Some(listen) = listen else {
        if let Some(advertise) = advertise {
            let found = cx.report(&advertise.place, "without `listen_address` there is no session server");
            found.severity(Severity::Warning).consequence(Consequence::Ignored);
            found.help("write `listen_address = \"0.0.0.0:8093\"`, or take this away");
        }
        return;
    };
    let faulty = [(Some(listen), true), (advertise, false)].map(|(address, listens)| {
        let address = address?;
        Some((address, fault(&address.value, listens)?))
    });
    let mut reported = false;
    for (address, message) in faulty.into_iter().flatten() {
        reported = true;
        let bare = without_scheme(&address.value);
        let bare = bare.and_then(|bare| cx.set(&address.place, bare));
        let found = cx.report(&address.place, message);
        match bare {
            Some(bare) => found.fix(Some(bare.fix(Safety::Safe, "leave the scheme out"))),
            None => found.help("write a host and a port: \"runner.example.com:8093\""),
        };
    }
    let host = |address: &Setting<String>| HostPort::split(&address.value).is_ok_and(|split| !split.host.is_empty());
    if !reported && !host(listen) && !advertise.is_some_and(host) {
        let found = cx.report(
            &listen.place,
            "neither address of the session server names a host and a port",
        );
        found.help("write `advertise_address = \"runner.example.com:8093\"`, as GitLab reaches this machine");
    }
}

/// What keeps the server from starting. The address that is told to GitLab may lack a port.
fn fault(address: &str, listens: bool) -> Option<&'static str> {
    if address.starts_with("http://") || address.starts_with("https://") {
        return Some("an address of the session server has no scheme");
    }
    match HostPort::split(address) {
        Ok(split) if listens && split.is_port_too_high() => Some("there is no such port"),
        Err(HostPortFault::NoPort) if listens => Some("this address has no port"),
        Err(_) if listens => Some("this is not a host and a port with a colon between"),
        Ok(_) | Err(_) => None,
    }
}

/// The host and port after a scheme.
fn without_scheme(address: &str) -> Option<&str> {
    let bare = address
        .strip_prefix("https://")
        .or_else(|| address.strip_prefix("http://"))?;
    let bare = bare.trim_end_matches('/');
    let split = HostPort::split(bare).ok()?;
    let sound = !bare.contains('/') && !split.host.is_empty() && split.port.parse::<u16>().is_ok();
    sound.then_some(bare)
}
