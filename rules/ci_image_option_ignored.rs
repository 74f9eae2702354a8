//! Options of images that the runner of the job does not take.

use crate::diagnostic::{Consequence, Severity};
use crate::model::{Known, List, Meeting};
use crate::rule::{Check, Rule, Theme, weigh};
use crate::source::{Place, Role};

pub(super) static RULE: Rule = Rule {
    name: "ci-image-option-ignored",
    summary: "an entrypoint or a user of a job has no effect, because its runner decides that",
    theme: Theme::Images,
    severity: Severity::Warning,
    consequences: &[Consequence::Ignored],
    needs: &[Role::RunnerConfig, Role::Pipeline],
    uses: &[],
    keys: &["disable_entrypoint_overwrite", "user"],
    fix: None,
    since: "0.1.0",
    page: include_str!("ci_image_option_ignored.md"),
    check,
};

struct Fault {
    option: &'static str,
    at: Place,
    cause: Place,
    why: String,
}

fn check(cx: &mut Check<'_>) {
    for verdict in cx.workspace.judge(ignored, |fault| fault.at.span) {
        let Fault { option, at, cause, why } = &verdict.fault;
        let Some(job) = verdict.meeting.job else { continue };
        let message = format!("this {option} has no effect in `{}`", job.name);
        let found = cx.report(at, message);
        found.label(cause.span, why.clone());
        found.help(format!("leave the {option} out, or let jobs choose it in config.toml"));
        weigh(found, &verdict);
    }
}

fn ignored(meeting: Meeting<'_>) -> Vec<Fault> {
    let (Some(job), Some(runner)) = (meeting.job, meeting.runner) else {
        return Vec::new();
    };
    let Some(table) = runner
        .docker_executor()
        .and_then(|docker| meeting.workspace.table(&docker.place))
    else {
        return Vec::new();
    };
    let mut faults = Vec::new();
    if let Some(flag) = table.flag("disable_entrypoint_overwrite").filter(|flag| flag.value) {
        let of_image = match &job.image {
            Known::Is(image) => image.entrypoint.get(),
            Known::Unset | Known::Unknown => None,
        };
        let of_services = job.services.iter().filter_map(|service| service.entrypoint.as_ref());
        let written = |list: &&List<String>| !list.items.is_empty();
        faults.extend(
            of_image
                .into_iter()
                .chain(of_services)
                .filter(written)
                .map(|list| Fault {
                    option: "entrypoint",
                    at: list.place.clone(),
                    cause: flag.place.clone(),
                    why: "images start with their own here".to_owned(),
                }),
        );
    }
    let own = table.text("user").filter(|user| !user.value.is_empty());
    if let (Some(own), Some(user)) = (own, meeting.workspace.image_user(job))
        && own.value != user.value
    {
        let why = format!("every job runs as `{}` here", own.value);
        faults.push(Fault {
            option: "user",
            at: user.place,
            cause: own.place,
            why,
        });
    }
    faults
}
