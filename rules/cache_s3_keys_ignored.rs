//! Keys of S3 caches that GitLab Runner does not use.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::cache::{CacheStore, written};
use crate::rule::{Check, Rule, Theme};
use crate::schema::Version;
use crate::schema::texts::has_placeholder;
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "cache-s3-keys-ignored",
    summary: "the keys of an S3 cache are not used, because no server is named",
    theme: Theme::Cache,
    severity: Severity::Warning,
    consequences: &[Consequence::WrongResult],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &["AccessKey", "SecretKey"],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("cache_s3_keys_ignored.md"),
    check,
};

/// The first release that knows `AuthenticationType`.
const NAMES_AUTHENTICATION: Version = Version::new(14, 4);

fn check(cx: &mut Check<'_>) {
    let is_new = cx.workspace.context.targets.runner.version >= NAMES_AUTHENTICATION;
    let caches: Vec<_> = cx.workspace.caches_in(CacheStore::S3).collect();
    for (_, s3) in caches.iter().filter(|(cache, _)| cache.is_whole) {
        let chosen = is_new && written(s3, "AuthenticationType").is_some();
        let (None, false) = (written(s3, "ServerAddress"), chosen) else {
            continue;
        };
        let (Some(access), Some(secret)) = (written(s3, "AccessKey"), written(s3, "SecretKey")) else {
            continue;
        };
        if has_placeholder(&access.value) || has_placeholder(&secret.value) {
            continue;
        }
        let fix = match is_new {
            true => cx.set(&s3.missing("AuthenticationType"), "access-key"),
            false => cx.set(&s3.missing("ServerAddress"), "s3.amazonaws.com"),
        };
        let found = cx.report(&access.place, "this key is not used, because no server is named");
        found.label(secret.place.span, "nor is this one");
        found.note("the credentials of the environment or the machine are used instead");
        found.fix(fix.map(|fix| fix.fix(Safety::Unsafe, "use the keys")));
    }
}
