//! Runners that let jobs use every image.

use crate::diagnostic::{Consequence, Severity};
use crate::model::Profile;
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "allow-list-empty",
    summary: "jobs may name any image",
    theme: Theme::Images,
    severity: Severity::Info,
    consequences: &[Consequence::Risk],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &[],
    fix: None,
    since: "0.1.0",
    page: include_str!("allow_list_empty.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    if cx.workspace.context.profile == Profile::Default {
        return;
    }
    let containers = cx
        .workspace
        .runners()
        .iter()
        .filter(|runner| runner.executor.runs_containers() && cx.workspace.is_whole(runner));
    for runner in containers {
        let docker = runner.docker_executor().map(|docker| &docker.place);
        let pods = runner.kubernetes_executor().map(|pods| &pods.place);
        let Some(table) = docker.or(pods).and_then(|place| cx.workspace.table(place)) else {
            continue;
        };
        if table.texts("allowed_images").items.is_empty() {
            let message = format!("jobs of {} may name any image", runner.title());
            let found = cx.report(&table.missing("allowed_images"), message);
            found.help("list the images that jobs may use, like allowed_images = [\"registry.example.com/**\"]");
        }
    }
}
