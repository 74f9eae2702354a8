//! Proxies of dockerd on the top level of daemon.json.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::Standing;
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "daemon-ignored-proxy-key",
    summary: "a proxy stands outside `proxies`, and dockerd ignores it",
    theme: Theme::Daemon,
    severity: Severity::Warning,
    consequences: &[Consequence::Ignored],
    needs: &[Role::DaemonConfig],
    uses: &[],
    keys: &[],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("daemon_ignored_proxy_key.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for daemon in cx.workspace.daemons() {
        for key in &daemon.keys {
            let Standing::Ignored(known) = key.standing else {
                continue;
            };
            if known.instead.starts_with("proxies.") {
                let home = cx.workspace.home_in_proxies(daemon, key);
                let moved = home.and_then(|home| cx.relocate(&key.place, &home));
                let fix = moved.map(|moved| moved.fix(Safety::Unsafe, "move it into `proxies`"));
                let message = format!("dockerd accepts `{}` and ignores it", key.name);
                let found = cx.report(&key.place, message).fix(fix);
                found.help(format!("write it as `{}` into the object `proxies`", key.name));
            }
        }
    }
}
