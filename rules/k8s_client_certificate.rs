//! Client certificates for the Kubernetes API that lack a part, or are not used.

use crate::diagnostic::{Consequence, Severity};
use crate::model::Table;
use crate::rule::{Check, Rule, Theme};
use crate::source::{Place, Role};

pub(super) static RULE: Rule = Rule {
    name: "k8s-client-certificate",
    summary: "the client certificate for the Kubernetes API lacks a part, or is not used",
    theme: Theme::Kubernetes,
    severity: Severity::Error,
    consequences: &[Consequence::JobFails, Consequence::Ignored],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &["kubernetes"],
    fix: None,
    since: "0.1.0",
    page: include_str!("k8s_client_certificate.md"),
    check,
};

enum Fault {
    /// Keys that are missing beside the certificate.
    Lacks(Place, Vec<&'static str>),
    /// A setting without effect, and what it would need.
    Unused(Place, &'static str, &'static str),
}

fn check(cx: &mut Check<'_>) {
    let tables = cx.workspace.kubernetes_tables();
    let whole = tables.filter(|(runner, _)| cx.workspace.is_whole(runner));
    let faults: Vec<Fault> = whole.filter_map(|(_, table)| fault(&table)).collect();
    for fault in faults {
        match fault {
            Fault::Lacks(place, keys) => {
                let keys: Vec<String> = keys.iter().map(|key| format!("`{key}`")).collect();
                let message = format!("this client certificate needs {} as well", keys.join(" and "));
                cx.report(&place, message)
                    .help("set `cert_file`, `key_file` and `ca_file` together");
            }
            Fault::Unused(place, key, needed) => {
                let found = cx.report(&place, format!("`{key}` has no effect without `{needed}`"));
                found.severity(Severity::Warning).consequence(Consequence::Ignored);
                found.help(match needed {
                    "host" => "without `host` GitLab Runner takes the pod's service account or the kubeconfig file",
                    _ => "set both or none",
                });
            }
        }
    }
}

fn fault(table: &Table<'_>) -> Option<Fault> {
    let text = |key: &str| table.text(key).filter(|text| !text.value.is_empty());
    let (certificate, key) = (text("cert_file"), text("key_file"));
    if text("host").is_none() {
        let unused = certificate.map(|text| ("cert_file", text));
        let unused = unused.or_else(|| Some(("key_file", key?)));
        let (key, text) = unused.or_else(|| Some(("ca_file", text("ca_file")?)))?;
        return Some(Fault::Unused(text.place, key, "host"));
    }
    let Some(certificate) = certificate else {
        return Some(Fault::Unused(key?.place, "key_file", "cert_file"));
    };
    let lacks: Vec<&str> = ["key_file", "ca_file"]
        .into_iter()
        .filter(|key| text(key).is_none())
        .collect();
    (!lacks.is_empty()).then_some(Fault::Lacks(certificate.place, lacks))
}
