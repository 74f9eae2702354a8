//! An MTU that holds for Docker's default network, while jobs have networks of their own.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::{Daemon, Known, Meeting, Setting, Workspace};
use crate::rule::{Check, Rule, Theme};
use crate::schema::Version;
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "daemon-mtu-user-networks",
    summary: "the networks of jobs do not have the MTU of daemon.json",
    theme: Theme::Network,
    severity: Severity::Info,
    consequences: &[Consequence::WrongResult],
    needs: &[Role::RunnerConfig, Role::DaemonConfig],
    uses: &[Role::Pipeline],
    keys: &[],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("daemon_mtu_user_networks.md"),
    check,
};

/// The first release with `network_mtu`.
const NETWORK_MTU: Version = Version::new(16, 5);
/// What networks have that say nothing; more would be missed by nobody.
const USUAL: i64 = 1500;

fn check(cx: &mut Check<'_>) {
    let workspace = cx.workspace;
    let knows_key = workspace.context.targets.runner.version >= NETWORK_MTU;
    for (runner, docker) in workspace.docker_executors() {
        let mtu = workspace.host_daemon(runner).and_then(|daemon| lost(workspace, daemon));
        let (Some(mtu), Some(table)) = (mtu, workspace.table(&docker.place)) else {
            continue;
        };
        let alone = Meeting {
            workspace,
            runner: Some(runner),
            job: None,
        };
        if !matches!(alone.has_own_network(), Known::Is(true)) {
            continue;
        }
        if table.number("network_mtu").is_some_and(|own| own.value != 0) {
            continue;
        }
        let own = cx.set(&table.missing("network_mtu"), mtu.value).filter(|_| knows_key);
        let own = own.filter(|_| table.number("network_mtu").is_none());
        let found = cx.report(
            &docker.place,
            "the networks of jobs have an MTU of 1500, whatever daemon.json says",
        );
        found.label(mtu.place.span, "this is for Docker's default network only");
        found.fix(own.map(|own| own.fix(Safety::Unsafe, "give the networks of jobs the same MTU")));
    }
}

/// The MTU of the default network, if it is a small one and other networks do not get it, too.
fn lost(workspace: &Workspace, daemon: &Daemon) -> Option<Setting<i64>> {
    let table = workspace.daemon_table(daemon)?;
    let mtu = table.number("mtu").filter(|mtu| (1..USUAL).contains(&mtu.value))?;
    let options = table.table("default-network-opts").map(|drivers| drivers.map("bridge"));
    let is_mtu = |(name, _): &(String, Setting<String>)| name == "com.docker.network.driver.mtu";
    (!options.into_iter().flatten().any(|option| is_mtu(&option))).then_some(mtu)
}
