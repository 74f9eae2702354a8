//! Mirrors of the host's daemon that the daemon of a service does not ask.

use std::collections::HashMap;

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::edit::Literal;
use crate::model::{Daemon, Dind, Meeting, Mirror, Setting, Workspace};
use crate::rule::{Check, Rule, Theme};
use crate::source::{FileId, Role};

pub(super) static RULE: Rule = Rule {
    name: "dind-registry-mirror-not-inherited",
    summary: "a Docker-in-Docker daemon does not ask the mirrors of the host's daemon",
    theme: Theme::Dind,
    severity: Severity::Info,
    consequences: &[Consequence::Advice],
    needs: &[Role::RunnerConfig, Role::DaemonConfig],
    uses: &[Role::Pipeline],
    keys: &[],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("dind_registry_mirror_not_inherited.md"),
    check,
};

struct Fault<'w> {
    dind: Dind<'w>,
    mirror: &'w Setting<Mirror>,
}

fn check(cx: &mut Check<'_>) {
    let workspace = cx.workspace;
    let mirrors = workspace
        .daemons()
        .filter_map(|daemon| Some((daemon.file, mirror(workspace, daemon)?)));
    let mirrors: HashMap<FileId, &Setting<Mirror>> = mirrors.collect();
    for verdict in workspace.judge(
        |meeting| without_mirror(meeting, &mirrors),
        |fault| fault.dind.service.image.place.span,
    ) {
        let Fault { dind, mirror } = &verdict.fault;
        let flag = format!("--registry-mirror={}", mirror.value.text);
        let command = dind.command_place();
        let fix = command
            .and_then(|command| cx.add(&command, &[Literal::from(flag.as_str())]))
            .filter(|_| verdict.is_certain());
        let found = cx.report(
            &dind.service.image.place,
            "the daemon of this service pulls past the host's mirror",
        );
        found.label(mirror.place.span, "only the host's daemon asks it");
        found.help(format!(
            "start the service with `{flag}`, if its containers reach the mirror"
        ));
        found.fix(fix.map(|fix| fix.fix(Safety::Unsafe, "ask it there, too")));
    }
}

/// The first mirror of a daemon that the daemon of a service could ask, too.
fn mirror<'w>(workspace: &'w Workspace, daemon: &'w Daemon) -> Option<&'w Setting<Mirror>> {
    let version = workspace.context.targets.docker.version;
    // Its own loopback address means the service itself there.
    let reaches = |mirror: &&Setting<Mirror>| mirror.value.is_of_use(version) && !mirror.value.is_loopback();
    daemon.registry_mirrors.items.iter().find(reaches)
}

fn without_mirror<'w>(meeting: Meeting<'w>, mirrors: &HashMap<FileId, &'w Setting<Mirror>>) -> Vec<Fault<'w>> {
    let daemon = meeting.runner.and_then(|runner| meeting.workspace.host_daemon(runner));
    let Some(mirror) = daemon.and_then(|daemon| mirrors.get(&daemon.file)) else {
        return Vec::new();
    };
    let is_without = |dind: &Dind<'_>| dind.is_not_told("registry-mirror");
    let dinds = meeting.dinds().filter(Dind::is_used).filter(is_without);
    dinds.map(|dind| Fault { dind, mirror }).collect()
}
