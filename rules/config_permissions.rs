//! Files with tokens and passwords that other users of the host may read.

use std::path::Path;

use crate::diagnostic::{Consequence, Severity};
use crate::rule::{Check, Rule, Theme};
use crate::source::{Address, FileId, Place, Role, SourceFile, Span};

pub(super) static RULE: Rule = Rule {
    name: "config-permissions",
    summary: "other users of the host may read tokens or change what dockerd does",
    theme: Theme::Values,
    severity: Severity::Warning,
    consequences: &[Consequence::Risk],
    needs: &[],
    uses: &[Role::RunnerConfig, Role::DockerAuth, Role::DaemonConfig],
    keys: &[],
    fix: None,
    since: "0.1.0",
    page: include_str!("config_permissions.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    let mut found: Vec<(FileId, String, &str)> = Vec::new();
    for (id, file) in cx.workspace.sources.hosts() {
        let Some(facts) = file.facts.filter(|_| is_of_host(file)) else {
            continue;
        };
        // Root's own group has nobody else in it.
        let mode = facts.mode & if facts.gid == 0 { 0o707 } else { 0o777 };
        let path = file.path.display();
        match file.role {
            Role::RunnerConfig | Role::DockerAuth if mode & 0o077 != 0 => {
                found.push((id, format!("chmod 600 {path}"), "read the secrets in this file"));
            }
            Role::DaemonConfig if mode & 0o022 != 0 => {
                found.push((
                    id,
                    format!("chmod 644 {path}"),
                    "change this file, and with it what runs as root",
                ));
            }
            _ => {}
        }
    }
    for (file, command, what) in found {
        let place = Place {
            span: Span::new(file, 0..0),
            address: Address::root(),
        };
        cx.report(&place, format!("its permissions let other users of this host {what}"))
            .help(command);
    }
}

/// Whether it is the file that the program itself reads, and not a copy somewhere, whose permissions say nothing. Nobody
/// gets into the home of root.
fn is_of_host(file: &SourceFile) -> bool {
    let own = [
        "etc/gitlab-runner/config.toml",
        ".gitlab-runner/config.toml",
        "etc/docker/daemon.json",
        ".docker/config.json",
    ];
    file.path.is_absolute()
        && !file.path.starts_with("/root")
        && own.iter().any(|own| file.path.ends_with(Path::new(own)))
}
