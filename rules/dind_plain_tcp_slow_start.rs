//! Docker-in-Docker without TLS that is not told to do without: it waits before it starts.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::edit::Literal;
use crate::model::{Certainty, Dind, Known, Meeting, Setting, Tls};
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "dind-plain-tcp-slow-start",
    summary: "a Docker daemon without TLS waits 16 seconds before it starts",
    theme: Theme::Dind,
    severity: Severity::Info,
    consequences: &[Consequence::Advice, Consequence::JobFails],
    needs: &[],
    uses: &[Role::RunnerConfig, Role::Pipeline],
    keys: &[],
    fix: Some(Safety::Safe),
    since: "0.1.0",
    page: include_str!("dind_plain_tcp_slow_start.md"),
    check,
};

/// The first release whose daemon waits.
const WAITS: u16 = 20;
/// How long it does, with some time to start.
const PATIENCE: i64 = 20;

fn check(cx: &mut Check<'_>) {
    for verdict in cx.workspace.judge(slow, |dind| dind.service.image.place.span) {
        let dind = &verdict.fault;
        let all = || verdict.meetings.iter().flat_map(|meeting| slow(*meeting));
        let hurried = all().any(|dind| is_hurried(&dind));
        let place = dind.command_place().filter(|_| verdict.is_certain());
        let place = place.filter(|_| all().all(|dind| takes_flag(&dind)));
        let fix = place.and_then(|place| cx.add(&place, &[Literal::from("--tls=false")]));
        let found = cx.report(
            &dind.service.image.place,
            "this daemon waits 16 seconds before it starts, because nobody says that TLS is not wanted",
        );
        if let Tls::Off { given: Some(given) } = dind.tls() {
            found.label(given.place.span, "this turns TLS off");
        }
        if hurried && verdict.is_certain() {
            found.severity(Severity::Warning).consequence(Consequence::JobFails);
            found.note("jobs of this runner do not wait for it that long");
        }
        found.help("start it with `--tls=false`, or let it use TLS");
        found.fix(fix.map(|fix| fix.fix(Safety::Safe, "say it")));
    }
}

/// The daemons that listen without TLS and say nothing of it.
///
/// Source: moby `daemon/command/daemon.go`, `loadListeners`, 20.10 to 29.7.
fn slow(meeting: Meeting<'_>) -> Vec<Dind<'_>> {
    let is_slow = |dind: &Dind<'_>| {
        let told = |flags: &[Setting<String>]| flags.iter().any(|flag| flag.value.starts_with("--tls"));
        let version = dind.service.image.value.docker_version();
        dind.certainty() == Certainty::Sure
            && version.is_some_and(|(major, _)| major >= WAITS)
            && matches!(dind.tls(), Tls::Off { .. })
            && dind.flags().is_some_and(|flags| !told(flags))
    };
    let dinds = meeting.dinds().filter(Dind::is_used);
    dinds.filter(is_slow).collect()
}

/// Whether the flag is all that the daemon hears of TLS: it does not start with two opinions.
fn takes_flag(dind: &Dind<'_>) -> bool {
    let verify = dind.meeting.service_env(dind.service, "DOCKER_TLS_VERIFY");
    let untold = match verify {
        Known::Is(given) => given.value.is_empty(),
        Known::Unset => true,
        Known::Unknown => false,
    };
    untold && dind.only_flags().is_some()
}

/// Whether jobs begin before the daemon does.
fn is_hurried(dind: &Dind<'_>) -> bool {
    let docker = dind.meeting.docker();
    let table = docker.and_then(|docker| dind.meeting.workspace.table(&docker.place));
    let timeout = table.and_then(|table| table.number("wait_for_services_timeout"));
    timeout.is_some_and(|timeout| timeout.value != 0 && timeout.value < PATIENCE)
}
