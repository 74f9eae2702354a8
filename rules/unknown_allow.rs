//! Comments that are meant to accept findings and are not understood.

use crate::diagnostic::{Consequence, Severity};
use crate::rule::{AllowFault, Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "unknown-allow",
    summary: "a comment is meant to accept findings, and names no rule or is not understood",
    theme: Theme::Acceptance,
    severity: Severity::Warning,
    consequences: &[Consequence::Ignored],
    needs: &[],
    uses: &[Role::RunnerConfig, Role::Pipeline],
    keys: &[],
    fix: None,
    since: "0.1.0",
    page: include_str!("unknown_allow.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for allow in cx.allows {
        match &allow.fault {
            AllowFault::Malformed(why) => {
                cx.report_allow(allow, format!("this accepts nothing: {why}"));
            }
            AllowFault::Unknown { name, meant } => {
                let found = cx.report_allow(allow, format!("there is no rule `{name}` to allow"));
                found.help = meant.map(|meant| format!("did you mean `{meant}`?"));
            }
            _ => {}
        }
    }
}
