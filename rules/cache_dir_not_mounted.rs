//! A `cache_dir` in which nothing stays.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::edit::Literal;
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "cache-dir-not-mounted",
    summary: "nothing is mounted on `cache_dir`, so the local cache is thrown away after each job",
    theme: Theme::Volumes,
    severity: Severity::Warning,
    consequences: &[Consequence::WrongResult],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &["cache_dir"],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("cache_dir_not_mounted.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for (runner, docker) in cx.workspace.docker_executors() {
        let Some(folder) = runner.cache_dir.as_ref().filter(|folder| folder.value.starts_with('/')) else {
            continue;
        };
        let is_default = runner.cache_folder() == "/cache";
        // With other volumes, the missing one for `/cache` is another rule's.
        if is_default && !docker.volumes.items.is_empty() || !cx.workspace.loses_cache(runner) {
            continue;
        }
        let path = folder.value.as_str();
        let volumes = &docker.volumes;
        let fix = if volumes.is_set() {
            cx.push(&volumes.place, &[Literal::from(path)])
        } else {
            cx.set(&volumes.place, Literal::List(vec![Literal::from(path)]))
        };
        let fix = fix.filter(|_| !path.contains([':', ',']));
        let found = cx.report(&folder.place, "nothing is mounted on the folder of the cache");
        found.note("it is thrown away after each job");
        found.fix(fix.map(|fix| fix.fix(Safety::Unsafe, "keep the cache in a volume")));
    }
}
