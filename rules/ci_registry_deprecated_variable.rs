//! Variables that GitLab no longer sets.

use std::collections::HashSet;

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::rule::{Check, Rule, Theme};
use crate::schema::Version;
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "ci-registry-deprecated-variable",
    summary: "a job uses a variable that is empty since GitLab 16.0",
    theme: Theme::Versions,
    severity: Severity::Error,
    consequences: &[Consequence::WrongResult],
    needs: &[Role::Pipeline],
    uses: &[],
    keys: &[],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("ci_registry_deprecated_variable.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    if cx.workspace.context.targets.gitlab.version < Version::new(16, 0) {
        return;
    }
    let mut seen = HashSet::new();
    for name in cx.workspace.old_names() {
        if !seen.insert((name.place.span, name.range.start)) {
            continue;
        }
        let renamed = cx.splice(name.place, name.range.clone(), name.new);
        let at = cx.workspace.place_within(name.place, name.range.clone());
        let found = cx.report(&at, format!("`{}` is empty since GitLab 16.0", name.old));
        found.help(format!("`{}` took its place", name.new));
        found.fix(renamed.map(|renamed| renamed.fix(Safety::Unsafe, format!("write `{}`", name.new))));
    }
}
