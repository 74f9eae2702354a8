//! Entries of `host_aliases` with which Kubernetes makes no pod.

use crate::diagnostic::{Consequence, Severity};
use crate::model::Table;
use crate::rule::{Check, Rule, Theme};
use crate::schema::texts::{is_dns_subdomain, is_ip};
use crate::source::{Place, Role};

pub(super) static RULE: Rule = Rule {
    name: "k8s-host-alias-invalid",
    summary: "an entry of `host_aliases` has no address or no proper name, and Kubernetes makes no pod with it",
    theme: Theme::Kubernetes,
    severity: Severity::Error,
    consequences: &[Consequence::JobFails],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &["kubernetes"],
    fix: None,
    since: "0.1.0",
    page: include_str!("k8s_host_alias_invalid.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    let tables = cx.workspace.kubernetes_tables();
    let aliases = tables.flat_map(|(_, table)| table.tables("host_aliases"));
    let faults: Vec<(Place, String, &str)> = aliases.flat_map(|alias| faults(&alias)).collect();
    for (place, message, help) in faults {
        cx.report(&place, message).help(help);
    }
}

fn faults(alias: &Table<'_>) -> Vec<(Place, String, &'static str)> {
    let mut faults = Vec::new();
    let address = "`ip` is one address, of IPv4 or of IPv6 without brackets";
    match alias.text("ip") {
        None => faults.push((alias.place(), "this host alias has no `ip`".to_owned(), address)),
        Some(ip) if !is_ip(&ip.value) && !ip.value.contains('$') => {
            faults.push((ip.place, format!("{:?} is no IP address", ip.value), address));
        }
        Some(_) => {}
    }
    for name in alias.texts("hostnames").items {
        // Newer clusters may take a dot at the end.
        let bare = name.value.strip_suffix('.').unwrap_or(&name.value);
        if !is_dns_subdomain(bare) && !name.value.contains('$') {
            let message = format!("{:?} is no name of a host", name.value);
            faults.push((name.place, message, "names have small letters, digits, `-` and `.`"));
        }
    }
    faults
}
