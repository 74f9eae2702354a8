//! Options of images that the runner of the job does not take.

use crate::diagnostic::{Consequence, Severity};
use crate::model::{ExecutorOptions, Job, Known, List, Meeting, Runner, Setting, Table};
use crate::rule::{Check, Rule, Theme, weigh};
use crate::schema::Version;
use crate::source::{Place, Role};

pub(super) static RULE: Rule = Rule {
    name: "ci-image-option-ignored",
    summary: "an entrypoint, a user or a platform that a job asks for has no effect on its runner",
    theme: Theme::Images,
    severity: Severity::Warning,
    consequences: &[Consequence::Ignored],
    needs: &[Role::RunnerConfig, Role::Pipeline],
    uses: &[],
    keys: &[],
    fix: None,
    since: "0.1.0",
    page: include_str!("ci_image_option_ignored.md"),
    check,
};

/// The first release in which Kubernetes executors look at `allowed_users`, and take their own user first.
///
/// Source: GitLab Runner `executors/kubernetes/kubernetes.go`, `getContainerUIDGID`, 18.4 to 19.4.
const DECIDES_IN_PODS: Version = Version::new(18, 4);

/// An option without effect.
struct Fault {
    option: String,
    at: Place,
    cause: Place,
    why: String,
    /// What to do about it.
    help: String,
    /// Whether it is only a fault if no other runner may take the job.
    only_if_certain: bool,
}

fn check(cx: &mut Check<'_>) {
    for verdict in cx.workspace.judge(ignored, |fault| fault.at.span) {
        let fault = &verdict.fault;
        let Some(job) = verdict.meeting.job else { continue };
        if fault.only_if_certain && !verdict.is_certain() {
            continue;
        }
        let message = format!("this {} has no effect in `{}`", fault.option, job.name);
        let found = cx.report(&fault.at, message);
        found.label(fault.cause.span, fault.why.clone());
        found.help(fault.help.clone());
        weigh(found, &verdict);
    }
}

fn ignored(meeting: Meeting<'_>) -> Vec<Fault> {
    let (Some(job), Some(runner)) = (meeting.job, meeting.runner) else {
        return Vec::new();
    };
    if !asks(job) {
        return Vec::new();
    }
    let mut faults = of_other_executors(job, runner);
    let table = |place: &Place| meeting.workspace.table(place);
    if let Some(docker) = runner.docker_executor().and_then(|docker| table(&docker.place)) {
        faults.extend(entrypoints(job, &docker));
        faults.extend(docker_user(job, &docker));
    }
    if let Some(pods) = runner.kubernetes_executor().and_then(|pods| table(&pods.place))
        && meeting.workspace.context.targets.runner.version >= DECIDES_IN_PODS
    {
        faults.extend(pod_user(job, &pods));
    }
    faults
}

/// Whether the job has any such option, as few have.
fn asks(job: &Job) -> bool {
    let image = job.image.get();
    image.is_some_and(|image| !image.options.is_empty() || image.entrypoint.get().is_some()) || { job.services.iter() }
        .any(|service| !service.options.is_empty() || service.entrypoint.is_some())
}

fn entrypoints(job: &Job, docker: &Table<'_>) -> Vec<Fault> {
    let Some(flag) = docker.flag("disable_entrypoint_overwrite").filter(|flag| flag.value) else {
        return Vec::new();
    };
    let of_image = match &job.image {
        Known::Is(image) => image.entrypoint.get(),
        Known::Unset | Known::Unknown => None,
    };
    let of_services = job.services.iter().filter_map(|service| service.entrypoint.as_ref());
    let all = of_image.into_iter().chain(of_services);
    let written = all.filter(|list: &&List<String>| !list.items.is_empty());
    written
        .map(|list| Fault {
            option: "entrypoint".to_owned(),
            at: list.place.clone(),
            cause: flag.place.clone(),
            why: "images start with their own here".to_owned(),
            help: leave_out("entrypoint"),
            only_if_certain: false,
        })
        .collect()
}

fn docker_user(job: &Job, docker: &Table<'_>) -> Option<Fault> {
    let own = docker.text("user").filter(|user| !user.value.is_empty())?;
    let user = job.image_user("docker").filter(|user| user.value != own.value)?;
    Some(Fault {
        option: "user".to_owned(),
        at: user.place,
        cause: own.place,
        why: format!("every job runs as `{}` here", own.value),
        help: leave_out("user"),
        only_if_certain: false,
    })
}

/// The user of a job in a pod. GitLab Runner warns, and lets the image decide.
///
/// Source: as of [`DECIDES_IN_PODS`], and `isUserOrGroupAllowed` in `common/config.go`.
fn pod_user(job: &Job, pods: &Table<'_>) -> Option<Fault> {
    let user = job.image_user("kubernetes")?;
    let (id, _) = user.value.split_once(':').unwrap_or((&user.value, ""));
    if id.is_empty() {
        return None;
    }
    let fault = |cause: Place, why: String, help: String| {
        Some(Fault {
            option: "user".to_owned(),
            at: user.place.clone(),
            cause,
            why,
            help,
            only_if_certain: false,
        })
    };
    let contexts = ["build_container_security_context", "pod_security_context"];
    let mut own = contexts.iter().filter_map(|key| pods.table(key)?.number("run_as_user"));
    let number: Option<i64> = id.parse().ok().filter(|number| *number >= 0);
    if let Some(own) = own.next() {
        let why = format!("every job runs as user {} here", own.value);
        return match number {
            Some(number) if number == own.value => None,
            _ => fault(own.place, why, leave_out("user")),
        };
    }
    let Some(number) = number else {
        let why = "pods know users by number only".to_owned();
        let help = "write the number that the user has in the image: \"1000\"".to_owned();
        return fault(pods.place(), why, help);
    };
    let allowed = pods.texts("allowed_users");
    let is_listed = |entry: &String| entry.contains('$') || entry.parse() == Ok(number);
    if allowed.values().any(is_listed) || number != 0 && allowed.items.is_empty() {
        return None;
    }
    let why = match allowed.items.is_empty() {
        true => "without `allowed_users`, all users but 0 are allowed here",
        false => "only these users are allowed",
    };
    let cause = if allowed.is_set() { allowed.place } else { pods.place() };
    fault(cause, why.to_owned(), leave_out("user"))
}

/// Options below `docker` on Kubernetes executors, or the other way round. An image with options for both is made for
/// either.
fn of_other_executors(job: &Job, runner: &Runner) -> Vec<Fault> {
    let (own, what) = match (runner.executor.is_docker(), runner.kubernetes_executor()) {
        (true, _) => ("docker", "in Docker containers"),
        (false, Some(_)) => ("kubernetes", "in pods"),
        (false, None) => return Vec::new(),
    };
    let Some(executor) = &runner.executor_name else {
        return Vec::new();
    };
    let of_image = job.image.get().map(|image| &image.options);
    let sections = of_image
        .into_iter()
        .chain(job.services.iter().map(|service| &service.options));
    let foreign = sections.filter(|sections| ExecutorOptions::find(sections, own).is_none());
    let options = foreign.flatten().flat_map(|section| {
        let options = section.options.iter();
        options.map(move |(name, value): &(String, Setting<_>)| (section.executor, name, value))
    });
    options
        .map(|(other, name, value)| Fault {
            option: name.clone(),
            at: value.place.clone(),
            cause: executor.place.clone(),
            why: format!("jobs run {what} here, and `{other}` is not read"),
            help: match (own, name.as_str()) {
                ("docker", _) | (_, "user") => format!("write it below `{own}`"),
                _ => format!("leave the {name} out"),
            },
            only_if_certain: true,
        })
        .collect()
}

fn leave_out(option: &str) -> String {
    format!("leave the {option} out, or let jobs choose it in config.toml")
}
