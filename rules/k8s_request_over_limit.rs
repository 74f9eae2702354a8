//! Requests of containers that are higher than their limits.

use crate::diagnostic::{Consequence, Severity};
use crate::model::{Amount, AmountSort};
use crate::rule::{Check, Rule, Theme};
use crate::schema::texts::Quantity;
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "k8s-request-over-limit",
    summary: "containers ask for more than they may use, and Kubernetes makes no pod of them",
    theme: Theme::Kubernetes,
    severity: Severity::Error,
    consequences: &[Consequence::JobFails],
    needs: &[Role::RunnerConfig],
    uses: &[],
    fix: None,
    since: "0.1.0",
    page: include_str!("k8s_request_over_limit.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    let amounts: Vec<Amount<'_>> = cx.workspace.amounts().collect();
    for request in amounts.iter().filter(|amount| amount.sort == AmountSort::Request) {
        let limit = amounts.iter().find(|amount| is_limit_of(amount, request));
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

fn is_limit_of(amount: &Amount<'_>, request: &Amount<'_>) -> bool {
    let of = |amount: &Amount<'_>, end: &str| amount.key.name.strip_suffix(end).map(str::to_owned);
    let same_runner = amount.runner.place == request.runner.place;
    same_runner && amount.sort == AmountSort::Limit && of(amount, "_limit") == of(request, "_request")
}

fn exceeds(request: &Amount<'_>, limit: &Amount<'_>) -> bool {
    let request = Quantity::parse(&request.setting.value);
    let limit = Quantity::parse(&limit.setting.value);
    request
        .zip(limit)
        .is_some_and(|(request, limit)| !limit.is_negative() && request.exceeds(&limit))
}
