//! Keys of daemon.json that dockerd refuses, or accepts without looking at them.

use crate::diagnostic::{Consequence, Fix, Safety, Severity};
use crate::model::{Daemon, DaemonKey, Standing};
use crate::rule::{Check, Rule, Theme};
use crate::schema::daemon::{self, Key, Kind};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "daemon-unknown-key",
    summary: "dockerd does not know a key of daemon.json",
    theme: Theme::Daemon,
    severity: Severity::Error,
    consequences: &[Consequence::Refused, Consequence::StartFails, Consequence::Ignored],
    needs: &[Role::DaemonConfig],
    uses: &[],
    keys: &[],
    fix: Some(Safety::Safe),
    since: "0.1.0",
    page: include_str!("daemon_unknown_key.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for daemon in cx.workspace.daemons() {
        for key in &daemon.keys {
            let name = &key.name;
            match key.standing {
                Standing::Setting(_) => {}
                Standing::Group => group(cx, daemon, key),
                Standing::Ignored(known) => ignored(cx, daemon, key, known),
                Standing::TooNew(known) => {
                    let since = daemon::release(known.since);
                    let message = format!("dockerd knows `{name}` from {since} on only, and refuses the file");
                    cx.report(&key.place, message);
                }
                Standing::Removed(known, from) => {
                    let from = daemon::release(from);
                    let message = format!("`{name}` was removed in Docker {from}, and dockerd refuses the file");
                    let fix = rename(cx, daemon, key, daemon::named(known.instead));
                    // The new key means the same, and the file was refused.
                    let fix = fix.map(|fix| Fix {
                        safety: Safety::Safe,
                        ..fix
                    });
                    let found = cx.report(&key.place, message).fix(fix);
                    if known.instead.is_empty() {
                        found.help("take the key out");
                    }
                }
                Standing::Unknown => unknown(cx, daemon, key),
            }
        }
    }
}

fn unknown(cx: &mut Check<'_>, daemon: &Daemon, key: &DaemonKey) {
    let meant = key.meant(cx.workspace.context.targets.docker.version);
    let fix = rename(cx, daemon, key, meant);
    let message = format!("`{}` is no key of dockerd, which refuses the file", key.name);
    let found = cx.report(&key.place, message).fix(fix);
    if let Some(meant) = meant {
        found.help(format!("did you mean `{}`?", meant.name));
    } else if key.is_remark() {
        found.help("daemon.json cannot hold comments, not even as keys");
    }
}

/// The command line has a flag of this name, which is why dockerd lets it pass.
fn ignored(cx: &mut Check<'_>, daemon: &Daemon, key: &DaemonKey, known: &Key) {
    let instead = daemon::named(known.instead).filter(|other| other.kind == Kind::Strings && key.is_list);
    let fix = rename(cx, daemon, key, instead);
    let found = cx.report(&key.place, format!("dockerd accepts `{}` and ignores it", key.name));
    found
        .severity(Severity::Warning)
        .consequence(Consequence::Ignored)
        .fix(fix);
    match (known.name, known.instead) {
        ("validate", _) if key.is_true => {
            found.message = "with `validate` dockerd checks this file and exits".to_owned();
            found.severity(Severity::Error).consequence(Consequence::StartFails)
        }
        (_, "") => found.help("take the key out"),
        (_, instead) => found.help(format!("the setting is `{instead}`")),
    };
}

/// An object that dockerd takes apart: the keys in it pass, and hardly any has an effect.
fn group(cx: &mut Check<'_>, daemon: &Daemon, key: &DaemonKey) {
    let inside = daemon
        .keys
        .iter()
        .filter(|inner| inner.group.as_ref() == Some(&key.name));
    let refused = |inner: &DaemonKey| !matches!(inner.standing, Standing::Setting(_) | Standing::Ignored(_));
    if key.name == "proxies" || inside.into_iter().any(refused) {
        return;
    }
    let found = cx.report(
        &key.place,
        format!("dockerd accepts `{}` and ignores what is in it", key.name),
    );
    found.severity(Severity::Warning).consequence(Consequence::Ignored);
    found.help("settings stand on the top level; of the ones in here only true and false may take effect");
}

/// Another key for the entry, unless the daemon has that key already or could not use the value.
fn rename(cx: &Check<'_>, daemon: &Daemon, key: &DaemonKey, to: Option<&Key>) -> Option<Fix> {
    let version = cx.workspace.context.targets.docker.version;
    let free = |to: &&Key| key.group.is_none() && daemon.key(to.name).is_none();
    let to = to.filter(free).filter(|to| key.suits(to, version))?;
    let fix = cx.rename(&key.place, to.name)?;
    Some(fix.fix(Safety::Unsafe, format!("rename to `{}`", to.name)))
}
