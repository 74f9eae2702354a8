//! Entries of allow-lists that are meant to exclude something.

use crate::diagnostic::{Consequence, Severity};
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "allow-list-negation-ineffective",
    summary: "an entry of an allow-list is meant to exclude images and excludes none",
    theme: Theme::Images,
    severity: Severity::Error,
    consequences: &[Consequence::Risk, Consequence::Ignored],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &[
        "allowed_images",
        "allowed_services",
        "allowed_privileged_images",
        "allowed_privileged_services",
    ],
    fix: None,
    since: "0.1.0",
    page: include_str!("allow_list_negation_ineffective.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for list in cx.workspace.allow_lists() {
        let allows_more = list.globs.values().any(|glob| !glob.starts_with('!'));
        for glob in list.globs.items.iter().filter(|glob| glob.value.starts_with('!')) {
            let message = format!("`{}` excludes nothing from `{}`", glob.value.escape_debug(), list.key);
            let found = cx.report(&glob.place, message);
            found.note("`!` is an ordinary character here, which no image begins with");
            if allows_more {
                found.help("an image that any other entry matches is let through: list only what is meant to be");
            } else {
                found.consequence(Consequence::Ignored);
                found.help("as no entry matches an image, none is let through: list what is meant to be");
            }
        }
    }
}
