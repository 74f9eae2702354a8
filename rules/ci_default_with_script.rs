//! `default:` that is a job, because it has a script.

use crate::diagnostic::{Consequence, Severity};
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "ci-default-with-script",
    summary: "`default` is a job and sets no defaults, because it has a script",
    theme: Theme::Syntax,
    severity: Severity::Error,
    consequences: &[Consequence::WrongResult],
    needs: &[Role::Pipeline],
    uses: &[],
    keys: &[],
    fix: None,
    since: "0.1.0",
    page: include_str!("ci_default_with_script.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    let jobs = cx
        .workspace
        .pipelines()
        .iter()
        .filter_map(|pipeline| pipeline.job("default"));
    for job in jobs {
        let found = cx.report(
            &job.place,
            "with a `script` this is a job, and sets no defaults for others",
        );
        found.help("take `script` out of it: commands for all jobs belong into `before_script`");
    }
}
