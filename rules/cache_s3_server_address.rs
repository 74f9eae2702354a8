//! Addresses of S3 servers that are no `host:port`.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::cache::{CacheStore, written};
use crate::model::{Setting, Table};
use crate::rule::{Amendment, Check, Rule, Theme};
use crate::schema::Version;
use crate::schema::texts::has_placeholder;
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "cache-s3-server-address",
    summary: "the address of an S3 server is a URL, so the cache is never reached",
    theme: Theme::Cache,
    severity: Severity::Error,
    consequences: &[Consequence::WrongResult],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &["ServerAddress"],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("cache_s3_server_address.md"),
    check,
};

/// The first release whose S3 client takes a path behind the host.
const TAKES_PATHS: Version = Version::new(17, 5);

fn check(cx: &mut Check<'_>) {
    let takes_paths = cx.workspace.context.targets.runner.version >= TAKES_PATHS;
    let caches: Vec<_> = cx.workspace.caches_in(CacheStore::S3).collect();
    for (_, s3) in caches {
        let Some(address) = written(&s3, "ServerAddress") else {
            continue;
        };
        if has_placeholder(&address.value) {
            continue;
        }
        let has_path = || address.value.trim_end_matches('/').contains('/');
        if address.value.contains("://") {
            let fix = host_only(cx, &s3, &address);
            let found = cx.report(
                &address.place,
                "this address has a scheme, which GitLab Runner adds itself",
            );
            match fix {
                Some(fix) => found.fix(Some(fix.fix(Safety::Unsafe, "write host and port only"))),
                None => found.help("write it like \"minio.example.com:9000\"; `Insecure = true` is for plain HTTP"),
            };
        } else if !takes_paths && has_path() {
            let found = cx.report(
                &address.place,
                "this address has a path, which GitLab Runner before 17.5 does not take",
            );
            found.help("write host and port only; `BucketName` and `Path` say where the caches go");
        }
    }
}

/// The address without its scheme, and whether to use TLS as the scheme says. What lies behind the host is left to the
/// admin, and so is a scheme that `Insecure` contradicts.
fn host_only(cx: &Check<'_>, s3: &Table<'_>, address: &Setting<String>) -> Option<Amendment> {
    let (scheme, rest) = address.value.split_once("://")?;
    let host = rest.strip_suffix('/').unwrap_or(rest);
    if host.is_empty() || host.contains(['/', '@', '?', '#']) {
        return None;
    }
    let host_only = cx.set(&address.place, host)?;
    let insecure = s3.flag_or("Insecure", false);
    match scheme {
        "https" if !insecure.value => Some(host_only),
        "http" if insecure.value => Some(host_only),
        "http" => Some(host_only.and(cx.set(&insecure.place, true)?)),
        _ => None,
    }
}
