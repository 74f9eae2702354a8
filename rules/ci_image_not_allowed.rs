//! Images and services of jobs that are not on the lists of their runner.

use crate::diagnostic::{Consequence, Severity};
use crate::rule::{Check, Rule, Theme, weigh};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "ci-image-not-allowed",
    summary: "a job names an image or service that its runner does not allow",
    theme: Theme::Images,
    severity: Severity::Error,
    consequences: &[Consequence::JobFails],
    needs: &[Role::RunnerConfig, Role::Pipeline],
    uses: &[],
    keys: &[],
    fix: None,
    since: "0.1.0",
    page: include_str!("ci_image_not_allowed.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    let lists = cx.workspace.allow_lists_by_runner();
    let refused = cx.workspace.judge(
        |meeting| meeting.refused_images(&lists),
        |refused| refused.image.place.span,
    );
    for verdict in refused {
        let (image, list) = (&verdict.fault.image, &verdict.fault.list);
        let runner = verdict.runner_titles().join(" and ");
        let text = &image.value.text;
        let kind = if list.is_of_services() { "services" } else { "images" };
        let found = cx.report(
            &image.place,
            format!("`{text}` is not on the list of allowed {kind} of {runner}"),
        );
        found.label(list.globs.place.span, "no entry matches it as it is written");
        found.help(format!(
            "use one that is listed, or add an entry that matches `{text}` to `{}`",
            list.key
        ));
        weigh(found, &verdict);
    }
}
