//! Folders for the checkout of a job that its runner does not let it choose.

use crate::diagnostic::{Consequence, Severity};
use crate::model::{Content, Job, Known, Meeting, Runner, clean};
use crate::rule::{Check, Rule, Theme, weigh};
use crate::source::{Place, Role};

pub(super) static RULE: Rule = Rule {
    name: "git-clone-path-refused",
    summary: "a job chooses a folder for its checkout that its runner does not allow",
    theme: Theme::Volumes,
    severity: Severity::Error,
    consequences: &[Consequence::JobFails],
    needs: &[Role::RunnerConfig, Role::Pipeline],
    uses: &[],
    keys: &[],
    fix: None,
    since: "0.1.0",
    page: include_str!("git_clone_path_refused.md"),
    check,
};

struct Fault<'w> {
    job: &'w Job,
    at: &'w Place,
    why: Why,
}

enum Why {
    /// The runner lets no job choose.
    Disabled(Place),
    /// The path is not below this folder.
    Outside { path: String, root: String },
}

fn check(cx: &mut Check<'_>) {
    for verdict in cx.workspace.judge(refused, |fault| fault.at.span) {
        let Fault { job, at, why } = &verdict.fault;
        let name = &job.name;
        match why {
            Why::Disabled(place) => {
                let message = format!("`{name}` chooses the folder of its checkout, which its runner does not allow");
                let found = cx.report(at, message);
                found.label(place.span, "jobs may not choose it here");
                found.help("leave GIT_CLONE_PATH out, or set `enabled = true` in [runners.custom_build_dir]");
                weigh(found, &verdict);
            }
            Why::Outside { path, root } => {
                let message = format!("`{name}` is to be checked out to {path}, which is not below {root}");
                let found = cx.report(at, message);
                found.help("write a path below $CI_BUILDS_DIR, which is the `builds_dir` of the runner");
                weigh(found, &verdict);
            }
        }
    }
}

fn refused(meeting: Meeting<'_>) -> Option<Fault<'_>> {
    let (job, runner) = (meeting.job?, meeting.runner?);
    let given = &job.variable("GIT_CLONE_PATH")?.value;
    let fault = |why| Fault {
        job,
        at: &given.place,
        why,
    };
    let is_written = match &given.content {
        Content::Plain(text) => !text.is_empty(),
        Content::Reference(text) => text.contains('/'),
        Content::Secret(_) | Content::Unknown => false,
    };
    let varies = job.varying.iter().any(|name| name == "GIT_CLONE_PATH");
    if !is_written || varies {
        return None;
    }
    if let Some(place) = disabled(&meeting, runner) {
        return Some(fault(Why::Disabled(place)));
    }
    let Known::Is(path) = given.known() else { return None };
    let (path, root) = (clean(&path), root(runner)?);
    let below = path.strip_prefix(root.as_str());
    let inside = root == "/" || below.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    (path.starts_with('/') && !inside).then(|| fault(Why::Outside { path, root }))
}

/// What keeps jobs from choosing.
///
/// Source: GitLab Runner `executors/abstract.go`, `CustomBuildEnabled`, and `DefaultCustomBuildsDirEnabled` of the
/// executors, 19.4.
fn disabled(meeting: &Meeting<'_>, runner: &Runner) -> Option<Place> {
    let table = meeting.workspace.table(&runner.place)?;
    let flag = table.table("custom_build_dir").and_then(|table| table.flag("enabled"));
    match flag {
        Some(flag) => (!flag.value).then_some(flag.place),
        None => (!runner.executor.runs_containers()).then(|| runner.place.clone()),
    }
}

/// The folder in which containers have their checkouts.
fn root(runner: &Runner) -> Option<String> {
    let in_containers = runner.docker_linux().is_some() || runner.kubernetes_executor().is_some();
    let root = runner.builds_dir.as_ref().map(|folder| folder.value.as_str());
    let root = root.filter(|root| !root.is_empty()).unwrap_or("/builds");
    (in_containers && root.starts_with('/') && !root.contains('$')).then(|| clean(root))
}
