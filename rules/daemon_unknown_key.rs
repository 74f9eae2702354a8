//! Keys of daemon.json that no dockerd knows.

use crate::diagnostic::{Consequence, Fix, Safety, Severity};
use crate::model::{Daemon, DaemonKey, NestedKey, Standing};
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "daemon-unknown-key",
    summary: "dockerd does not know a key of daemon.json",
    theme: Theme::Daemon,
    severity: Severity::Error,
    consequences: &[Consequence::Refused, Consequence::Ignored],
    needs: &[Role::DaemonConfig],
    uses: &[],
    keys: &[],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("daemon_unknown_key.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for daemon in cx.workspace.daemons() {
        for key in &daemon.keys {
            if let Standing::Unknown = key.standing {
                unknown(cx, daemon, key);
            }
        }
        let nested = daemon.values.unknown.iter();
        for key in nested.filter(|key| key.since.is_none()) {
            nested_key(cx, key);
        }
    }
}

fn unknown(cx: &mut Check<'_>, daemon: &Daemon, key: &DaemonKey) {
    let version = cx.workspace.context.targets.docker.version;
    let meant = key.meant(version);
    // In any other object the right name has no effect either.
    let counts = key.group.as_deref().is_none_or(|group| group == "proxies");
    let to = meant.filter(|to| counts && cx.workspace.could_be(daemon, key, to));
    let renamed = to.and_then(|to| {
        let renamed = cx.rename(&key.place, to.name)?;
        Some(renamed.fix(Safety::Unsafe, format!("rename to `{}`", to.name)))
    });
    let lifted = lifted(cx, daemon, key).or_else(|| client_proxies(cx, daemon, key));
    let message = format!("`{}` is no key of dockerd, which refuses the file", key.name);
    let found = cx.report(&key.place, message).fix(renamed.or(lifted));
    match key.name.as_str() {
        "default-init" => found.help("the setting is `init-path`"),
        "proxies" if key.group.is_some() => found.help("`proxies` stands on the top level, and so do all settings"),
        "proxies" => found.help("`proxies` is an object with `http-proxy`, `https-proxy` and `no-proxy`"),
        "default" if key.group.as_deref() == Some("proxies") => found.help(
            "this is how the Docker client's config.json has it; \
             dockerd wants `http-proxy`, `https-proxy` and `no-proxy` right inside `proxies`",
        ),
        _ if key.is_unreachable(version) => found.help("no release takes this setting from daemon.json; take it out"),
        _ => match meant {
            Some(meant) => found.help(format!("did you mean `{}`?", meant.name)),
            None if key.is_remark() => found.help("daemon.json cannot hold comments, not even as keys"),
            None => found,
        },
    };
}

/// What is wrapped into an object of its own could be right on the top level.
fn lifted(cx: &Check<'_>, daemon: &Daemon, key: &DaemonKey) -> Option<Fix> {
    let group = key.group.as_deref()?;
    let wrapper = daemon
        .key(group)
        .filter(|_| cx.workspace.could_be_lifted(daemon, group))?;
    let lifted = cx.dissolve(&wrapper.place, str::to_owned)?;
    Some(lifted.fix(Safety::Unsafe, "lift the settings to the top level"))
}

fn client_proxies(cx: &Check<'_>, daemon: &Daemon, key: &DaemonKey) -> Option<Fix> {
    if key.name != "default" || key.group.as_deref() != Some("proxies") {
        return None;
    }
    let proxies = cx.workspace.client_proxies(daemon, key)?;
    let lifted = cx.dissolve(&key.place, |name| proxies.named(name))?;
    Some(lifted.fix(
        Safety::Unsafe,
        "write the proxies right into `proxies`, under dockerd's names",
    ))
}

fn nested_key(cx: &mut Check<'_>, key: &NestedKey) {
    let written = key.meant.filter(|_| key.fits).and_then(|meant| {
        let renamed = cx.rename(&key.place, meant)?;
        Some(renamed.fix(Safety::Unsafe, format!("rename to `{meant}`")))
    });
    let (name, object) = (&key.name, &key.object);
    if key.is_refused {
        let message = format!("`{name}` is no key of `{object}`, and dockerd refuses the file");
        cx.report(&key.place, message).fix(written);
        return;
    }
    let message = format!("`{name}` is no key of `{object}`, and dockerd passes over it");
    let found = cx.report(&key.place, message).fix(written);
    found.severity(Severity::Warning).consequence(Consequence::Ignored);
    match (key.meant, name.as_str()) {
        (Some(meant), _) => found.help(format!("did you mean `{meant}`?")),
        (None, "keepDuration") => found.help("write the time into `filter`: \"unused-for=48h\""),
        (None, _) => found,
    };
}
