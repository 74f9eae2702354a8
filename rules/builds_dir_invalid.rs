//! A `builds_dir` that no container can have.

use crate::diagnostic::{Consequence, Severity};
use crate::model::clean;
use crate::rule::{Check, Rule, Theme};
use crate::schema::texts::is_windows_volume;
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "builds-dir-invalid",
    summary: "`builds_dir` is not an absolute path below the root, and every job of the runner fails",
    theme: Theme::Volumes,
    severity: Severity::Error,
    consequences: &[Consequence::JobFails],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &["builds_dir"],
    fix: None,
    since: "0.1.0",
    page: include_str!("builds_dir_invalid.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for (runner, _) in cx.workspace.docker_executors() {
        let Some(folder) = runner.builds_dir.as_ref().filter(|_| runner.docker_linux().is_some()) else {
            continue;
        };
        let path = folder.value.as_str();
        if path.is_empty() || path.contains("{{") || is_windows_volume(path) {
            continue;
        }
        let message = if !path.starts_with('/') {
            "the folder of builds is no absolute path in the container"
        } else if clean(path) == "/" {
            "the folder of builds is the root of the container"
        } else {
            continue;
        };
        let found = cx.report(&folder.place, message);
        found.help("write an absolute path like \"/builds\", which is the default; variables are not resolved here");
    }
}
