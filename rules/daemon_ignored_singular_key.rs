//! Keys of daemon.json in the singular, as the flags of dockerd have it.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::Standing;
use crate::rule::{Check, Rule, Theme};
use crate::schema::daemon;
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "daemon-ignored-singular-key",
    summary: "a key of daemon.json has the name of a flag, and dockerd ignores it",
    theme: Theme::Daemon,
    severity: Severity::Warning,
    consequences: &[Consequence::Ignored],
    needs: &[Role::DaemonConfig],
    uses: &[],
    keys: &[],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("daemon_ignored_singular_key.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for daemon in cx.workspace.daemons() {
        for key in &daemon.keys {
            let Standing::Ignored(known) = key.standing else {
                continue;
            };
            let Some(setting) = daemon::named(known.instead) else {
                continue;
            };
            let renamed = cx.rename(&key.place, setting.name);
            let fits = key.group.is_none() && cx.workspace.could_be(daemon, key, setting);
            let fix = renamed.filter(|_| fits);
            let fix = fix.map(|fix| fix.fix(Safety::Unsafe, format!("rename to `{}`", setting.name)));
            let message = format!("dockerd accepts `{}` and ignores it", key.name);
            let found = cx.report(&key.place, message).fix(fix);
            found.help(format!("the setting is `{}`", setting.name));
        }
    }
}
