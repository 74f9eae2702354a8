//! Comments and entries of the settings that accept findings where there are none.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::rule::{AllowFault, Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "unused-allow",
    summary: "a comment or a setting accepts findings that there are not",
    theme: Theme::Acceptance,
    severity: Severity::Info,
    consequences: &[Consequence::Advice],
    needs: &[],
    uses: &[Role::RunnerConfig, Role::Pipeline, Role::Settings],
    keys: &[],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("unused_allow.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for allow in cx.allows {
        let AllowFault::Unused(rules) = &allow.fault else {
            continue;
        };
        let fix = cx.drop_allow(allow, Safety::Unsafe);
        let names: Vec<String> = rules.iter().map(|name| format!("`{name}`")).collect();
        let names = names.join(" and ");
        let message = match allow.is_entry() {
            true => format!("{names} finds nothing that this entry could accept"),
            false => format!("nothing is found here by {names}"),
        };
        cx.report_allow(allow, message).fix(fix);
    }
}
