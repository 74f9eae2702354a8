//! Addresses of GitLab that end in `/ci`.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "legacy-ci-url",
    summary: "the address of GitLab ends in `/ci`, and submodules may not be cloned",
    theme: Theme::Executor,
    severity: Severity::Warning,
    consequences: &[Consequence::JobFails],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &[],
    fix: Some(Safety::Safe),
    since: "0.1.0",
    page: include_str!("legacy_ci_url.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for runner in cx.workspace.runners() {
        let Some(url) = &runner.url else { continue };
        let Some(rest) = url.value.trim_end_matches('/').strip_suffix("/ci") else {
            continue;
        };
        // GitLab Runner takes one `/ci` away, so a second one has been part of the address so far.
        let again = rest.trim_end_matches('/').ends_with("/ci");
        let cut = cx.splice(&url.place, rest.len()..rest.len() + "/ci".len(), "");
        let found = cx.report(
            &url.place,
            "`url` ends in `/ci`, which is no part of GitLab's address any more",
        );
        match cut.filter(|_| !again) {
            Some(cut) => found.fix(Some(cut.fix(Safety::Safe, "drop `/ci`"))),
            None => found.help("write the address of GitLab without `/ci`"),
        };
    }
}
