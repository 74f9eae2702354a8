//! An address of a Docker daemon that GitLab Runner cannot read.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::Executor;
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "docker-host-invalid",
    summary: "GitLab Runner cannot read the address of the Docker daemon, and every job of the runner fails",
    theme: Theme::Executor,
    severity: Severity::Error,
    consequences: &[Consequence::JobFails],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &["host"],
    fix: Some(Safety::Safe),
    since: "0.1.0",
    page: include_str!("docker_host_invalid.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for (runner, docker) in cx.workspace.docker_executors() {
        // Docker Machine writes an address of its own.
        let Some(host) = docker
            .host
            .as_ref()
            .filter(|_| runner.executor != Executor::DockerMachine)
        else {
            continue;
        };
        let text = host.value.as_str();
        if text.is_empty() || text.contains(['$', '{']) || is_readable(text) {
            continue;
        }
        let written = meant(text).and_then(|meant| Some((cx.set(&host.place, meant.as_str())?, meant)));
        let found = cx.report(
            &host.place,
            format!("`{}` is no address of a Docker daemon", text.escape_debug()),
        );
        match written {
            Some((written, meant)) => found.fix(Some(written.fix(Safety::Safe, format!("write \"{meant}\"")))),
            None => found.help("write it like \"unix:///var/run/docker.sock\" or \"tcp://192.0.2.10:2376\""),
        };
    }
}

/// Source: moby `client/client.go`, `ParseHostURL`, 29.7.
fn is_readable(text: &str) -> bool {
    text.split_once("://").is_some_and(|(_, address)| !address.is_empty())
}

/// The path of a socket, with or without a broken scheme.
fn meant(text: &str) -> Option<String> {
    let path = text.strip_prefix("unix:").unwrap_or(text);
    let is_path = path.starts_with('/') && !path.starts_with("//") && !path.contains(':');
    is_path.then(|| format!("unix://{path}"))
}
