//! Entries of allow-lists that match no image there can be.

use crate::diagnostic::{Consequence, Severity};
use crate::rule::{Check, Rule, Theme};
use crate::schema::texts::is_glob;
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "allow-list-never-matches",
    summary: "an entry of an allow-list can match no image",
    theme: Theme::Images,
    severity: Severity::Warning,
    consequences: &[Consequence::Ignored],
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
    page: include_str!("allow_list_never_matches.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for list in cx.workspace.allow_lists() {
        // The machines of the instance executor may have any name.
        let of_containers = list.runner.executor.runs_containers();
        for glob in &list.globs.items {
            let Some((why, help)) = mistake(&glob.value, of_containers) else {
                continue;
            };
            let found = cx.report(&glob.place, format!("this entry of `{}` matches no image", list.key));
            found.note(why).help(help);
        }
    }
}

/// Why a glob matches nothing, and what to do.
fn mistake(glob: &str, of_containers: bool) -> Option<(&'static str, &'static str)> {
    let has_braces = glob.contains('{') && glob.contains('}');
    if glob.is_empty() {
        return Some((
            "an empty entry still closes the list for all other images",
            "take the entry away",
        ));
    }
    // An alternative before the mistake may match.
    if !is_glob(glob) && !has_braces {
        return Some((
            "the glob is malformed, and GitLab Runner does not say so",
            "close its brackets; a backslash before a sign takes it as it is",
        ));
    }
    if !of_containers {
        return None;
    }
    if glob.starts_with("https://") || glob.starts_with("http://") {
        return Some(("images have no scheme", "begin with the host of the registry"));
    }
    if glob.contains(|c: char| c.is_whitespace()) || glob.contains(',') && !glob.contains('{') {
        return Some((
            "no image has blanks or commas in its name",
            "write each image in quotes of its own",
        ));
    }
    None
}
