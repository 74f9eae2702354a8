//! Features that dockerd does not have.

use crate::diagnostic::{Consequence, Severity};
use crate::model::Table;
use crate::rule::{Check, Rule, Theme};
use crate::schema::Version;
use crate::schema::daemon;
use crate::schema::texts::{has_placeholder, similar};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "daemon-feature-unknown",
    summary: "a feature of this name does not exist, so nothing is switched",
    theme: Theme::Versions,
    severity: Severity::Warning,
    consequences: &[Consequence::Ignored],
    needs: &[Role::DaemonConfig],
    uses: &[],
    keys: &[],
    fix: None,
    since: "0.1.0",
    page: include_str!("daemon_feature_unknown.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    let version = cx.workspace.context.targets.docker.version;
    for (_, daemon) in cx.workspace.daemon_tables() {
        let features = daemon.table("features");
        for (name, place) in features.iter().flat_map(Table::keys) {
            let name = name.as_str();
            let known = FEATURES.iter().find(|(known, ..)| *known == name);
            let is_there =
                known.is_some_and(|(_, since, until)| *since <= version && until.is_none_or(|until| version < until));
            if is_there || has_placeholder(name) {
                continue;
            }
            let message = match known {
                None => format!(
                    "there is no feature `{}`, and dockerd says nothing",
                    name.escape_debug()
                ),
                Some((_, since, _)) if version < *since => {
                    format!(
                        "the feature `{name}` exists from Docker {} on only",
                        daemon::release(*since)
                    )
                }
                Some((_, _, until)) => {
                    let until = until.map(daemon::release).unwrap_or_default();
                    format!("Docker {until} removed the feature `{name}`")
                }
            };
            let meant = similar(&FEATURES.map(|(known, ..)| known), name);
            let found = cx.report(&place, message);
            match meant.filter(|meant| *meant != name) {
                Some(meant) => found.help(format!("did you mean `{meant}`?")),
                None => found.help("take it out"),
            };
        }
    }
}

/// The features, the releases that brought them and those that have them no more.
///
/// Source: moby `daemon`, uses of `Features`, 20.10 to 29.7.
const FEATURES: [(&str, Version, Option<Version>); 8] = [
    ("buildkit", Version::new(18, 9), None),
    ("cdi", Version::new(25, 0), None),
    ("containerd-migration", Version::new(29, 0), None),
    ("containerd-snapshotter", Version::new(24, 0), None),
    ("embedded-containerd", Version::new(29, 7), None),
    ("swarm-nftables", Version::new(29, 6), None),
    ("time-namespaces", Version::new(29, 5), None),
    ("windows-dns-proxy", Version::new(26, 1), Some(Version::new(29, 3))),
];
