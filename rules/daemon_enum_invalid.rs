//! Texts of daemon.json that have to be one of a few words.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::rule::{Check, Rule, Theme};
use crate::schema::{daemon, texts};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "daemon-enum-invalid",
    summary: "a text of daemon.json is none of the words that its key takes",
    theme: Theme::Daemon,
    severity: Severity::Error,
    consequences: &[Consequence::Refused],
    needs: &[Role::DaemonConfig],
    uses: &[],
    keys: &[],
    fix: Some(Safety::Safe),
    since: "0.1.0",
    page: include_str!("daemon_enum_invalid.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    let version = cx.workspace.context.targets.docker.version;
    for (_, table) in cx.workspace.daemon_tables() {
        for name in daemon::WORD_KEYS {
            let (Some(words), Some(setting)) = (daemon::words(name, version), table.text(name)) else {
                continue;
            };
            let text = setting.value.as_str();
            if text.is_empty() || words.allow(text) || texts::has_placeholder(text) {
                continue;
            }
            // Up to 24.0 this was a level.
            let meant = match text.eq_ignore_ascii_case("warning") {
                true => Some("warn"),
                false => words.meant(text),
            };
            let written = meant.and_then(|meant| cx.set(&setting.place, meant));
            let fix = written.map(|fix| fix.fix(Safety::Safe, "write the word that is meant"));
            let message = format!("`{}` is no `{name}`", text.escape_debug());
            let listed: Vec<String> = words.words.iter().map(|word| format!("`{word}`")).collect();
            let found = cx.report(&setting.place, message).fix(fix);
            if let Some((last, others)) = listed.split_last() {
                found.help(format!("it can be {} or {last}", others.join(", ")));
            }
        }
    }
}
