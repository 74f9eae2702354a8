//! Name servers with which Kubernetes makes no pod.

use crate::diagnostic::{Consequence, Severity};
use crate::rule::{Check, Rule, Theme};
use crate::schema::texts::is_ip;
use crate::source::{Place, Role};

pub(super) static RULE: Rule = Rule {
    name: "k8s-dns-config-invalid",
    summary: "pods have too many name servers, none at all, or one that is no address, and are not made",
    theme: Theme::Kubernetes,
    severity: Severity::Error,
    consequences: &[Consequence::JobFails],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &["kubernetes"],
    fix: None,
    since: "0.1.0",
    page: include_str!("k8s_dns_config_invalid.md"),
    check,
};

/// Source: Kubernetes `pkg/apis/core/validation/validation.go`, `MaxDNSNameservers`, 1.34.
const MOST: usize = 3;

fn check(cx: &mut Check<'_>) {
    let mut faults: Vec<(Place, String, &str)> = Vec::new();
    for (_, kubernetes) in cx.workspace.kubernetes_tables() {
        let config = kubernetes.table("dns_config");
        let servers = config.map(|config| config.texts("nameservers"));
        let policy = kubernetes.text("dns_policy").filter(|policy| policy.value == "none");
        let count = servers.as_ref().map_or(0, |servers| servers.items.len());
        if let Some(policy) = policy.filter(|_| count == 0) {
            let message = "with this policy pods need a name server, and have none".to_owned();
            let help = "add `nameservers` to [runners.kubernetes.dns_config], or take another policy";
            faults.push((policy.place, message, help));
        }
        let Some(servers) = servers else { continue };
        if count > MOST {
            let message = format!("these are {count} name servers, and a pod may have {MOST}");
            faults.push((servers.place.clone(), message, "keep the first three at most"));
        }
        let wrong = servers.items.into_iter();
        let wrong = wrong.filter(|server| !is_ip(&server.value) && !server.value.contains('$'));
        faults.extend(wrong.map(|server| {
            let message = format!("the name server {:?} is no IP address", server.value);
            (server.place, message, "write the address alone, without a port")
        }));
    }
    for (place, message, help) in faults {
        cx.report(&place, message).help(help);
    }
}
