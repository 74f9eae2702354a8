//! S3 caches that are reached without TLS over networks of others.

use crate::diagnostic::{Consequence, Severity};
use crate::model::Profile;
use crate::model::cache::{CacheStore, host, is_aws, written};
use crate::rule::{Check, Rule, Theme};
use crate::schema::texts::{Reach, has_placeholder};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "cache-s3-insecure",
    summary: "caches go to a public S3 server without TLS",
    theme: Theme::Cache,
    severity: Severity::Warning,
    consequences: &[Consequence::Risk],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &["Insecure"],
    fix: None,
    since: "0.1.0",
    page: include_str!("cache_s3_insecure.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    let strict = cx.workspace.context.profile != Profile::Default;
    let caches: Vec<_> = cx.workspace.caches_in(CacheStore::S3).collect();
    for (_, s3) in caches {
        let (Some(insecure), Some(address)) = (s3.flag("Insecure"), written(&s3, "ServerAddress")) else {
            continue;
        };
        let is_url = address.value.contains("://");
        if !insecure.value
            || is_url
            || has_placeholder(&address.value)
            || Reach::of(host(&address.value)) != Reach::Internet
        {
            continue;
        }
        let has_tls = is_aws(&address.value);
        let found = cx.report(&insecure.place, "caches go over the network without TLS");
        found.label(address.place.span, "this name is not a private one");
        found.help("jobs run what is in their cache: give the server a certificate and take `Insecure` away");
        if has_tls {
            found.help("AWS answers with TLS at the same name: take `Insecure` away");
        } else if !strict {
            // Behind a public name there may still be a network of one's own.
            found.severity(Severity::Info);
        }
    }
}
