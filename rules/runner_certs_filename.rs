//! Certificates for GitLab under names that GitLab Runner does not look for.

use crate::diagnostic::{Consequence, Severity};
use crate::rule::{Check, Rule, Theme};
use crate::schema::texts::Url;
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "runner-certs-filename",
    summary: "a certificate for GitLab has a name that GitLab Runner does not look for",
    theme: Theme::Network,
    severity: Severity::Warning,
    consequences: &[Consequence::Ignored],
    needs: &[Role::Certificate, Role::RunnerConfig],
    uses: &[],
    keys: &[],
    fix: None,
    since: "0.1.0",
    page: include_str!("runner_certs_filename.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    let files = cx.workspace.runner_certificate_files();
    if files.is_empty() {
        return;
    }
    let mut hosts: Vec<&str> = Vec::new();
    for runner in cx.workspace.runners() {
        let names_one = cx
            .workspace
            .table(&runner.place)
            .is_some_and(|table| table.text("tls-ca-file").is_some());
        let url = runner.url.as_ref().filter(|_| !names_one);
        let host = url.and_then(|url| Url::parse(&url.value).ok()).map(|url| url.host);
        hosts.extend(host.filter(|host| !hosts.contains(host)));
    }
    for host in hosts {
        let wanted = format!("{host}.crt");
        if files.iter().any(|file| file.name == wanted) {
            continue;
        }
        for file in files.iter().filter(|file| is_near(file.stem(), file.extension(), host)) {
            let message = format!("GitLab Runner does not look for `{}`, but for `{wanted}`", file.name);
            cx.report(&file.place, message).help(format!(
                "rename it to {wanted}: the host of `url` without its port; or name the file in `tls-ca-file`"
            ));
        }
    }
}

/// Whether a file is meant for a host: it has its name, with another ending or with a port.
fn is_near(stem: &str, extension: &str, host: &str) -> bool {
    let Some(rest) = stem.strip_prefix(host) else {
        return false;
    };
    let is_port = |rest: &str| {
        let port = rest.trim_start_matches([':', '_', '-']);
        port.len() < rest.len() && !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit())
    };
    match extension {
        "crt" => is_port(rest),
        "pem" | "cer" | "cert" => rest.is_empty() || is_port(rest),
        _ => false,
    }
}
