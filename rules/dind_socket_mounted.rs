//! The host's Docker socket in the place where the daemon of a Docker-in-Docker service makes its own.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::{Dind, Endpoint, Known, Meeting, SocketMount};
use crate::rule::{Check, Rule, Theme, weigh};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "dind-socket-mounted",
    summary: "something is mounted where the daemon of a Docker-in-Docker service makes its socket",
    theme: Theme::Dind,
    severity: Severity::Error,
    consequences: &[Consequence::JobFails, Consequence::WrongResult],
    needs: &[Role::RunnerConfig],
    uses: &[Role::Pipeline],
    keys: &[],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("dind_socket_mounted.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for verdict in cx.workspace.judge(clash, |(mount, _)| mount.place().span) {
        let (mount, dind) = &verdict.fault;
        let works = !verdict.meetings.iter().any(|meeting| asks_dind(*meeting));
        let (message, severity, consequence) = match mount {
            SocketMount::RunFolder(_) => (
                "the daemon of a service replaces the host's Docker socket by its own",
                Severity::Error,
                Consequence::WrongResult,
            ),
            SocketMount::Socket(_) if works => (
                "the daemon of a service cannot start over the host's Docker socket, and jobs use the host's daemon",
                Severity::Warning,
                Consequence::WrongResult,
            ),
            SocketMount::Socket(_) => (
                "the daemon of a service cannot start over the host's Docker socket",
                Severity::Error,
                Consequence::JobFails,
            ),
            SocketMount::Folder(_) => (
                "the daemon of a service cannot make its socket, because a folder has its name",
                Severity::Error,
                Consequence::JobFails,
            ),
        };
        let unmount = cx.remove(&[mount.place()]);
        let unmount = unmount.filter(|_| !matches!(dind.can_run(), Known::Is(false)));
        let found = cx.report(mount.place(), message);
        found.severity(severity).consequence(consequence);
        found.label(dind.service.image.place.span, "this service runs a Docker daemon");
        found.help("keep one of both: the socket, or the service");
        found.fix(unmount.map(|fix| fix.fix(Safety::Unsafe, "do not mount it")));
        weigh(found, &verdict);
    }
}

fn clash(meeting: Meeting<'_>) -> Option<(SocketMount<'_>, Dind<'_>)> {
    let mount = meeting.socket_mount()?;
    let mut dinds = meeting.dinds().filter(Dind::is_used);
    let dind = dinds.find(|dind| dind.flags().is_some() && dind.listens_on_usual_socket())?;
    Some((mount, dind))
}

/// Whether the job looks for the service's daemon, not for the host's.
fn asks_dind(meeting: Meeting<'_>) -> bool {
    match meeting.docker_host() {
        Known::Is((endpoint @ Endpoint::Tcp { .. }, _)) => endpoint.is_local() || meeting.dind().is_some(),
        _ => false,
    }
}
