//! Caches in Azure Blob Storage that lack a setting.

use crate::diagnostic::{Consequence, Severity};
use crate::model::cache::{CacheStore, written};
use crate::rule::{Check, Rule, Theme};
use crate::schema::Version;
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "cache-azure-incomplete",
    summary: "a cache in Azure Blob Storage lacks its container, account or key, so jobs run without it",
    theme: Theme::Cache,
    severity: Severity::Error,
    consequences: &[Consequence::WrongResult],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &["Type"],
    fix: None,
    since: "0.1.0",
    page: include_str!("cache_azure_incomplete.md"),
    check,
};

/// The first release that does without a key.
const WITHOUT_KEY: Version = Version::new(17, 5);

fn check(cx: &mut Check<'_>) {
    let version = cx.workspace.context.targets.runner.version;
    for cache in cx.workspace.whole_caches(CacheStore::Azure) {
        let Some(azure) = cache.table.table("azure") else {
            if let Some(kind) = &cache.kind {
                let found = cx.report(&kind.place, "the settings of this cache are missing");
                found.help("they stand in [runners.cache.azure]: `AccountName`, `AccountKey` and `ContainerName`");
            }
            continue;
        };
        let keyless = version >= WITHOUT_KEY;
        let needed = ["AccountName", "ContainerName", "AccountKey"];
        for key in needed.into_iter().filter(|key| *key != "AccountKey" || !keyless) {
            if written(&azure, key).is_none() {
                let place = azure.text(key).map(|empty| empty.place);
                let place = place.unwrap_or_else(|| azure.missing(key));
                let found = cx.report(&place, format!("this cache has no `{key}`"));
                found.help(format!("write it as `{key} = \"…\"`"));
            }
        }
    }
}
