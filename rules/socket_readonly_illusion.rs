//! Sockets that are mounted read-only.

use crate::diagnostic::{Consequence, Severity};
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "socket-readonly-illusion",
    summary: "a read-only mount does not keep jobs from controlling the host's Docker daemon",
    theme: Theme::Socket,
    severity: Severity::Info,
    consequences: &[Consequence::Risk],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &["volumes"],
    fix: None,
    since: "0.1.0",
    page: include_str!("socket_readonly_illusion.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for (_, docker) in cx.workspace.docker_executors() {
        let Some(socket) = docker.docker_socket().filter(|socket| socket.value.is_read_only()) else {
            continue;
        };
        let found = cx.report(
            &socket.place,
            "jobs control the Docker daemon through a read-only socket, too",
        );
        found.note("`ro` keeps the file from being replaced, and nothing else");
        found.help("do without the socket, or put a proxy before it that lets through what jobs need");
    }
}
