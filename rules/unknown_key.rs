//! Keys of config.toml that GitLab Runner does not read.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::{Reason, UnknownKey};
use crate::rule::{Check, Rule, Theme};
use crate::schema::elsewhere;
use crate::source::{Address, Role};

pub(super) static RULE: Rule = Rule {
    name: "unknown-key",
    summary: "GitLab Runner does not know a key and ignores it",
    theme: Theme::Syntax,
    severity: Severity::Warning,
    consequences: &[Consequence::Ignored],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &[],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("unknown_key.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for unknown in cx.workspace.unknown_keys() {
        let key = Address::root().key(unknown.key.as_str());
        let (message, help) = match unknown.reason {
            Reason::NotATable => (format!("`{key}` has no effect unless it is a table"), as_table(unknown)),
            Reason::NoSuchKey => (
                format!("`{key}` is not a key of {}", unknown.table.title()),
                help(unknown),
            ),
            // These have rules of their own.
            Reason::Elsewhere | Reason::Phantom(_) => continue,
            Reason::Newer(_) | Reason::Removed(_) | Reason::Leftover(_) => continue,
        };
        // What is in a table that was not read is not known to be sound, so a table is not renamed.
        let meant = unknown.meant.filter(|_| !unknown.is_table);
        let renamed = meant.and_then(|name| Some((name, cx.rename(&unknown.place, name)?)));
        let found = cx.report(&unknown.place, message);
        found.help = help;
        if let Some((name, renamed)) = renamed {
            found.fix(Some(renamed.fix(Safety::Unsafe, format!("rename to `{name}`"))));
        }
    }
}

fn as_table(unknown: &UnknownKey) -> Option<String> {
    let table = unknown.table.child(&unknown.key)?.title();
    Some(format!("write it as a table, {table}"))
}

/// Where the setting really lives.
fn help(unknown: &UnknownKey) -> Option<String> {
    let advice = elsewhere::advice(unknown.table, &unknown.key).map(str::to_owned);
    let meant = || unknown.meant.map(|name| format!("did you mean `{name}`?"));
    let respelt = || elsewhere::key_like(unknown.table, &unknown.key);
    let own = || respelt().map(|key| format!("the key of this table is `{}`", key.name));
    advice.or_else(meant).or_else(own)
}
