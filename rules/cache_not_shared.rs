//! Runners that keep caches in one bucket, each for itself.

use std::collections::HashMap;
use std::mem::{Discriminant, discriminant};

use foldhash::fast::RandomState;

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::Executor;
use crate::model::cache::{Cache, CacheStore, written};
use crate::rule::{Amendment, Check, Rule, Theme};
use crate::schema::texts::has_placeholder;
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "cache-not-shared",
    summary: "runners with one bucket do not find each other's caches",
    theme: Theme::Cache,
    severity: Severity::Info,
    consequences: &[Consequence::Advice],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &["BucketName", "ContainerName"],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("cache_not_shared.md"),
    check,
};

/// Runners that are pointed at; a file of thousands would fill the screen.
const SHOWN: usize = 8;

fn check(cx: &mut Check<'_>) {
    let mut groups: Vec<Vec<Cache<'_>>> = Vec::new();
    let mut known: HashMap<Home, usize, RandomState> = HashMap::default();
    for cache in cx.workspace.caches() {
        let Some(home) = Home::of(cx, &cache) else { continue };
        let group = *known.entry(home).or_insert(groups.len());
        match groups.get_mut(group) {
            Some(caches) => caches.push(cache),
            None => groups.push(vec![cache]),
        }
    }
    for caches in &groups {
        let [first, others @ ..] = &caches[..] else { continue };
        // The caches of one token lie together anyway.
        if others.iter().all(|other| token(cx, other) == token(cx, first)) {
            continue;
        }
        let shared = caches.iter().map(|cache| cx.set(&cache.table.missing("Shared"), true));
        let shared: Option<Vec<Amendment>> = shared.collect();
        let shared = shared.and_then(|shared| shared.into_iter().reduce(Amendment::and));
        let found = cx.report(
            &first.table.place(),
            "runners with this bucket do not find each other's caches",
        );
        for other in others.iter().take(SHOWN) {
            found.label(other.table.place().span, "this one has the same bucket");
        }
        found.fix(shared.map(|shared| shared.fix(Safety::Unsafe, "share the caches")));
    }
}

fn token(cx: &Check<'_>, cache: &Cache<'_>) -> Option<String> {
    let runner = cx.workspace.table(&cache.runner.place)?;
    let token = written(&runner, "token").filter(|token| !has_placeholder(&token.value));
    token.map(|token| token.value)
}

/// Where caches go, and who asks for them. Runners of different executors hardly take the same jobs.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Home {
    store: &'static str,
    texts: Vec<String>,
    executor: Discriminant<Executor>,
}

impl Home {
    /// The home of a cache, unless it is settled whether it is shared, or not all is known.
    fn of(cx: &Check<'_>, cache: &Cache<'_>) -> Option<Home> {
        let store = cache.store(cx.workspace.context.targets.runner.version)?;
        let table = cache.table.table(store.word())?;
        if !cache.is_whole || cache.table.flag("Shared").is_some() {
            return None;
        }
        let account = match store {
            CacheStore::S3 => "ServerAddress",
            CacheStore::Gcs => "UniverseDomain",
            CacheStore::Azure => "AccountName",
        };
        let text = |table, key| written(table, key).map(|text| text.value).unwrap_or_default();
        let bucket = written(&table, store.bucket_key())?.value;
        let texts = vec![bucket, text(&table, account), text(&cache.table, "Path")];
        if texts.iter().any(|text| has_placeholder(text)) {
            return None;
        }
        Some(Home {
            store: store.word(),
            texts,
            executor: discriminant(&cache.runner.executor),
        })
    }
}
