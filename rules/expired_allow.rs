//! Comments and entries of the settings that accepted findings until a day that is over.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::rule::{AllowFault, Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "expired-allow",
    summary: "the last day of an acceptance is over",
    theme: Theme::Acceptance,
    severity: Severity::Info,
    consequences: &[Consequence::Ignored],
    needs: &[],
    uses: &[Role::RunnerConfig, Role::Pipeline, Role::Settings],
    keys: &[],
    fix: Some(Safety::Safe),
    since: "0.1.0",
    page: include_str!("expired_allow.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for allow in cx.allows {
        if let AllowFault::Over(until) = &allow.fault {
            let fix = cx.drop_allow(allow, Safety::Safe);
            cx.report_allow(allow, format!("this accepted findings until {until}, which is over"))
                .help("repair what is found here, or say until when it is accepted now")
                .fix(fix);
        }
    }
}
