//! Keys of config.toml that GitLab Runner read once.

use crate::diagnostic::{Consequence, Fix, Safety, Severity};
use crate::model::{Reason, RemovedKey};
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "removed-key",
    summary: "a key was removed from GitLab Runner, which ignores it",
    theme: Theme::Versions,
    severity: Severity::Warning,
    consequences: &[Consequence::Ignored],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &[],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("removed_key.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for old in cx.workspace.removed_keys() {
        let fix = renamed(cx, &old).or_else(|| moved(cx, &old));
        let message = format!("`{}` was removed in GitLab Runner {}", old.key.key, old.removed.removed);
        cx.report(&old.key.place, message).help(help(&old)).fix(fix);
    }
    for key in cx.workspace.unknown_keys() {
        if let Reason::Leftover(removed) = key.reason {
            let message = format!("`{}` was removed in GitLab Runner {}", key.key, removed.removed);
            let found = cx.report(&key.place, message);
            found.severity(Severity::Info);
            found.help("old releases wrote it at every registration, and it meant nothing; the line can go");
        }
    }
}

fn renamed(cx: &Check<'_>, old: &RemovedKey<'_>) -> Option<Fix> {
    let name = old.key.meant.filter(|_| !old.key.is_table)?;
    let renamed = cx.rename(&old.key.place, name)?;
    Some(renamed.fix(Safety::Unsafe, format!("rename to `{name}`")))
}

fn moved(cx: &Check<'_>, old: &RemovedKey<'_>) -> Option<Fix> {
    let moved = cx.relocate(&old.key.place, old.moved.as_ref()?)?;
    Some(moved.fix(Safety::Unsafe, "move it to [runners.cache.s3]"))
}

fn help(old: &RemovedKey<'_>) -> String {
    let path = old.removed.replacement.replace("[]", "");
    match (old.removed.successor(), path.rsplit_once('.')) {
        (Some(name), _) => format!("`{name}` took its place"),
        (None, Some((table, name))) if !path.contains(' ') => format!("`{name}` of [{table}] took its place"),
        _ => {
            let paths = path.replace("runners.kubernetes.", "").replace(" and ", "` and `");
            format!("`{paths}` took its place")
        }
    }
}
