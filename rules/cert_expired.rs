//! Certificates that are not valid any more, or not yet.

use crate::diagnostic::{Consequence, Severity};
use crate::model::CertificateHome;
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "cert-expired",
    summary: "a certificate has expired or is not valid yet",
    theme: Theme::Network,
    severity: Severity::Warning,
    consequences: &[Consequence::JobFails],
    needs: &[Role::Certificate],
    uses: &[],
    keys: &[],
    fix: None,
    since: "0.1.0",
    page: include_str!("cert_expired.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for file in cx.workspace.certificate_files() {
        let Some(now) = file.read.filter(|_| file.home != CertificateHome::Other) else {
            continue;
        };
        for certificate in &file.certificates {
            let message = if now > certificate.not_after {
                format!("this certificate expired on {}", certificate.last_day)
            } else if now < certificate.not_before {
                "this certificate is not valid yet".to_owned()
            } else {
                continue;
            };
            cx.report(&certificate.place, message)
                .help("put the new certificate in its place; dockerd and GitLab Runner read it without a restart");
        }
    }
}
