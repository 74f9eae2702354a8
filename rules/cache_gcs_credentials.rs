//! Caches in Google Cloud Storage that lack a setting.

use crate::diagnostic::{Consequence, Severity};
use crate::model::Table;
use crate::model::cache::{CacheStore, written};
use crate::rule::{Check, Rule, Theme};
use crate::schema::Version;
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "cache-gcs-credentials",
    summary: "a cache in Google Cloud Storage lacks its bucket or half of its credentials",
    theme: Theme::Cache,
    severity: Severity::Error,
    consequences: &[Consequence::WrongResult],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &["Type"],
    fix: None,
    since: "0.1.0",
    page: include_str!("cache_gcs_credentials.md"),
    check,
};

/// The first release whose client finds out by itself who it is, where Google's machines tell.
const FINDS_ACCOUNT: Version = Version::new(17, 0);

fn check(cx: &mut Check<'_>) {
    let version = cx.workspace.context.targets.runner.version;
    for cache in cx.workspace.whole_caches(CacheStore::Gcs) {
        let Some(gcs) = cache.table.table("gcs") else {
            if let Some(kind) = &cache.kind {
                let found = cx.report(&kind.place, "the settings of this cache are missing");
                found.help(
                    "they stand in [runners.cache.gcs]: `BucketName`, and `CredentialsFile` outside Google Cloud",
                );
            }
            continue;
        };
        if written(&gcs, "BucketName").is_none() {
            let place = gcs.text("BucketName").map(|empty| empty.place);
            let place = place.unwrap_or_else(|| gcs.missing("BucketName"));
            cx.report(&place, "this cache has no bucket")
                .help("name it with `BucketName = \"…\"`");
        }
        if written(&gcs, "CredentialsFile").is_none() {
            credentials(cx, &gcs, version);
        }
    }
}

/// Both halves of the credentials or none; an identifier alone is enough where Google's machines sign.
fn credentials(cx: &mut Check<'_>, gcs: &Table<'_>, version: Version) {
    let found = match (written(gcs, "AccessID"), written(gcs, "PrivateKey")) {
        (None, Some(key)) => {
            let found = cx.report(&key.place, "this key is of no use without `AccessID`");
            if version >= FINDS_ACCOUNT {
                found.severity(Severity::Warning);
            }
            found
        }
        (Some(account), None) if version < FINDS_ACCOUNT => {
            cx.report(&account.place, "this account is of no use without `PrivateKey`")
        }
        _ => return,
    };
    found.help("write both of them, or name a `CredentialsFile`, or neither on a machine with a service account");
}
