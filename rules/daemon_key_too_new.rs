//! Keys of daemon.json that a later Docker brought.

use crate::diagnostic::{Consequence, Severity};
use crate::model::Standing;
use crate::rule::{Check, Rule, Theme};
use crate::schema::daemon;
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "daemon-key-too-new",
    summary: "a key of daemon.json is newer than the Docker it is for",
    theme: Theme::Daemon,
    severity: Severity::Error,
    consequences: &[Consequence::Refused, Consequence::Ignored],
    needs: &[Role::DaemonConfig],
    uses: &[],
    keys: &[],
    fix: None,
    since: "0.1.0",
    page: include_str!("daemon_key_too_new.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for daemon in cx.workspace.daemons() {
        for key in &daemon.keys {
            let Standing::TooNew(known) = key.standing else {
                continue;
            };
            let since = daemon::release(known.since);
            let message = format!(
                "dockerd knows `{}` from {since} on only, and refuses the file",
                key.name
            );
            cx.report(&key.place, message)
                .help("take the key out, or update Docker first");
        }
        for key in &daemon.values.unknown {
            let Some(since) = key.since.map(daemon::release) else {
                continue;
            };
            let rest = if key.is_refused {
                "refuses the file"
            } else {
                "passes over it"
            };
            let message = format!(
                "dockerd knows `{}.{}` from {since} on only, and {rest}",
                key.object, key.name
            );
            let found = cx.report(&key.place, message);
            if !key.is_refused {
                found.severity(Severity::Warning).consequence(Consequence::Ignored);
            }
        }
    }
}
