//! Objects around the settings of daemon.json.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::{DaemonKey, Standing};
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "daemon-ignored-wrapper",
    summary: "settings of daemon.json stand in an object that dockerd does not know",
    theme: Theme::Daemon,
    severity: Severity::Warning,
    consequences: &[Consequence::Ignored],
    needs: &[Role::DaemonConfig],
    uses: &[],
    keys: &[],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("daemon_ignored_wrapper.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for daemon in cx.workspace.daemons() {
        for key in &daemon.keys {
            let inside = |inner: &&DaemonKey| inner.group.as_ref() == Some(&key.name);
            // What has the file refused is reported by itself.
            let refused = |inner: &DaemonKey| !matches!(inner.standing, Standing::Setting(_) | Standing::Ignored(_));
            let is_wrapper = matches!(key.standing, Standing::Group) && !key.is_proxies();
            if !is_wrapper || daemon.keys.iter().filter(inside).any(refused) {
                continue;
            }
            let is_proxies = cx.workspace.could_be_proxies(daemon, &key.name);
            let fix = if is_proxies {
                let renamed = cx.rename(&key.place, "proxies");
                renamed.map(|renamed| renamed.fix(Safety::Unsafe, "rename to `proxies`"))
            } else {
                let lifted = cx.dissolve(&key.place, str::to_owned);
                let lifted = lifted.filter(|_| cx.workspace.could_be_lifted(daemon, &key.name));
                lifted.map(|lifted| lifted.fix(Safety::Unsafe, "lift the settings to the top level"))
            };
            let message = format!("dockerd accepts `{}` and ignores what is in it", key.name);
            let found = cx.report(&key.place, message).fix(fix);
            if is_proxies {
                found.help("did you mean `proxies`?");
                continue;
            }
            found.help("settings stand on the top level; of the ones in here only true and false may take effect");
        }
    }
}
