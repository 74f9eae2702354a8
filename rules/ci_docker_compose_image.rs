//! Jobs with the image of the old Docker Compose.

use crate::diagnostic::{Consequence, Severity};
use crate::model::{Image, Known, Meeting, Setting};
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "ci-docker-compose-image",
    summary: "a job runs in the image of the old Docker Compose, which gets no fixes",
    theme: Theme::Images,
    severity: Severity::Info,
    consequences: &[Consequence::Advice],
    needs: &[Role::Pipeline],
    uses: &[],
    keys: &[],
    fix: None,
    since: "0.1.0",
    page: include_str!("ci_docker_compose_image.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for verdict in cx.workspace.judge(old_compose, |image| image.place.span) {
        let image = verdict.fault;
        let found = cx.report(
            &image.place,
            "this image of Docker Compose has had no release since 2022",
        );
        found.note("it does not look for a Docker daemon by itself, as `docker` does");
        found.help("`docker` of a present release has `docker compose`, and `docker-compose`, too");
    }
}

fn old_compose(meeting: Meeting<'_>) -> Option<&Setting<Image>> {
    let Known::Is(image) = &meeting.job?.image else {
        return None;
    };
    let name = &image.image.value.name;
    let is_old = name == "docker/compose" || name.ends_with("/docker/compose");
    is_old.then_some(&image.image)
}
