//! A host folder for cache volumes that are not made.

use crate::diagnostic::{Consequence, Severity};
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "docker-cache-dir-ignored",
    summary: "the host's folder for caches is not used, because the cache is switched off",
    theme: Theme::Volumes,
    severity: Severity::Info,
    consequences: &[Consequence::Ignored],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &["cache_dir"],
    fix: None,
    since: "0.1.0",
    page: include_str!("docker_cache_dir_ignored.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for (_, docker) in cx.workspace.docker_executors() {
        let folder = cx
            .workspace
            .table(&docker.place)
            .and_then(|table| table.text("cache_dir"));
        let Some(folder) = folder.filter(|folder| docker.disable_cache.value && !folder.value.is_empty()) else {
            continue;
        };
        let found = cx.report(&folder.place, "the host's folder for caches is not used");
        found.label(docker.disable_cache.place.span, "the cache is switched off here");
        found.help("take one of the two away");
    }
}
