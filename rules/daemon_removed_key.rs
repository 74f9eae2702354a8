//! Keys of daemon.json that Docker once knew.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::{Daemon, DaemonKey, Standing};
use crate::rule::{Check, Rule, Theme};
use crate::schema::Version;
use crate::schema::daemon::{self, Fate, Key};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "daemon-removed-key",
    summary: "a key of daemon.json was removed from Docker",
    theme: Theme::Daemon,
    severity: Severity::Error,
    consequences: &[Consequence::Refused, Consequence::Ignored],
    needs: &[Role::DaemonConfig],
    uses: &[],
    keys: &[],
    fix: Some(Safety::Safe),
    since: "0.1.0",
    page: include_str!("daemon_removed_key.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    let version = cx.workspace.context.targets.docker.version;
    for daemon in cx.workspace.daemons() {
        for key in &daemon.keys {
            match key.standing {
                Standing::Removed(known, from) if key.is_zero && version < unknown_from(from) => {
                    without_effect(cx, key, known, from);
                }
                Standing::Removed(known, from) => removed(cx, daemon, key, known, from),
                Standing::Ignored(known) => match known.fate {
                    Fate::Ignored(from) if known.since < from => without_effect(cx, key, known, from),
                    _ => {}
                },
                _ => {}
            }
        }
    }
}

/// Since Docker 23.0 a removed key is named for one more major release, and refused only if it says something.
///
/// Source: moby `daemon/config/config.go` and `config_linux.go`, `Validate`, 23.0 (`graph`, `cluster-store`), 25.0
/// (`oom-score-adjust`) and 28.0 (`api-cors-header`).
fn unknown_from(removed: Version) -> Version {
    match removed >= Version::new(23, 0) {
        true => Version::new(removed.major + 1, 0),
        false => removed,
    }
}

fn removed(cx: &mut Check<'_>, daemon: &Daemon, key: &DaemonKey, known: &Key, from: Version) {
    let to = daemon::named(known.instead).filter(|to| cx.workspace.could_be(daemon, key, to));
    // The new key means the same, and the file was refused.
    let renamed = to.filter(|_| key.group.is_none()).and_then(|to| {
        let renamed = cx.rename(&key.place, to.name)?;
        Some(renamed.fix(Safety::Safe, format!("rename to `{}`", to.name)))
    });
    let from = daemon::release(from);
    let message = format!(
        "`{}` was removed in Docker {from}, and dockerd refuses the file",
        key.name
    );
    let found = cx.report(&key.place, message).fix(renamed);
    match known.instead {
        "" => found.help("take the key out"),
        instead => found.help(format!("the setting is `{instead}`")),
    };
}

fn without_effect(cx: &mut Check<'_>, key: &DaemonKey, known: &Key, from: Version) {
    let from = daemon::release(from);
    let message = format!("`{}` has had no effect since Docker {from}", key.name);
    let found = cx.report(&key.place, message);
    found.severity(Severity::Info).consequence(Consequence::Ignored);
    match known.instead {
        "" => found.help("take the key out"),
        instead => found.help(format!("the setting is `{instead}`")),
    };
}
