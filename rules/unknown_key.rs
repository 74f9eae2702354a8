//! Keys of config.toml that GitLab Runner does not read.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::UnknownKey;
use crate::rule::{Check, Rule, Theme};
use crate::schema::runner::Key;
use crate::source::Role;

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
        let neighbour = neighbour(unknown);
        let message = format!("`{}` is not a key of {}", unknown.key, unknown.table.title());
        let rename = neighbour.and_then(|key| cx.rename(&unknown.place, key.name));
        let found = cx.report(&unknown.place, message);
        if let Some(newer) = unknown.newer {
            found.help(format!("GitLab Runner reads it from {} on", newer.since));
        } else if let Some(removed) = unknown.removed {
            let (removed, replacement) = (removed.removed, removed.replacement);
            found.help(format!("it was removed in {removed}; use `{replacement}`"));
        } else if let Some(key) = neighbour {
            found.help(format!("did you mean `{}`?", key.name));
            found.fix(rename.map(|rename| rename.fix(Safety::Unsafe, format!("rename to `{}`", key.name))));
        }
    }
}

/// The one key of the same table that the spelling is close to, and that takes such a value.
fn neighbour(unknown: &UnknownKey) -> Option<&'static Key> {
    let close = |key: &&Key| {
        let limit = (unknown.key.chars().count() / 4).max(1);
        let same_start = key.name.chars().next() == unknown.key.chars().next();
        same_start && strsim::damerau_levenshtein(key.name, &unknown.key) <= limit
    };
    let mut near = unknown.table.keys.iter().filter(close);
    let key = near.next()?;
    (near.next().is_none() && key.takes_tables() == unknown.is_table).then_some(key)
}
