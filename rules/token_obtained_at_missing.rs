//! Tokens with a time of expiry, but no time at which they were obtained.

use crate::diagnostic::{Consequence, Severity};
use crate::model::KnownValue;
use crate::rule::{Check, Rule, Theme};
use crate::source::{Place, Role};

pub(super) static RULE: Rule = Rule {
    name: "token-obtained-at-missing",
    summary: "GitLab Runner takes a token for old and replaces it at once",
    theme: Theme::Values,
    severity: Severity::Warning,
    consequences: &[Consequence::Risk],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &["token_expires_at"],
    fix: None,
    since: "0.1.0",
    page: include_str!("token_obtained_at_missing.md"),
    check,
};

/// Source: GitLab Runner `commands/multi.go`, `nextRunnerToReset`, 19.4.
fn check(cx: &mut Check<'_>) {
    let workspace = cx.workspace;
    let times = workspace.known_values(|key| matches!(key.name, "token_obtained_at" | "token_expires_at"));
    // The two of a runner stand side by side.
    for of_runner in times.chunk_by(|one, next| one.place.address.parent() == next.place.address.parent()) {
        let time = |name: &str| of_runner.iter().find(|time| time.key.name == name && !is_zero(time));
        let (Some(expires), None) = (time("token_expires_at"), time("token_obtained_at")) else {
            continue;
        };
        if keeps_token(cx, expires) {
            continue;
        }
        cx.report(&expires.place, "`token_expires_at` is set without `token_obtained_at`")
            .note("the token is replaced as soon as GitLab Runner starts")
            .help("write both as `gitlab-runner register` did, or remove this one");
    }
}

/// Whether it is the time that stands for none.
fn is_zero(time: &KnownValue<'_>) -> bool {
    time.time().is_none_or(|time| time.starts_with("0001-01-01"))
}

/// Whether the runner may have been told to keep its token.
fn keeps_token(cx: &Check<'_>, time: &KnownValue<'_>) -> bool {
    const FLAG: &str = "FF_DISABLE_AUTOMATIC_TOKEN_ROTATION";
    let runner = time.place.address.parent().map(|address| Place {
        span: time.place.span,
        address,
    });
    let Some(table) = runner.and_then(|runner| cx.workspace.table(&runner)) else {
        return true;
    };
    let flags = table.table("feature_flags");
    let has_flag = flags.is_some_and(|flags| flags.cursor.get(FLAG).is_some());
    has_flag || table.texts("environment").values().any(|entry| entry.starts_with(FLAG))
}
