//! Keys of daemon.json that are flags of dockerd and nothing else.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::Standing;
use crate::rule::{Check, Rule, Theme};
use crate::schema::daemon::Fate;
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "daemon-ignored-flag-key",
    summary: "a key of daemon.json is only a flag of dockerd",
    theme: Theme::Daemon,
    severity: Severity::Warning,
    consequences: &[Consequence::Ignored, Consequence::StartFails],
    needs: &[Role::DaemonConfig],
    uses: &[],
    keys: &[],
    fix: Some(Safety::Safe),
    since: "0.1.0",
    page: include_str!("daemon_ignored_flag_key.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for key in cx.workspace.daemons().flat_map(|daemon| &daemon.keys) {
        let Standing::Ignored(known) = key.standing else {
            continue;
        };
        let was_setting = matches!(known.fate, Fate::Ignored(from) if known.since < from);
        if was_setting || !known.instead.is_empty() {
            continue;
        }
        // What these flags ask for is done before the file is read.
        let safety = match known.name {
            "help" | "restart" | "version" => Safety::Safe,
            _ => Safety::Unsafe,
        };
        let removed = cx.remove(&[&key.place]).map(|fix| fix.fix(safety, "remove the key"));
        let message = format!("`{}` is a flag only; dockerd ignores it in the file", key.name);
        let found = cx.report(&key.place, message).fix(removed);
        found.help("take the key out");
        if known.name == "validate" && key.is_true {
            found.message = "with `validate` dockerd checks this file and exits".to_owned();
            found.severity(Severity::Error).consequence(Consequence::StartFails);
        }
    }
}
