//! Globs of allow-lists that want a tag.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::rule::{Check, Rule, Theme};
use crate::schema::texts::is_reference;
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "allow-list-tag-digest",
    summary: "an entry of an allow-list lets an image through with any tag, but not without one",
    theme: Theme::Images,
    severity: Severity::Info,
    consequences: &[Consequence::Advice],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &[
        "allowed_images",
        "allowed_services",
        "allowed_privileged_images",
        "allowed_privileged_services",
    ],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("allow_list_tag_digest.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for list in cx.workspace.image_allow_lists() {
        for glob in &list.globs.items {
            let Some(name) = glob.value.strip_suffix(":*") else {
                continue;
            };
            // `registry.example.com/*:*` is for allow-list-star-slash.
            let is_name = !name.is_empty() && !name.ends_with('*') && !name.contains('@') && !name.contains("**");
            // What has alternatives or classes in it is no name that could be listed.
            let is_name = is_name && !name.contains(['{', '[', '?', '\\']) && is_reference(&name.replace('*', "x"));
            if !is_name || list.matches(name) {
                continue;
            }
            let added = cx.push(&list.globs.place, &[name.into()]);
            let message = format!(
                "`{}` does not match `{name}` without a tag, nor with a digest",
                glob.value
            );
            let found = cx.report(&glob.place, message);
            found.note("a missing tag is not taken for `latest`");
            found.fix(added.map(|added| added.fix(Safety::Unsafe, format!("list `{name}` as well"))));
        }
    }
}
