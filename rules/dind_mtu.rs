//! Docker-in-Docker that takes its network to carry larger packets than it does.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::edit::Literal;
use crate::model::{Dind, Known, Meeting, Network, Setting, Table};
use crate::rule::{Check, Rule, Theme, weigh};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "dind-mtu",
    summary: "containers of a Docker-in-Docker daemon send larger packets than its network carries",
    theme: Theme::Dind,
    severity: Severity::Warning,
    consequences: &[Consequence::JobFails],
    needs: &[Role::RunnerConfig],
    uses: &[Role::Pipeline, Role::DaemonConfig],
    keys: &[],
    fix: Some(Safety::Safe),
    since: "0.1.0",
    page: include_str!("dind_mtu.md"),
    check,
};

/// What a daemon takes for granted.
const USUAL: i64 = 1500;

fn check(cx: &mut Check<'_>) {
    for verdict in cx.workspace.judge(too_large, |(dind, _)| dind.service.image.place.span) {
        let (dind, mtu) = &verdict.fault;
        let flag = format!("--mtu={}", mtu.value);
        let place = dind.command_place().filter(|_| verdict.is_certain());
        let fix = place.and_then(|place| cx.add(&place, &[Literal::from(flag.as_str())]));
        let found = cx.report(
            &dind.service.image.place,
            "containers of this daemon send packets that its network does not carry",
        );
        found.label(mtu.place.span, format!("the network carries {} bytes", mtu.value));
        found.note(format!("without `--mtu` it is {USUAL} here"));
        found.help(format!("start the service with `{flag}`"));
        found.fix(fix.map(|fix| fix.fix(Safety::Safe, "say how large packets may be")));
        weigh(found, &verdict);
    }
}

/// The daemons that are told nothing, in a network of which the MTU is known to be small.
///
/// Source: moby `daemon/config/config.go`, `Mtu`, 29.7: it is not taken from the network of the daemon.
fn too_large(meeting: Meeting<'_>) -> Vec<(Dind<'_>, Setting<i64>)> {
    let untold = |dind: &Dind<'_>| dind.is_not_told("mtu");
    let mut dinds = meeting.dinds().filter(Dind::is_used).filter(untold).peekable();
    let Some(mtu) = dinds.peek().and_then(|_| mtu(&meeting)) else {
        return Vec::new();
    };
    dinds.map(|dind| (dind, mtu.clone())).collect()
}

/// The small MTU of the network in which the job's containers are.
fn mtu(meeting: &Meeting<'_>) -> Option<Setting<i64>> {
    let workspace = meeting.workspace;
    let docker = meeting.docker()?;
    let runner = meeting.runner?;
    let small = |mtu: &Setting<i64>| (1..USUAL).contains(&mtu.value);
    let daemon = || workspace.daemon_table(workspace.host_daemon(runner)?);
    match (docker.network(), meeting.has_own_network()) {
        (Network::Unset, Known::Is(true)) => {
            let own = workspace.table(&docker.place)?.number("network_mtu");
            match own.filter(|own| own.value != 0) {
                Some(own) => Some(own),
                None => of_networks(&daemon()?),
            }
        }
        (Network::Unset | Network::Bridge, Known::Is(false)) => daemon()?.number("mtu"),
        _ => None,
    }
    .filter(small)
}

/// The MTU that a daemon gives to networks that are made.
fn of_networks(daemon: &Table<'_>) -> Option<Setting<i64>> {
    let options = daemon.table("default-network-opts")?.map("bridge");
    let (_, mtu) = options
        .into_iter()
        .find(|(name, _)| name == "com.docker.network.driver.mtu")?;
    let value = mtu.value.parse().ok()?;
    Some(mtu.map(|_| value))
}
