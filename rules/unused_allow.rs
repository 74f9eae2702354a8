//! Comments that accept findings where there are none.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::rule::{AllowFault, Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "unused-allow",
    summary: "a comment accepts findings that there are not",
    theme: Theme::Acceptance,
    severity: Severity::Info,
    consequences: &[Consequence::Advice],
    needs: &[],
    uses: &[Role::RunnerConfig, Role::Pipeline],
    keys: &[],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("unused_allow.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for allow in cx.allows {
        match &allow.fault {
            AllowFault::Unused(rules) => {
                let fix = cx.drop_allow(allow, Safety::Unsafe);
                let names: Vec<String> = rules.iter().map(|name| format!("`{name}`")).collect();
                cx.report_allow(allow, format!("nothing is found here by {}", names.join(" and ")))
                    .fix(fix);
            }
            AllowFault::PartlyUnused(name) => {
                cx.report_allow(allow, format!("nothing is found here by `{name}`"))
                    .help(format!("take `{name}` out of the parentheses"));
            }
            _ => {}
        }
    }
}
