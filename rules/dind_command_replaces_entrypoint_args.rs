//! Docker-in-Docker services whose command keeps the daemon from listening on the network.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::{Certainty, Dind, Endpoint, Given, Job, Known, Lead, List, Meeting, Setting, Tls};
use crate::rule::{Check, Rule, Theme, weigh};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "dind-command-replaces-entrypoint-args",
    summary: "the command of a Docker-in-Docker service begins with `dockerd`, and the daemon listens on no port",
    theme: Theme::Dind,
    severity: Severity::Error,
    consequences: &[Consequence::JobFails],
    needs: &[Role::Pipeline],
    uses: &[Role::RunnerConfig],
    keys: &[],
    fix: Some(Safety::Safe),
    since: "0.1.0",
    page: include_str!("dind_command_replaces_entrypoint_args.md"),
    check,
};

struct Fault<'w> {
    job: &'w Job,
    dind: Dind<'w>,
    command: &'w List<String>,
    program: &'w Setting<String>,
    address: Option<(String, u16, Given<'w>)>,
}

fn check(cx: &mut Check<'_>) {
    for verdict in cx.workspace.judge(unheard, |fault| fault.program.place.span) {
        let Fault {
            command,
            program,
            address,
            ..
        } = &verdict.fault;
        // An empty list would do, too, but says less than none.
        let dropped = if command.items.len() == 1 {
            &command.place
        } else {
            &program.place
        };
        let own = !program.is_inherited();
        let fix = cx.remove(&[dropped]).filter(|_| own);
        let meetings = verdict.meetings.iter();
        let safe = { meetings }
            .filter_map(|meeting| unheard(*meeting))
            .all(|fault| is_ready(&fault));
        let safety = if safe { Safety::Safe } else { Safety::Unsafe };
        let found = cx.report(
            &program.place,
            "the Docker daemon of this service listens on its socket only, where jobs cannot reach it",
        );
        found.note("the image adds its port and TLS only to a command that begins with a flag");
        if let Some((_, _, given)) = address {
            found.label(given.place.span, "clients look for it here");
        }
        match fix {
            Some(fix) => found.fix(Some(fix.fix(safety, "leave the image's own start-up in place"))),
            None => found.help("leave `dockerd` out, and give flags only"),
        };
        weigh(found, &verdict);
    }
}

fn unheard(meeting: Meeting<'_>) -> Option<Fault<'_>> {
    let job = meeting.job.filter(|job| job.calls_docker())?;
    let address = match meeting.docker_host() {
        Known::Is((Endpoint::Tcp { host, port }, given)) => Some((host, port, given)),
        Known::Unset if meeting.has_no_socket() => None,
        _ => return None,
    };
    let dind = meeting.dind().filter(|dind| dind.certainty() == Certainty::Sure)?;
    let command = dind.service.command.as_ref()?;
    let program = command.items.first().filter(|word| word.value == "dockerd")?;
    let listens = |word: &Setting<String>| word.value.starts_with("--host") || word.value.starts_with("-H");
    let flags = command
        .items
        .iter()
        .any(|word| listens(word) || word.value.contains('$'));
    let is_ours = dind.service.entrypoint.is_none() && dind.mounted_daemon_json().is_none();
    // A daemon of the runner serves every job, and may be meant for a folder that they share.
    (!flags && is_ours && !may_be_mounted(&dind)).then_some(Fault {
        job,
        dind,
        command,
        program,
        address,
    })
}

/// Whether a file of settings that is not at hand may say where to listen.
fn may_be_mounted(dind: &Dind<'_>) -> bool {
    let Some(docker) = dind.meeting.docker() else {
        return false;
    };
    let volumes = docker.volumes.values();
    { volumes }.any(|volume| volume.has_variable_target() || volume.target.starts_with("/etc/docker"))
}

/// Whether the job reaches the daemon as soon as the image starts it.
fn is_ready(fault: &Fault<'_>) -> bool {
    let Fault { job, dind, command, .. } = fault;
    let tls = dind.tls_with(command.items.get(1..));
    let own = !dind.is_of_runner && !job.is_shared;
    let reached = match &fault.address {
        Some((host, port, _)) => dind.is_reached(&tls, host, *port),
        // The job's image finds the port by itself.
        None => {
            let port = if matches!(tls, Tls::On { .. }) { 2376 } else { 2375 };
            dind.meeting.image_lead() == Lead::Entrypoint && dind.is_reached(&tls, "docker", port)
        }
    };
    own && reached
}
