//! A `min-api-version` that dockerd does not have.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::rule::{Check, Rule, Theme};
use crate::schema::Version;
use crate::schema::daemon;
use crate::schema::texts::has_placeholder;
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "daemon-min-api-version",
    summary: "dockerd does not start, because it does not have the API version asked for",
    theme: Theme::Versions,
    severity: Severity::Error,
    consequences: &[Consequence::StartFails],
    needs: &[Role::DaemonConfig],
    uses: &[],
    keys: &[],
    fix: Some(Safety::Safe),
    since: "0.1.0",
    page: include_str!("daemon_min_api_version.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    let version = cx.workspace.context.targets.docker.version;
    // Earlier releases do not know the key.
    if version < Version::new(29, 0) {
        return;
    }
    for (_, daemon) in cx.workspace.daemon_tables() {
        let Some(least) = daemon.text("min-api-version") else {
            continue;
        };
        let text = least.value.as_str();
        let newest = newest(version);
        if text.is_empty() || has_placeholder(text) || (OLDEST..=newest).contains(&numbers(text)) {
            continue;
        }
        let plain = text.trim().trim_start_matches(['v', 'V']);
        let fix = Some(plain).filter(|plain| (OLDEST..=newest).contains(&numbers(plain)));
        let fix = fix.and_then(|plain| {
            Some(
                cx.set(&least.place, plain)?
                    .fix(Safety::Safe, format!("write `{plain}`")),
            )
        });
        let message = format!("`{}` is no API version of this Docker", text.escape_debug());
        let found = cx.report(&least.place, message).fix(fix);
        found.help(format!(
            "Docker {} has 1.24 to 1.{}",
            daemon::release(version),
            newest.1
        ));
    }
}

/// The oldest version that can be asked for.
const OLDEST: (u64, u64, u64) = (1, 24, 0);

/// The newest API version of a release, with any third number.
///
/// Source: moby `daemon/config/config.go`, `MaxAPIVersion`, 29.0 to 29.7.
fn newest(version: Version) -> (u64, u64, u64) {
    let minor = match (version.major, version.minor) {
        (29, 0 | 1) => 52,
        (29, 2) => 53,
        (29, 3..=5) => 54,
        _ => 55,
    };
    (1, minor, 0)
}

/// The numbers of a version; what is no number counts as 0.
///
/// Source: moby `daemon/internal/versions/compare.go`, `compare`, 29.7.
fn numbers(text: &str) -> (u64, u64, u64) {
    let mut parts = text.split('.').map(|part| part.parse().unwrap_or(0));
    let mut next = || parts.next().unwrap_or(0);
    (next(), next(), next())
}
