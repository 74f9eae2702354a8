//! Keys of config.toml that the targeted GitLab Runner does not know yet.

use crate::diagnostic::{Consequence, Severity};
use crate::model::Reason;
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "key-too-new",
    summary: "a key is newer than the targeted GitLab Runner, which ignores it",
    theme: Theme::Versions,
    severity: Severity::Warning,
    consequences: &[Consequence::Ignored],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &[],
    fix: None,
    since: "0.1.0",
    page: include_str!("key_too_new.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    let target = cx.workspace.context.targets.runner.version;
    for unknown in cx.workspace.unknown_keys() {
        if let Reason::Newer(key) = unknown.reason {
            let message = format!("GitLab Runner {target} does not know `{}` yet", key.name);
            let found = cx.report(&unknown.place, message);
            found.help(format!("it takes GitLab Runner {} or later", key.since));
        }
    }
}
