//! Texts that stand for durations and that GitLab Runner cannot read.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::rule::{Check, Rule, Theme};
use crate::schema::texts;
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "duration-string-invalid",
    summary: "GitLab Runner refuses config.toml for a duration that it cannot read",
    theme: Theme::Values,
    severity: Severity::Error,
    consequences: &[Consequence::Refused],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &[],
    fix: Some(Safety::Safe),
    since: "0.1.0",
    page: include_str!("duration_string_invalid.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for mismatch in cx.workspace.type_mismatches() {
        let Some(text) = mismatch.unreadable_duration() else {
            continue;
        };
        let meant = texts::duration_meant(text);
        let written = meant.as_deref().and_then(|meant| cx.set(&mismatch.place, meant));
        let message = format!("`{}` is no duration", text.escape_debug());
        let found = cx.report(&mismatch.place, message);
        match (written, meant) {
            (Some(written), Some(meant)) => {
                found.fix(Some(written.fix(Safety::Safe, format!("write `{meant}`"))));
            }
            _ if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) => {
                found.help(format!("write its unit, like \"{text}s\" or \"{text}m\""));
            }
            _ => {
                found.help("write hours, minutes and seconds without blanks, like \"1h30m\"");
            }
        }
    }
}
