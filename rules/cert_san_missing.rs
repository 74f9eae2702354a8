//! Certificates of registries without the registry's name.

use crate::diagnostic::{Consequence, Severity};
use crate::model::{Certificate, CertsFolder};
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "cert-san-missing",
    summary: "a registry's certificate does not have its name",
    theme: Theme::Registry,
    severity: Severity::Error,
    consequences: &[Consequence::JobFails],
    needs: &[Role::Certificate],
    uses: &[],
    keys: &[],
    fix: None,
    since: "0.1.0",
    page: include_str!("cert_san_missing.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for folder in cx.workspace.certs_folders() {
        let host = folder.host();
        let certificates = trusted(&folder);
        // With an authority among them the server's own certificate need not be here.
        let servers = certificates.iter().all(|certificate| certificate.is_of_server(host));
        if !servers || folder.name == "_default" || certificates.iter().any(|certificate| certificate.covers(host)) {
            continue;
        }
        for certificate in certificates {
            let (message, note) = match certificate.names.as_slice() {
                [] => (
                    format!("this certificate has no names, so no client takes it for `{host}`"),
                    "the common name does not count",
                ),
                _ => (format!("this certificate is not for `{host}`"), "its names are others"),
            };
            let found = cx.report(&certificate.place, message);
            found.note(note);
            // The server may have another one by now.
            if !certificate.names.is_empty() {
                found.severity(Severity::Warning);
            }
            found.help(format!(
                "make a new one for the registry, with openssl's `-addext subjectAltName={}:{host}`",
                match host.parse::<core::net::IpAddr>() {
                    Ok(_) => "IP",
                    Err(_) => "DNS",
                }
            ));
        }
    }
}

/// The certificates that dockerd trusts for the registry; those of clients end in `.cert`.
fn trusted(folder: &CertsFolder) -> Vec<&Certificate> {
    let files = folder.files.iter().filter(|file| file.extension() == "crt");
    files.flat_map(|file| &file.certificates).collect()
}
