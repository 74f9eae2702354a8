//! Keys of config.toml that are in GitLab's documentation and in no release.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::Reason;
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "doc-phantom-key",
    summary: "documentation names a key that no GitLab Runner reads",
    theme: Theme::Versions,
    severity: Severity::Warning,
    consequences: &[Consequence::Ignored],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &[],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("doc_phantom_key.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for unknown in cx.workspace.unknown_keys() {
        let Reason::Phantom(phantom) = unknown.reason else {
            continue;
        };
        let real = unknown.meant.filter(|_| !unknown.is_table);
        let renamed = real.and_then(|name| Some((name, cx.rename(&unknown.place, name)?)));
        let message = match unknown.table.path {
            "" => format!("no GitLab Runner reads `{}`", unknown.key),
            _ => format!("no GitLab Runner reads `{}` of {}", unknown.key, unknown.table.title()),
        };
        let found = cx.report(&unknown.place, message).help(phantom.help);
        if let Some((name, renamed)) = renamed {
            found.fix(Some(renamed.fix(Safety::Unsafe, format!("rename to `{name}`"))));
        }
    }
}
