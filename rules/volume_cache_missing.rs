//! Volumes without one for the local cache.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::edit::Literal;
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "volume-cache-missing",
    summary: "the local cache of jobs is thrown away after each job",
    theme: Theme::Volumes,
    severity: Severity::Warning,
    consequences: &[Consequence::WrongResult],
    needs: &[Role::RunnerConfig],
    uses: &[Role::Pipeline],
    keys: &["volumes"],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("volume_cache_missing.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for (runner, docker) in cx.workspace.docker_executors() {
        let volumes = &docker.volumes;
        // A `cache_dir` of the admin's own is another rule's.
        let is_default = runner.cache_folder() == "/cache";
        if volumes.items.is_empty() || !is_default || !cx.workspace.loses_cache(runner) {
            continue;
        }
        let fix = cx.push(&volumes.place, &[Literal::from("/cache")]);
        let job = cx.workspace.cache_of_job(runner);
        let found = cx.report(&volumes.place, "the cache of jobs is thrown away after each job");
        found.note("no volume for /cache");
        match job {
            Some((job, cache)) => {
                found.label(cache.span, format!("`{}` caches something", job.name));
            }
            None => {
                found.severity(Severity::Info);
            }
        }
        found.fix(fix.map(|fix| fix.fix(Safety::Unsafe, "keep the cache in a volume")));
    }
}
