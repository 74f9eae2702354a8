//! Options of a network that is not made.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::{Known, Meeting, NETWORK_PER_BUILD as FLAG, Setting};
use crate::rule::{Check, Rule, Theme};
use crate::schema::Version;
use crate::source::{Place, Role};

pub(super) static RULE: Rule = Rule {
    name: "network-options-without-ff",
    summary: "options are given for a network per job, but jobs get no such network",
    theme: Theme::Network,
    severity: Severity::Warning,
    consequences: &[Consequence::Ignored],
    needs: &[Role::RunnerConfig],
    uses: &[Role::Pipeline],
    keys: &["network_mtu", "enable_ipv6"],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("network_options_without_ff.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for (runner, docker) in cx.workspace.docker_executors() {
        let mode = docker.network_mode.as_ref().filter(|mode| !mode.value.is_empty());
        for (name, place) in options(cx, &docker.place) {
            if let Some(mode) = mode {
                let found = cx.report(&place, format!("`{name}` has no effect beside `network_mode`"));
                found.label(mode.place.span, "a network of the admin's own");
                found.help(format!(
                    "take `network_mode` away and set {FLAG}, or give the option to the network itself"
                ));
                continue;
            }
            let own = Meeting::without_job(cx.workspace, runner).has_own_network();
            if !matches!(own, Known::Is(false)) {
                continue;
            }
            let on = cx.set(&runner.feature_flags.place_of(FLAG), true);
            let found = cx.report(&place, format!("`{name}` has no effect without {FLAG}"));
            found.note("only the network of a single job has this option");
            found.fix(on.map(|on| on.fix(Safety::Unsafe, format!("set {FLAG}, which gives each job a network"))));
        }
    }
}

/// The options that are set. Releases that do not know one pass over it, which other rules tell.
///
/// Source: GitLab Runner `executors/docker/internal/networks/manager.go`, `Create`, 19.4.
fn options(cx: &Check<'_>, docker: &Place) -> Vec<(&'static str, Place)> {
    let version = cx.workspace.context.targets.runner.version;
    let Some(table) = cx.workspace.table(docker) else {
        return Vec::new();
    };
    let mtu = table.number("network_mtu").filter(|mtu| mtu.value != 0);
    let mtu = mtu.filter(|_| version >= Version::new(16, 5));
    let ipv6 = table.flag("enable_ipv6").filter(|flag: &Setting<bool>| flag.value);
    let ipv6 = ipv6.filter(|_| version >= Version::new(15, 5));
    let mtu = mtu.map(|mtu| ("network_mtu", mtu.place));
    mtu.into_iter()
        .chain(ipv6.map(|flag| ("enable_ipv6", flag.place)))
        .collect()
}
