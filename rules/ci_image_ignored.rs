//! Images and services of jobs whose runner has no containers.

use crate::diagnostic::{Consequence, Severity};
use crate::model::{Executor, Meeting, Setting};
use crate::rule::{Check, Rule, Theme};
use crate::source::{Place, Role};

pub(super) static RULE: Rule = Rule {
    name: "ci-image-ignored",
    summary: "a job names an image or services, and its runner has no containers",
    theme: Theme::Images,
    severity: Severity::Warning,
    consequences: &[Consequence::Ignored],
    needs: &[Role::RunnerConfig, Role::Pipeline],
    uses: &[],
    keys: &[],
    fix: None,
    since: "0.1.0",
    page: include_str!("ci_image_ignored.md"),
    check,
};

struct Fault {
    at: Place,
    message: String,
    executor: Place,
    why: &'static str,
}

fn check(cx: &mut Check<'_>) {
    for verdict in cx.workspace.judge(ignored, |fault| fault.at.span) {
        // On another runner it may be just right.
        if verdict.is_certain() {
            let fault = &verdict.fault;
            let found = cx.report(&fault.at, fault.message.clone());
            found.label(fault.executor.span, fault.why);
            found.help("let a runner with containers take the job: its tags decide");
        }
    }
}

/// What a job writes itself: what it inherits may be meant for others.
fn ignored(meeting: Meeting<'_>) -> Vec<Fault> {
    let (Some(job), Some(runner)) = (meeting.job, meeting.runner) else {
        return Vec::new();
    };
    // Others make something of an image: machines of that name, or what the programs of the admin do.
    let why = match runner.executor {
        Executor::Shell => "jobs run on the runner's own machine here",
        Executor::Ssh => "jobs run on another machine here, without containers",
        _ => return Vec::new(),
    };
    let Some(executor) = &runner.executor_name else {
        return Vec::new();
    };
    let fault = |at: &Place, message: String| Fault {
        at: at.clone(),
        message,
        executor: executor.place.clone(),
        why,
    };
    let is_own = |image: &&Setting<_>| !image.is_inherited();
    let image = job.image.get().map(|image| &image.image).filter(is_own);
    let image = image.map(|image| fault(&image.place, format!("`{}` does not run in this image", job.name)));
    let services = job.services.iter().map(|service| &service.image).filter(is_own);
    let services = services.map(|image| fault(&image.place, format!("`{}` runs without this service", job.name)));
    image.into_iter().chain(services).collect()
}
