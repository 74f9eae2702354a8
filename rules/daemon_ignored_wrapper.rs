//! Objects around the settings of daemon.json.

use crate::diagnostic::{Consequence, Severity};
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
    fix: None,
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
            let is_wrapper = matches!(key.standing, Standing::Group) && key.name != "proxies";
            if !is_wrapper || daemon.keys.iter().filter(inside).any(refused) {
                continue;
            }
            let message = format!("dockerd accepts `{}` and ignores what is in it", key.name);
            let found = cx.report(&key.place, message);
            found.help("settings stand on the top level; of the ones in here only true and false may take effect");
        }
    }
}
