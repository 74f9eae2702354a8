//! Images and services of jobs that are no references.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::{Image, Job, Known, Meeting, Service, Setting};
use crate::rule::{Check, Rule, Theme, weigh};
use crate::schema::texts::{has_placeholder, is_reference};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "ci-image-reference-invalid",
    summary: "a job names an image or a service that Docker cannot read",
    theme: Theme::Images,
    severity: Severity::Error,
    consequences: &[Consequence::JobFails, Consequence::Ignored],
    needs: &[Role::Pipeline],
    uses: &[Role::RunnerConfig],
    keys: &[],
    fix: Some(Safety::Safe),
    since: "0.1.0",
    page: include_str!("ci_image_reference_invalid.md"),
    check,
};

struct Fault<'w> {
    job: &'w Job,
    image: &'w Setting<Image>,
    /// Of a service the whole.
    service: Option<&'w Service>,
}

fn check(cx: &mut Check<'_>) {
    for verdict in cx.workspace.judge(unreadable, |fault| fault.image.place.span) {
        let Fault { job, image, service } = &verdict.fault;
        let text = &image.value.text;
        let right = image.value.meant();
        let written = right.as_deref().and_then(|right| cx.set(&image.place, right));
        let is_left_out = service.is_some_and(|service| is_left_out(&verdict.meeting, service));
        let what = if service.is_some() { "service" } else { "image" };
        let found = cx.report(
            &image.place,
            format!("the {what} `{text}` of `{}` is no name of an image", job.name),
        );
        if is_left_out {
            found.severity(Severity::Warning).consequence(Consequence::Ignored);
            found.note("GitLab Runner leaves the service out, and no message says so");
        } else if let Some(why) = image.value.fault() {
            found.note(why);
        }
        match (written, right) {
            (Some(written), Some(right)) => {
                let safety = if is_left_out { Safety::Unsafe } else { Safety::Safe };
                found.fix(Some(written.fix(safety, format!("write `{right}`"))));
            }
            _ => {
                found.help("write it like \"registry.example.com/group/image:tag\"");
            }
        }
        weigh(found, &verdict);
    }
}

/// What the job names, as far as it holds no variable.
fn unreadable(meeting: Meeting<'_>) -> Vec<Fault<'_>> {
    let Some(job) = meeting.job else { return Vec::new() };
    let own = match &job.image {
        Known::Is(image) => Some((&image.image, None)),
        Known::Unset | Known::Unknown => None,
    };
    let services = job.services.iter().map(|service| (&service.image, Some(service)));
    let all = own.into_iter().chain(services);
    let is_no_image = |image: &Setting<Image>| {
        let text = &image.value.text;
        !text.trim().is_empty() && !text.contains(['$', '%']) && !has_placeholder(text) && !is_reference(text)
    };
    all.filter(|(image, _)| is_no_image(image))
        .map(|(image, service)| Fault { job, image, service })
        .collect()
}

/// Whether jobs run without the service: Docker's executor starts it under its names, of which an image that cannot be
/// read makes none.
fn is_left_out(meeting: &Meeting<'_>, service: &Service) -> bool {
    let in_docker = meeting.runner.is_none_or(|runner| runner.executor.is_docker());
    in_docker && service.explicit_aliases().next().is_none()
}
