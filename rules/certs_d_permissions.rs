//! Private keys of registries that other users of the host may read.

use crate::diagnostic::{Consequence, Severity};
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "certs-d-permissions",
    summary: "other users of the host may read a private key",
    theme: Theme::Registry,
    severity: Severity::Warning,
    consequences: &[Consequence::Risk],
    needs: &[],
    uses: &[Role::Certificate],
    keys: &[],
    fix: None,
    since: "0.1.0",
    page: include_str!("certs_d_permissions.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for folder in cx.workspace.certs_folders() {
        for key in folder.files.iter().filter(|file| file.extension() == "key") {
            let file = cx.workspace.sources.get(key.file);
            // The permissions of a copy in a repository say nothing.
            let facts = file.facts.filter(|_| file.path.is_absolute());
            // Root's own group has nobody else in it.
            let others = |gid: u32| if gid == 0 { 0o007 } else { 0o077 };
            if facts.is_some_and(|facts| facts.mode & others(facts.gid) != 0) {
                let command = format!("chmod 600 {}", file.path.display());
                cx.report(
                    &key.place,
                    "its permissions let other users of this host read this private key",
                )
                .help(command);
            }
        }
    }
}
