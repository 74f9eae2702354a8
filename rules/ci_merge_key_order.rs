//! Keys that a merge key after them overwrites.

use crate::diagnostic::{Consequence, Severity};
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "ci-merge-key-order",
    summary: "a key has no effect, because a merge key (`<<`) after it brings another value",
    theme: Theme::Syntax,
    severity: Severity::Warning,
    consequences: &[Consequence::WrongResult],
    needs: &[Role::Pipeline],
    uses: &[],
    keys: &[],
    fix: None,
    since: "0.1.0",
    page: include_str!("ci_merge_key_order.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for lost in cx.workspace.overwritten_keys() {
        let found = cx.report(&lost.place, format!("this `{}` has no effect", lost.key));
        found.label(lost.merge, "this comes later and overwrites it");
        found.label(lost.winner, "this one counts");
        found.help("write `<<` before the keys that are to win over it");
    }
}
