//! Sockets of container engines that are mounted into jobs.

use crate::diagnostic::{Consequence, Severity};
use crate::model::EngineSocket;
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "socket-mount-root-equivalent",
    summary: "every job can control the host through its container engine",
    theme: Theme::Socket,
    severity: Severity::Warning,
    consequences: &[Consequence::Risk],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &["volumes"],
    fix: None,
    since: "0.1.0",
    page: include_str!("socket_mount_root_equivalent.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for mount in cx.workspace.engine_mounts() {
        let message = format!("{} is mounted into every job", mount.socket.title());
        let found = cx.report(mount.place, message);
        found.note(match mount.socket {
            EngineSocket::RunDirectory => "the engines' sockets lie in it",
            _ => "whoever can write to it is root on the host",
        });
        found.help(
            "build images with rootless BuildKit instead, or keep the runner for one team on a machine of its own",
        );
    }
}
