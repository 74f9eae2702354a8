//! Words in `[runners.cache.s3]` that GitLab Runner does not know.

use crate::diagnostic::{Consequence, Diagnostic, Safety, Severity};
use crate::model::Setting;
use crate::model::cache::{CacheStore, written};
use crate::rule::{Check, Rule, Theme};
use crate::schema::Version;
use crate::schema::texts::has_placeholder;
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "cache-s3-unknown-value",
    summary: "an S3 cache has an authentication or encryption that does not exist, and does without",
    theme: Theme::Cache,
    severity: Severity::Warning,
    consequences: &[Consequence::WrongResult, Consequence::Risk],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &["AuthenticationType", "ServerSideEncryption"],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("cache_s3_unknown_value.md"),
    check,
};

const AUTHENTICATION: [&str; 2] = ["iam", "access-key"];
/// The first two are older than the others.
const ENCRYPTION: [&str; 6] = ["S3", "KMS", "AES256", "aws:kms", "DSSE-KMS", "aws:kms:dsse"];
/// The first release with the S3 client of AWS.
const AWS_CLIENT: Version = Version::new(17, 5);

fn check(cx: &mut Check<'_>) {
    let is_new = cx.workspace.context.targets.runner.version >= AWS_CLIENT;
    let encryption = if is_new { &ENCRYPTION[..] } else { &ENCRYPTION[..2] };
    let caches: Vec<_> = cx.workspace.caches_in(CacheStore::S3).collect();
    for (_, s3) in caches {
        if let Some(word) = unknown(written(&s3, "AuthenticationType"), &AUTHENTICATION) {
            let found = report(cx, &word, &AUTHENTICATION, "authentication type");
            found.note(match is_new {
                true => "so the credentials of the environment or the machine are taken",
                false => "so jobs run without the cache",
            });
        }
        if let Some(word) = unknown(written(&s3, "ServerSideEncryption"), encryption) {
            let found = report(cx, &word, encryption, "server-side encryption");
            found.consequence(Consequence::Risk);
            found.note("so S3 is not asked to encrypt the caches");
        }
    }
}

fn unknown(word: Option<Setting<String>>, known: &[&str]) -> Option<Setting<String>> {
    word.filter(|word| {
        let text = word.value.as_str();
        !has_placeholder(text) && !known.iter().any(|known| known.eq_ignore_ascii_case(text))
    })
}

fn report<'c>(cx: &'c mut Check<'_>, word: &Setting<String>, known: &[&str], what: &str) -> &'c mut Diagnostic {
    let letters = letters(&word.value);
    let meant = known.iter().find(|known| self::letters(known) == letters);
    let fix = meant.and_then(|meant| Some((meant, cx.set(&word.place, *meant)?)));
    let message = format!("`{}` is no {what}", word.value.escape_debug());
    let found = cx.report(&word.place, message);
    match fix {
        Some((meant, fix)) => found.fix(Some(fix.fix(Safety::Unsafe, format!("write `{meant}`")))),
        None => found.help(format!("GitLab Runner knows `{}`", known.join("`, `"))),
    }
}

/// What is left of a word if the ways to put it together do not count: `SSE-S3` and `s3` are the same.
fn letters(word: &str) -> String {
    let word = word.to_ascii_lowercase();
    let word = word.strip_prefix("sse-").unwrap_or(&word);
    word.chars().filter(char::is_ascii_alphanumeric).collect()
}
