//! Files of `certs.d` whose names dockerd refuses or passes over.

use crate::diagnostic::{Consequence, Severity};
use crate::model::{CertificateFile, CertsFolder};
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "certs-d-file-extension",
    summary: "the ending of a file in certs.d makes dockerd refuse the registry or pass the file over",
    theme: Theme::Registry,
    severity: Severity::Error,
    consequences: &[Consequence::JobFails, Consequence::Ignored],
    needs: &[Role::Certificate],
    uses: &[],
    keys: &[],
    fix: None,
    since: "0.1.0",
    page: include_str!("certs_d_file_extension.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for folder in cx.workspace.certs_folders() {
        let has_certificates = folder
            .files
            .iter()
            .any(|file| matches!(file.extension(), "crt" | "cert"));
        for file in &folder.files {
            match file.extension() {
                "cert" => pair(cx, &folder, file, "key"),
                "key" => pair(cx, &folder, file, "cert"),
                "pem" | "cer" | "der" | "CRT" if !has_certificates => passed_over(cx, file),
                _ => {}
            }
        }
    }
}

/// A client certificate needs its key and a key its certificate; without it dockerd refuses every pull.
fn pair(cx: &mut Check<'_>, folder: &CertsFolder, file: &CertificateFile, other: &str) {
    let wanted = format!("{}.{other}", file.stem());
    if folder.file(&wanted).is_some() {
        return;
    }
    let message = format!(
        "`{}` needs `{wanted}` beside it; without, every pull from `{}` fails",
        file.name, folder.name
    );
    let found = cx.report(&file.place, message);
    let authority = file.certificates.iter().any(|certificate| certificate.is_authority);
    if other == "key" && authority {
        found.note("an authority, which wants the ending `.crt`");
    }
    found.help(match other {
        "key" => format!(
            "if it is the certificate of an authority or server, rename it to {}.crt",
            file.stem()
        ),
        _ => format!("put the client certificate beside it as {wanted}, or take the key away"),
    });
}

fn passed_over(cx: &mut Check<'_>, file: &CertificateFile) {
    let message = format!(
        "dockerd does not read `{}`: certificates of authorities end in `.crt`",
        file.name
    );
    let found = cx.report(&file.place, message);
    found.consequence(Consequence::Ignored).severity(Severity::Warning);
    found.help(format!("rename it to {}.crt; it has to be PEM", file.stem()));
}
