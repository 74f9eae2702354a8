//! Keys of config.toml that belong into another table.

use crate::diagnostic::{Consequence, Fix, Safety, Severity};
use crate::model::MisplacedKey;
use crate::rule::{Check, Rule, Theme};
use crate::schema::runner::Key;
use crate::source::{Address, Place, Role};

pub(super) static RULE: Rule = Rule {
    name: "misplaced-key",
    summary: "a key stands in a table that does not have it, and GitLab Runner ignores it",
    theme: Theme::Syntax,
    severity: Severity::Warning,
    consequences: &[Consequence::Ignored],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &[],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("misplaced_key.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for misplaced in cx.workspace.misplaced_keys() {
        let fix = fix(cx, &misplaced);
        let key = &misplaced.key;
        let name = Address::root().key(key.key.as_str());
        let message = format!("`{name}` is not a key of {}", key.table.title());
        let found = cx.report(&key.place, message).help(help(&misplaced));
        if let Some(home) = misplaced.home.filter(|home| fix.is_some() && !home.span.is_empty()) {
            found.label(home.span, "it belongs here");
        }
        found.fix(fix);
    }
}

fn help(misplaced: &MisplacedKey<'_>) -> String {
    if let ([home], true) = (misplaced.homes.as_slice(), misplaced.key.is_table) {
        let header = home.child(misplaced.name).map(Key::title);
        return format!("the header of this table is {}", header.unwrap_or_default());
    }
    let titles: Vec<String> = misplaced.homes.iter().map(|home| home.title()).collect();
    let tables = titles.join(" and of ");
    let is = format!("`{}` is a key of {tables}", misplaced.name);
    match &misplaced.unread_by {
        Some(executor) => format!("{is}, which the executor `{executor}` does not read"),
        None => is,
    }
}

fn fix(cx: &Check<'_>, misplaced: &MisplacedKey<'_>) -> Option<Fix> {
    let (place, home) = (misplaced.home.as_ref()?, misplaced.homes.first()?);
    let to = Place {
        span: place.span,
        address: place.address.key(misplaced.name),
    };
    let moved = cx.relocate(&misplaced.key.place, &to)?;
    Some(moved.fix(Safety::Unsafe, format!("move it to {}", home.title())))
}
