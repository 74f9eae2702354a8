//! Globs of allow-lists with a star that stops at a slash.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::AllowList;
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "allow-list-star-slash",
    summary: "a star of an allow-list stops at a slash, so that it matches fewer images than it seems to",
    theme: Theme::Images,
    severity: Severity::Info,
    consequences: &[Consequence::Advice, Consequence::JobFails, Consequence::WrongResult],
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
    page: include_str!("allow_list_star_slash.md"),
    check,
};

/// A glob that ends in a star, and what it would take to go on.
struct Stop {
    /// An image that it misses.
    missed: String,
    /// The glob that matches it.
    wider: String,
    /// Whether it looks as if it were to match everything.
    is_for_all: bool,
}

fn check(cx: &mut Check<'_>) {
    for list in cx.workspace.image_allow_lists() {
        for glob in &list.globs.items {
            let Some(stop) = stop(&glob.value).filter(|stop| !is_meant(&list, &glob.value, stop)) else {
                continue;
            };
            let wider = cx.set(&glob.place, stop.wider.as_str());
            let message = format!("`{}` does not match `{}`", glob.value, stop.missed);
            let found = cx.report(&glob.place, message);
            found.note("a star stops at a slash");
            if stop.is_for_all {
                found.severity(Severity::Warning);
                found.consequence(match list.is_of_privileges() {
                    true => Consequence::WrongResult,
                    false => Consequence::JobFails,
                });
            }
            found.fix(wider.map(|wider| wider.fix(Safety::Unsafe, format!("write `{}`", stop.wider))));
        }
    }
}

fn stop(glob: &str) -> Option<Stop> {
    if matches!(glob, "*" | "*:*" | "*/*" | "*/*:*") {
        let missed = if glob.contains('/') {
            "registry.example.com/group/image:1"
        } else {
            "group/image:1"
        };
        return Some(Stop {
            missed: missed.to_owned(),
            wider: "**".to_owned(),
            is_for_all: true,
        });
    }
    let (folder, last) = glob.rsplit_once('/')?;
    let (missed, wider) = match last {
        "*" => ("group/image", "**"),
        "*:*" => ("group/image:1", "**/*:*"),
        _ => return None,
    };
    // Who writes more stars, or other signs, knows what they do.
    let is_plain = !folder.is_empty() && !folder.contains(['*', '?', '[', '{', '\\', '$', '!']);
    is_plain.then(|| Stop {
        missed: format!("{folder}/{missed}"),
        wider: format!("{folder}/{wider}"),
        is_for_all: false,
    })
}

/// Whether other entries show that the star is meant to stop: they match more, or name folders one by one.
fn is_meant(list: &AllowList<'_>, glob: &str, stop: &Stop) -> bool {
    let is_below = |inner: &str, outer: &str| {
        let (folder, _) = outer.rsplit_once('/').unwrap_or_default();
        let below = inner.strip_prefix(folder).and_then(|below| below.strip_prefix('/'));
        below.is_some_and(|below| below.contains('/'))
    };
    let lists_folders = |other: &String| is_below(other, glob) || is_below(glob, other);
    list.matches(&stop.missed)
        || stop.is_for_all && list.globs.items.len() > 1
        || list.globs.values().any(lists_folders)
}
