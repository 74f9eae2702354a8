//! Keys of config.toml that GitLab Runner does not read.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::{Reason, UnknownKey};
use crate::rule::{Check, Rule, Theme};
use crate::schema::elsewhere;
use crate::schema::runner::Removed;
use crate::source::{Address, Role};

pub(super) static RULE: Rule = Rule {
    name: "unknown-key",
    summary: "GitLab Runner does not know a key and ignores it",
    theme: Theme::Syntax,
    severity: Severity::Warning,
    consequences: &[Consequence::Ignored],
    needs: &[Role::RunnerConfig],
    uses: &[],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("unknown_key.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for unknown in cx.workspace.unknown_keys() {
        // What is in a table that was not read is not known to be sound, so a table is not renamed.
        let meant = unknown.meant.filter(|_| !unknown.is_table);
        let rename = meant.and_then(|name| cx.rename(&unknown.place, name));
        let key = Address::root().key(unknown.key.as_str());
        let message = match unknown.reason {
            Reason::NotATable => format!("`{key}` has no effect unless it is a table"),
            _ => format!("`{key}` is not a key of {}", unknown.table.title()),
        };
        let found = cx.report(&unknown.place, message);
        if let Reason::Leftover(_) = unknown.reason {
            found.severity(Severity::Info);
        }
        if let Some(help) = help(unknown) {
            found.help(help);
        }
        if let (Some(rename), Some(name)) = (rename, unknown.meant) {
            found.fix(Some(rename.fix(Safety::Unsafe, format!("rename to `{name}`"))));
        }
    }
}

/// Where the setting really lives.
fn help(unknown: &UnknownKey) -> Option<String> {
    match unknown.reason {
        Reason::Newer(key) => Some(format!("GitLab Runner reads it from {} on", key.since)),
        Reason::Removed(key) => Some(removed(key)),
        Reason::Leftover(_) => Some("old releases wrote it at registration; the line can go".to_owned()),
        Reason::NotATable => {
            let table = unknown.table.child(&unknown.key)?.title();
            Some(format!("write it as a table, {table}"))
        }
        Reason::NoSuchKey => {
            let advice = elsewhere::advice(unknown.table, &unknown.key).map(str::to_owned);
            let meant = || unknown.meant.map(|name| format!("did you mean `{name}`?"));
            let respelt = || elsewhere::key_like(unknown.table, &unknown.key);
            let own = || respelt().map(|key| format!("the key of this table is `{}`", key.name));
            advice.or_else(meant).or_else(own).or_else(|| homes(unknown))
        }
    }
}

fn removed(key: &Removed) -> String {
    let replacement = key.replacement.replace("[]", "").replace(" and ", "` and `");
    format!("it was removed in {}; use `{replacement}`", key.removed)
}

fn homes(unknown: &UnknownKey) -> Option<String> {
    let homes = elsewhere::homes(unknown.table, &unknown.key);
    let name = elsewhere::key_like(homes.first()?, &unknown.key)?.name;
    let titles: Vec<String> = homes.iter().map(|home| home.title()).collect();
    Some(format!("`{name}` is a key of {}", titles.join(" and of ")))
}
