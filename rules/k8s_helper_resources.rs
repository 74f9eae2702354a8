//! Helper containers with hardly any memory.

use crate::diagnostic::{Consequence, Severity};
use crate::model::{Amount, AmountSort, Resource};
use crate::rule::{Check, Rule, Theme};
use crate::schema::texts::Quantity;
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "k8s-helper-resources",
    summary: "the helper container has too little memory for big caches and artifacts",
    theme: Theme::Kubernetes,
    severity: Severity::Info,
    consequences: &[Consequence::Advice],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &["kubernetes"],
    fix: None,
    since: "0.1.0",
    page: include_str!("k8s_helper_resources.md"),
    check,
};

const MEBIBYTE: i128 = 1_048_576 * 1_000_000_000;

fn check(cx: &mut Check<'_>) {
    let of_helper = |amount: &Amount<'_>| {
        amount.resource == Resource::Memory
            && amount.sort == AmountSort::Limit
            && amount.key.name.starts_with("helper_")
    };
    let limits: Vec<Amount<'_>> = cx.workspace.amounts().filter(of_helper).collect();
    for limit in limits {
        let quantity = Quantity::parse(&limit.setting.value);
        let amount = quantity.and_then(|quantity| quantity.billionths).unwrap_or_default();
        // What no container starts with is another rule's.
        if (MEBIBYTE..100 * MEBIBYTE).contains(&amount) {
            let message = format!("the helper container has {} of memory", limit.setting.value);
            let found = cx.report(&limit.setting.place, message);
            found.help("give it 256Mi or more: it clones, and packs caches and artifacts");
        }
    }
}
