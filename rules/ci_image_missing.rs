//! Jobs without an image on runners without one.

use crate::diagnostic::{Consequence, Severity};
use crate::model::{Job, Known, Meeting};
use crate::rule::{Check, Rule, Theme, weigh};
use crate::source::{Place, Role};

pub(super) static RULE: Rule = Rule {
    name: "ci-image-missing",
    summary: "neither a job nor its runner names an image, and the job fails",
    theme: Theme::Images,
    severity: Severity::Error,
    consequences: &[Consequence::JobFails],
    needs: &[Role::RunnerConfig, Role::Pipeline],
    uses: &[],
    keys: &[],
    fix: None,
    since: "0.1.0",
    page: include_str!("ci_image_missing.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for verdict in cx.workspace.judge(bare, |(job, _)| job.place.span) {
        let (job, executor) = &verdict.fault;
        let message = format!("`{}` names no image, and neither does its runner", job.name);
        let found = cx.report(&job.place, message);
        found.label(executor.span, "an `image` here would be that of jobs without one");
        found.help("name an image in the job, or under `default:` for all of them");
        weigh(found, &verdict);
    }
}

fn bare(meeting: Meeting<'_>) -> Option<(&Job, &Place)> {
    let (job, runner) = (meeting.job?, meeting.runner?);
    let (image, place) = match (runner.docker_executor(), runner.kubernetes_executor()) {
        (Some(docker), _) => (&docker.image, &docker.place),
        (_, Some(pods)) => (&pods.image, &pods.place),
        (None, None) => return None,
    };
    let has_image = image.as_ref().is_some_and(|image| !image.value.text.is_empty());
    (matches!(job.image, Known::Unset) && !has_image).then_some((job, place))
}
