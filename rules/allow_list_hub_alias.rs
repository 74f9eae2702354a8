//! Entries of allow-lists that spell Docker Hub out, which jobs hardly do.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "allow-list-hub-alias",
    summary: "an allow-list names images of Docker Hub in their long spelling only",
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
    page: include_str!("allow_list_hub_alias.md"),
    check,
};

const LONG: [&str; 2] = ["docker.io/library/", "docker.io/"];

fn check(cx: &mut Check<'_>) {
    for list in cx.workspace.image_allow_lists() {
        for glob in &list.globs.items {
            let long = LONG.iter().find(|long| glob.value.starts_with(*long));
            let short = long.and_then(|long| glob.value.strip_prefix(long));
            let (Some(long), Some(short)) = (long, short) else {
                continue;
            };
            if list.matches(short) {
                continue;
            }
            // Without the registry in front, a star would match other registries as well.
            let is_narrow = short
                .split('/')
                .next()
                .is_some_and(|first| !first.starts_with(['*', '{', '[', '?']));
            let added = cx.push(&list.globs.place, &[short.into()]).filter(|_| is_narrow);
            let message = format!(
                "`{}` does not match images that jobs write without `{long}`",
                glob.value
            );
            let found = cx.report(&glob.place, message);
            found.note("images are compared as they are written");
            match added {
                Some(added) => found.fix(Some(added.fix(Safety::Unsafe, format!("list `{short}` as well")))),
                None => found.help("list the short names that jobs may use as well"),
            };
        }
    }
}
