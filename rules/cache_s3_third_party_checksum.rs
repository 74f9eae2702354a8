//! Releases of GitLab Runner whose S3 requests other servers than those of AWS refuse.

use crate::diagnostic::{Consequence, Severity};
use crate::model::cache::{CacheStore, is_aws, written};
use crate::rule::{Check, Rule, Theme};
use crate::schema::Version;
use crate::schema::texts::has_placeholder;
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "cache-s3-third-party-checksum",
    summary: "this release signs S3 requests in a way that many servers refuse",
    theme: Theme::Cache,
    severity: Severity::Warning,
    consequences: &[Consequence::WrongResult],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &["ServerAddress"],
    fix: None,
    since: "0.1.0",
    page: include_str!("cache_s3_third_party_checksum.md"),
    check,
};

/// The first release with the S3 client that asks for checksums, and the first that leaves it to AWS.
///
/// Source: GitLab Runner `go.mod` and `cache/s3v2/s3.go` of 18.8 to 18.11.2.
const ASKS_FOR_CHECKSUMS: Version = Version::new(18, 9);
const ASKS_ONLY_AWS: Version = Version::patch(18, 11, 2);

fn check(cx: &mut Check<'_>) {
    let target = cx.workspace.context.targets.runner;
    if !target.given || target.version < ASKS_FOR_CHECKSUMS || target.version >= ASKS_ONLY_AWS {
        return;
    }
    let caches: Vec<_> = cx.workspace.caches_in(CacheStore::S3).collect();
    for (_, s3) in caches {
        let Some(address) = written(&s3, "ServerAddress") else {
            continue;
        };
        if has_placeholder(&address.value) || is_aws(&address.value) {
            continue;
        }
        let found = cx.report(
            &address.place,
            "GitLab Runner 18.9.0 to 18.11.1 asks this server for checksums as if it were AWS",
        );
        found.note("many other servers answer `SignatureDoesNotMatch`");
        found.help(
            "upgrade to 18.11.2, or start GitLab Runner with AWS_RESPONSE_CHECKSUM_VALIDATION=when_required \
             and AWS_REQUEST_CHECKSUM_CALCULATION=when_required",
        );
    }
}
