//! Types of `[runners.cache]` that do not exist, and caches without a type.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::cache::{Cache, CacheStore};
use crate::rule::{Check, Rule, Theme};
use crate::schema::texts::has_placeholder;
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "cache-type-invalid",
    summary: "the type of a cache is missing or does not exist, so jobs run without it",
    theme: Theme::Cache,
    severity: Severity::Error,
    consequences: &[Consequence::WrongResult],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &["Type", "BucketName", "ContainerName"],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("cache_type_invalid.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    let version = cx.workspace.context.targets.runner.version;
    for cache in cx.workspace.caches() {
        let (place, message, severity) = match &cache.kind {
            Some(kind) if has_placeholder(&kind.value) || cache.store(version).is_some() => continue,
            Some(kind) => {
                let message = format!("`{}` is no type of a cache", kind.value.escape_debug());
                (kind.place.clone(), message, Severity::Error)
            }
            // Without a bucket it is what `gitlab-runner register` leaves behind.
            None if cache.filled().is_empty() || !cache.is_whole => continue,
            None => {
                let written = cache.table.text("Type").map(|empty| empty.place);
                let place = written.unwrap_or_else(|| cache.table.missing("Type"));
                let message = "this cache has a bucket but no `Type`, so it is not used";
                (place, message.to_owned(), Severity::Warning)
            }
        };
        let meant = meant(&cache).filter(|store| CacheStore::named(store.word(), version).is_some());
        let fix = meant.and_then(|store| Some((store, cx.set(&place, store.word())?)));
        let found = cx.report(&place, message).severity(severity);
        match fix {
            Some((store, fix)) => {
                let title = format!("write `Type = \"{}\"`", store.word());
                found.fix(Some(fix.fix(Safety::Unsafe, title)))
            }
            None if is_local(&cache) => found.help("without [runners.cache] caches stay on the machine of the job"),
            None => found.help("the types are `s3`, `gcs` and `azure`"),
        };
    }
}

/// Whether the word asks for what happens without any type.
fn is_local(cache: &Cache<'_>) -> bool {
    let kind = cache.kind.as_ref().map(|kind| kind.value.to_lowercase());
    matches!(kind.as_deref(), Some("local" | "file" | "disk" | "none"))
}

/// The store that another spelling means, else the only one that was filled in.
fn meant(cache: &Cache<'_>) -> Option<CacheStore> {
    let word = cache.kind.as_ref().map(|kind| kind.value.trim().to_lowercase());
    let spelt = match word.as_deref() {
        Some("s3") => Some(CacheStore::S3),
        Some("gcs") => Some(CacheStore::Gcs),
        Some("azure") => Some(CacheStore::Azure),
        _ => None,
    };
    spelt.or_else(|| match cache.filled()[..] {
        [store] => Some(store),
        _ => None,
    })
}
