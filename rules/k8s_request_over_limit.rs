//! Requests of containers that are higher than their limits.

use std::collections::HashMap;

use crate::diagnostic::{Consequence, Severity};
use crate::model::{Amount, AmountSort};
use crate::rule::{Check, Rule, Theme};
use crate::schema::texts::Quantity;
use crate::source::{Role, Span};

pub(super) static RULE: Rule = Rule {
    name: "k8s-request-over-limit",
    summary: "containers ask for more than they may use, and Kubernetes makes no pod of them",
    theme: Theme::Kubernetes,
    severity: Severity::Error,
    consequences: &[Consequence::JobFails],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &["kubernetes"],
    fix: None,
    since: "0.1.0",
    page: include_str!("k8s_request_over_limit.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    let amounts: Vec<Amount<'_>> = cx.workspace.amounts().collect();
    let of_sort = |sort: AmountSort| amounts.iter().filter(move |amount| amount.sort == sort);
    let limits: HashMap<_, &Amount<'_>> = of_sort(AmountSort::Limit)
        .filter_map(|limit| Some((subject(limit, "_limit")?, limit)))
        .collect();
    for request in of_sort(AmountSort::Request) {
        let limit = subject(request, "_request").and_then(|subject| limits.get(&subject));
        let Some(limit) = limit.filter(|limit| exceeds(request, limit)) else {
            continue;
        };
        let (wanted, most) = (&request.setting.value, &limit.setting.value);
        let message = format!("`{}` is {wanted:?}, but its limit is {most:?}", request.key.name);
        let found = cx.report(&request.setting.place, message);
        found.label(limit.setting.place.span, "more is not allowed here");
        found.help(match request.key.name.split_once('_') {
            Some(("service", _)) => "raise the limit or lower the request; until then no pod with services is made",
            _ => "raise the limit or lower the request; until then no pod is made",
        });
    }
}

/// The runner, the containers and the resource that an amount is about.
fn subject(amount: &Amount<'_>, end: &str) -> Option<(Span, &'static str)> {
    Some((amount.runner.span(), amount.key.name.strip_suffix(end)?))
}

fn exceeds(request: &Amount<'_>, limit: &Amount<'_>) -> bool {
    let request = Quantity::parse(&request.setting.value);
    let limit = Quantity::parse(&limit.setting.value);
    request
        .zip(limit)
        .is_some_and(|(request, limit)| !limit.is_negative() && request.exceeds(&limit))
}
