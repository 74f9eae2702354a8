//! Long-lived keys of cloud stores in config.toml.

use crate::diagnostic::{Consequence, Severity};
use crate::model::cache::{CacheStore, is_aws, written};
use crate::model::{Profile, Setting, Table};
use crate::rule::{Check, Rule, Theme};
use crate::schema::Version;
use crate::schema::texts::has_placeholder;
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "cache-static-credentials",
    summary: "the keys of a cache are those of a manual, or lie in config.toml though the cloud can do without",
    theme: Theme::Cache,
    severity: Severity::Warning,
    consequences: &[Consequence::WrongResult, Consequence::Risk],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &["AccessKey", "SecretKey", "PrivateKey", "AccountKey"],
    fix: None,
    since: "0.1.0",
    page: include_str!("cache_static_credentials.md"),
    check,
};

/// The first release that reaches Azure without a key.
///
/// Source: GitLab Runner `cache/azure/credentials_resolver.go`, 17.4 and 17.5.
const AZURE_WITHOUT_KEY: Version = Version::new(17, 5);

fn check(cx: &mut Check<'_>) {
    let strict = cx.workspace.context.profile != Profile::Default;
    let version = cx.workspace.context.targets.runner.version;
    let caches: Vec<_> = cx.workspace.caches().collect();
    for cache in caches {
        let Some(store) = cache.store(version) else { continue };
        let Some(table) = cache.table.table(store.word()) else {
            continue;
        };
        if let Some(key) = ["AccessKey", "SecretKey"].iter().find_map(|key| example(&table, key)) {
            let found = cx.report(&key.place, "this key is an example of AWS's manuals");
            found.help("put the key of your own account there");
        } else if let Some((key, help)) = avoidable(store, &table, version).filter(|_| strict) {
            let found = cx.report(&key.place, "a long-lived key lies in config.toml");
            found.consequence(Consequence::Risk).help(help);
        }
    }
}

/// A key that AWS's manuals show, which no account has.
fn example(table: &Table<'_>, key: &str) -> Option<Setting<String>> {
    written(table, key).filter(|key| key.value.starts_with("AKIA") && key.value.ends_with("EXAMPLE"))
}

/// A key that the store could do without.
fn avoidable(store: CacheStore, table: &Table<'_>, version: Version) -> Option<(Setting<String>, &'static str)> {
    let own = |key: &str| written(table, key).filter(|key| !has_placeholder(&key.value));
    match store {
        CacheStore::S3 => {
            let of_aws = written(table, "ServerAddress").is_none_or(|address| is_aws(&address.value));
            let help = "give the machine an IAM role and write `AuthenticationType = \"iam\"`";
            Some((own("SecretKey").filter(|_| of_aws)?, help))
        }
        CacheStore::Gcs => {
            let help = "give the machine a service account and leave `AccessID` and `PrivateKey` away";
            Some((own("PrivateKey")?, help))
        }
        CacheStore::Azure if version >= AZURE_WITHOUT_KEY => {
            let help = "give the machine a managed identity and leave `AccountKey` away";
            Some((own("AccountKey")?, help))
        }
        CacheStore::Azure => None,
    }
}
