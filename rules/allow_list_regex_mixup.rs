//! Regular expressions where globs are wanted, and the other way round.

use crate::diagnostic::{Consequence, Severity};
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "allow-list-regex-mixup",
    summary: "an allow-list holds regular expressions where globs are wanted, or the other way round",
    theme: Theme::Images,
    severity: Severity::Warning,
    consequences: &[Consequence::Ignored, Consequence::JobFails],
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
    page: include_str!("allow_list_regex_mixup.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for list in cx.workspace.image_allow_lists() {
        for glob in &list.globs.items {
            let Some(sign) = regex_sign(&glob.value) else { continue };
            let message = format!(
                "`{}` is a regular expression, and `{}` holds globs",
                glob.value, list.key
            );
            let found = cx.report(&glob.place, message);
            found.note(format!("no image has `{sign}` there, so nothing is matched"));
            found.help(
                "write `*` for anything up to a slash, `**` between slashes for anything, `{a,b}` for one of two",
            );
        }
    }
    for regexp in cx.workspace.machine_regexps() {
        let Some(first) = regexp.value.chars().next().filter(|first| "*+?".contains(*first)) else {
            continue;
        };
        let found = cx.report(&regexp.place, format!("`{}` is no regular expression", regexp.value));
        found.note(format!("there is nothing before `{first}` to repeat"));
        found.help("write `.*` for anything");
        found.severity(Severity::Error).consequence(Consequence::JobFails);
    }
}

/// What shows a regular expression: a sign where no reference of an image can have it.
fn regex_sign(glob: &str) -> Option<&'static str> {
    let has_dot_star = |before: &str| glob.contains(&format!("{before}.*"));
    if glob.starts_with('^') {
        Some("^")
    } else if glob.ends_with('$') {
        Some("$")
    } else if glob.contains('(') && glob.contains(')') {
        Some("(")
    } else if glob.starts_with(".*") || has_dot_star("/") || has_dot_star(":") {
        Some(".")
    } else {
        None
    }
}
