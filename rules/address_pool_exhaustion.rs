//! More jobs with a network of their own than Docker has networks.

use crate::diagnostic::{Consequence, Severity};
use crate::model::{Capacity, Known, Meeting, Runner, Setting, Workspace};
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "address-pool-exhaustion",
    summary: "jobs want more networks at once than Docker's address pools have",
    theme: Theme::Network,
    severity: Severity::Warning,
    consequences: &[Consequence::JobFails],
    needs: &[Role::DaemonConfig],
    uses: &[Role::RunnerConfig],
    keys: &[],
    fix: None,
    since: "0.1.0",
    page: include_str!("address_pool_exhaustion.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    used_up(cx);
    let workspace = cx.workspace;
    for capacity in workspace.capacities() {
        let Some(concurrent) = &capacity.concurrent else {
            continue;
        };
        let file = concurrent.place.span.file;
        let runners: Vec<&Runner> = workspace
            .runners()
            .iter()
            .filter(|runner| runner.file == file)
            .collect();
        let with_network = |runner: &&&Runner| {
            matches!(
                Meeting::without_job(workspace, runner).has_own_network(),
                Known::Is(true)
            )
        };
        let ours: Vec<&Runner> = runners.iter().filter(with_network).copied().collect();
        let Some(daemon) = ours.first().and_then(|runner| workspace.host_daemon(runner)) else {
            continue;
        };
        let Some(pools) = workspace.address_pools(daemon) else {
            continue;
        };
        let jobs = jobs(workspace, &capacity, &ours);
        let Ok(networks) = i64::try_from(pools.networks) else {
            continue;
        };
        if jobs <= networks || networks == 0 {
            continue;
        }
        let message = format!("up to {jobs} jobs want a network each, and Docker has {networks} for them");
        let found = cx.report(&concurrent.place, message);
        if let Some(place) = &pools.place {
            found.label(place.span, "all of Docker's networks are cut from these");
        }
        found.help(
            "add small networks of a free range to daemon.json: \
             \"default-address-pools\": [{\"base\": \"10.200.0.0/16\", \"size\": 24}]",
        );
    }
}

/// Pools from which `docker0` takes the only network.
fn used_up(cx: &mut Check<'_>) {
    let daemons = cx.workspace.daemons();
    let pools = daemons.filter_map(|daemon| cx.workspace.address_pools(daemon));
    for pools in pools.filter(|pools| pools.networks == 0).collect::<Vec<_>>() {
        let Some(place) = pools.place else { continue };
        let found = cx.report(&place, "Docker's own network takes the only one of these pools");
        found.note("no other can be made, neither for jobs nor for Compose");
        found.help("`size` is the prefix length of each network: 24 in a /16 are 256 of them");
    }
}

/// How many jobs of these runners run at once at most.
fn jobs(workspace: &Workspace, capacity: &Capacity<'_>, runners: &[&Runner]) -> i64 {
    let limit = |runner: &&Runner| -> Option<Setting<i64>> {
        let limit = workspace.table(&runner.place)?.number("limit");
        limit.filter(|limit| limit.value > 0)
    };
    let limits: Option<Vec<i64>> = runners.iter().map(|runner| Some(limit(runner)?.value)).collect();
    let all = capacity.jobs().unwrap_or(1);
    limits.map_or(all, |limits| {
        limits
            .iter()
            .fold(0_i64, |sum, limit| sum.saturating_add(*limit))
            .min(all)
    })
}
