//! Keys of daemon.json that dockerd gets as flags, too.

use std::collections::HashSet;

use crate::diagnostic::{Consequence, Severity};
use crate::model::{Daemon, DaemonKey, Standing};
use crate::rule::{Check, Rule, Theme};
use crate::source::{Place, Role};

pub(super) static RULE: Rule = Rule {
    name: "daemon-hosts-systemd-conflict",
    summary: "dockerd gets a setting both as a flag of its systemd unit and from daemon.json",
    theme: Theme::Daemon,
    severity: Severity::Error,
    consequences: &[Consequence::Refused, Consequence::Advice],
    needs: &[Role::DaemonConfig],
    uses: &[Role::SystemdUnit],
    keys: &[],
    fix: None,
    since: "0.1.0",
    page: include_str!("daemon_hosts_systemd_conflict.md"),
    check,
};

/// What the units of Docker's packages give as flags.
///
/// Source: moby `contrib/init/systemd/docker.service`, 29.7.
const PACKAGED: &[(&str, &str)] = &[
    ("hosts", "-H fd://"),
    ("containerd", "--containerd=/run/containerd/containerd.sock"),
];

fn check(cx: &mut Check<'_>) {
    let workspace = cx.workspace;
    if workspace.documents_of(Role::SystemdUnit).next().is_none() {
        for daemon in workspace.daemons().filter(|daemon| !workspace.is_rootless(daemon)) {
            packaged(cx, daemon);
        }
        return;
    }
    let Some(start) = workspace.dockerd_start() else { return };
    let Some(daemon) = workspace.daemon_of(&start) else {
        return;
    };
    let mut seen = HashSet::new();
    for key in daemon
        .keys
        .iter()
        .rev()
        .filter(|key| !matches!(key.standing, Standing::Group))
    {
        let flags: Vec<&Place> = start.flags_for(&key.name);
        if flags.is_empty() || !seen.insert(&key.name) {
            continue;
        }
        let message = format!(
            "`{}` is set here and by a flag of dockerd, which does not start then",
            key.name
        );
        let found = cx.report(&key.place, message);
        for flag in flags {
            found.label(flag.span, "systemd gives it to dockerd");
        }
        found.help(
            "take it out here, or start dockerd without the flag: a drop-in with `ExecStart=` and the new command",
        );
    }
}

/// Without a unit at hand only this is known: the usual one conflicts.
fn packaged(cx: &mut Check<'_>, daemon: &Daemon) {
    let windows = |key: &DaemonKey| key.texts.iter().any(|text| text.starts_with("npipe:"));
    for (name, flag) in PACKAGED {
        let Some(key) = daemon.key(name).filter(|key| !windows(key)) else {
            continue;
        };
        let message = format!("Docker's systemd unit gives `{name}` as a flag, and dockerd does not start with both");
        let found = cx.report(&key.place, message);
        found.severity(Severity::Info).consequence(Consequence::Advice);
        found.help(format!(
            "if the unit says `{flag}`, start dockerd without it; name the unit by --systemd-unit to be sure"
        ));
    }
}
