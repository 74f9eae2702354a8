//! S3 caches that are reached without TLS over networks of others.

use core::net::IpAddr;

use crate::diagnostic::{Consequence, Severity};
use crate::model::Profile;
use crate::model::cache::{CacheStore, host, is_aws, written};
use crate::rule::{Check, Rule, Theme};
use crate::schema::texts::has_placeholder;
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

/// Endings of names that are not for everyone; a name without a dot is not either.
const PRIVATE: [&str; 11] = [
    "local",
    "localhost",
    "localdomain",
    "lan",
    "home",
    "corp",
    "internal",
    "intranet",
    "svc",
    "test",
    "example",
];

fn check(cx: &mut Check<'_>) {
    let strict = cx.workspace.context.profile != Profile::Default;
    let caches: Vec<_> = cx.workspace.caches_in(CacheStore::S3).collect();
    for (_, s3) in caches {
        let (Some(insecure), Some(address)) = (s3.flag("Insecure"), written(&s3, "ServerAddress")) else {
            continue;
        };
        let is_url = address.value.contains("://");
        if !insecure.value || is_url || has_placeholder(&address.value) || !is_public(host(&address.value)) {
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

/// Whether a host is one of the public Internet, as far as its name or address tells.
fn is_public(host: &str) -> bool {
    match host.parse::<IpAddr>() {
        Ok(IpAddr::V4(ip)) => {
            let shared = ip.octets()[0] == 100 && ip.octets()[1] & 0xc0 == 64;
            !(ip.is_private() || ip.is_loopback() || ip.is_link_local() || ip.is_documentation() || shared)
        }
        Ok(IpAddr::V6(ip)) => ip.segments()[0] & 0xe000 == 0x2000,
        Err(_) => {
            let ending = host.trim_end_matches('.').rsplit('.').next().unwrap_or_default();
            host.contains('.') && !PRIVATE.iter().any(|private| private.eq_ignore_ascii_case(ending))
        }
    }
}
