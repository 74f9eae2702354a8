//! Comments and entries of the settings that are meant to accept findings, and name no rule or are not understood.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::rule::{AllowFault, Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "unknown-allow",
    summary: "what is meant to accept findings names no rule, or is not understood",
    theme: Theme::Acceptance,
    severity: Severity::Warning,
    consequences: &[Consequence::Ignored],
    needs: &[],
    uses: &[Role::RunnerConfig, Role::Pipeline, Role::Settings],
    keys: &[],
    fix: Some(Safety::Unsafe),
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
                let fix = match meant {
                    Some(meant) => cx.rename_allowed(allow, meant),
                    None => cx.drop_allow(allow, Safety::Unsafe),
                };
                let found = cx.report_allow(allow, format!("there is no rule `{name}` to allow"));
                found.fix(fix);
                found.help = meant.map(|meant| format!("did you mean `{meant}`?"));
            }
            _ => {}
        }
    }
}
