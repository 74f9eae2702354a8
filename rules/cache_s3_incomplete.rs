//! S3 caches that lack a setting.

use crate::diagnostic::{Consequence, Severity};
use crate::model::Table;
use crate::model::cache::{Cache, CacheStore, written};
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "cache-s3-incomplete",
    summary: "an S3 cache lacks its bucket or half of its credentials, so jobs run without it",
    theme: Theme::Cache,
    severity: Severity::Error,
    consequences: &[Consequence::WrongResult],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &["Type"],
    fix: None,
    since: "0.1.0",
    page: include_str!("cache_s3_incomplete.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for cache in cx.workspace.whole_caches(CacheStore::S3) {
        match cache.table.table("s3") {
            Some(s3) => {
                bucket(cx, &s3);
                keys(cx, &s3);
                role(cx, &s3);
            }
            None => no_table(cx, &cache),
        }
    }
}

fn no_table(cx: &mut Check<'_>, cache: &Cache<'_>) {
    let Some(kind) = &cache.kind else { return };
    let found = cx.report(&kind.place, "the settings of this cache are missing");
    found.help("they stand in [runners.cache.s3]: `BucketName`, `ServerAddress`, `AccessKey` and so on");
}

fn bucket(cx: &mut Check<'_>, s3: &Table<'_>) {
    if written(s3, "BucketName").is_none() {
        let place = s3.text("BucketName").map(|empty| empty.place);
        let place = place.unwrap_or_else(|| s3.missing("BucketName"));
        let found = cx.report(&place, "this cache has no bucket");
        found.help("name it with `BucketName = \"…\"`");
    }
}

fn keys(cx: &mut Check<'_>, s3: &Table<'_>) {
    let keys = ["AccessKey", "SecretKey"].map(|key| (key, written(s3, key)));
    let kind = written(s3, "AuthenticationType");
    let wants_keys = kind.filter(|kind| kind.value.eq_ignore_ascii_case("access-key"));
    let missing = keys.iter().find(|(_, key)| key.is_none()).map(|(name, _)| *name);
    let given = keys.iter().find_map(|(name, key)| Some((*name, key.as_ref()?)));
    match (missing, wants_keys, given) {
        (Some(missing), Some(kind), _) => {
            let message = format!("this cache is accessed with keys, and `{missing}` is not set");
            cx.report(&kind.place, message)
                .help("`AuthenticationType = \"iam\"` takes the credentials of the environment or the machine");
        }
        (Some(missing), None, Some((name, key))) if written(s3, "AuthenticationType").is_none() => {
            let message = format!("`{name}` has no effect without `{missing}`");
            let found = cx.report(&key.place, message).severity(Severity::Warning);
            found.help("without both keys GitLab Runner takes the credentials of the environment or the machine");
        }
        _ => {}
    }
}

/// The policy of an assumed role names the key, and AWS refuses one with an empty name.
fn role(cx: &mut Check<'_>, s3: &Table<'_>) {
    let role = written(s3, "RoleARN").or_else(|| written(s3, "UploadRoleARN"));
    let encryption = written(s3, "ServerSideEncryption");
    let kms = encryption.filter(|word| word.value.to_ascii_lowercase().contains("kms"));
    if let (Some(role), Some(kms), None) = (role, kms, written(s3, "ServerSideEncryptionKeyID")) {
        let message = "a role with this encryption needs `ServerSideEncryptionKeyID`";
        cx.report(&kms.place, message).label(role.place.span, "the role");
    }
}
