//! Certificates that runners name and that are not there, not PEM, or no pair.

use std::path::Path;

use crate::diagnostic::{Consequence, Severity};
use crate::model::{CertificateFile, Runner, Table};
use crate::rule::{Check, Rule, Theme};
use crate::schema::texts::{Url, has_placeholder};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "runner-tls-file-missing",
    summary: "a certificate that a runner names is not there, or is no use alone",
    theme: Theme::Network,
    severity: Severity::Warning,
    consequences: &[Consequence::Ignored],
    needs: &[Role::RunnerConfig],
    uses: &[Role::Certificate],
    keys: &["tls-ca-file", "tls-cert-file", "tls-key-file"],
    fix: None,
    since: "0.1.0",
    page: include_str!("runner_tls_file_missing.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    let files = cx.workspace.runner_certificate_files();
    for runner in cx.workspace.runners() {
        let Some(table) = cx.workspace.table(&runner.place) else {
            continue;
        };
        if cx.workspace.is_whole(runner) {
            alone(cx, runner, &table, &files);
        }
        for key in ["tls-ca-file", "tls-cert-file", "tls-key-file"] {
            let Some(path) = table.text(key).filter(|path| !path.value.is_empty()) else {
                continue;
            };
            if !files.is_empty() && is_in_certs(&path.value) && find(cx, &files, &path.value).is_none() {
                let message = format!("the file that `{key}` names is not there");
                let found = cx.report(&path.place, message);
                found.note("GitLab Runner goes on without it and says nothing");
                found.help("put the file there, or name the right one");
            }
        }
    }
}

/// Whether a path lies where this program has seen all files.
fn is_in_certs(path: &str) -> bool {
    !has_placeholder(path) && Path::new(path).parent() == Some(Path::new("/etc/gitlab-runner/certs"))
}

/// The file of that path; the root of the host may lie elsewhere.
fn find<'f>(cx: &Check<'_>, files: &'f [CertificateFile], path: &str) -> Option<&'f CertificateFile> {
    let path = path.trim_start_matches('/');
    files
        .iter()
        .find(|file| cx.workspace.sources.get(file.file).path.ends_with(path))
}

/// A client certificate without its key, or the other way round.
fn alone(cx: &mut Check<'_>, runner: &Runner, table: &Table<'_>, files: &[CertificateFile]) {
    let set = |key: &str| table.text(key).filter(|path| !path.value.is_empty());
    let (at, missing) = match (set("tls-cert-file"), set("tls-key-file")) {
        (Some(cert), None) => (cert, "tls-key-file"),
        (None, Some(key)) => (key, "tls-cert-file"),
        _ => return,
    };
    let host = runner
        .url
        .as_ref()
        .and_then(|url| Url::parse(&url.value).ok())
        .map(|url| url.host);
    let wanted = match missing {
        "tls-key-file" => "auth.key",
        _ => "auth.crt",
    };
    let name = host.map(|host| format!("{host}.{wanted}"));
    // Without a path it is looked for in the folder of certificates.
    if name
        .as_ref()
        .is_some_and(|name| files.iter().any(|file| file.name == *name))
    {
        return;
    }
    let name = name.unwrap_or_else(|| format!("HOST.{wanted}"));
    let found = cx.report(
        &at.place,
        format!("a client certificate needs both, and `{missing}` is not set"),
    );
    found.help(format!(
        "set `{missing}`, too, or keep it as certs/{name} beside config.toml"
    ));
}
