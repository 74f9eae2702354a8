//! Runners of a busy process that ask for one job at a time.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::{Capacity, Limits};
use crate::rule::Amendment;
use crate::rule::{Check, Rule, Theme};
use crate::schema::Version;
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "request-concurrency-bottleneck",
    summary: "several runners ask for one job at a time, which GitLab Runner warns of",
    theme: Theme::Scaling,
    severity: Severity::Info,
    consequences: &[Consequence::Advice],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &["request_concurrency", "limit"],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("request_concurrency_bottleneck.md"),
    check,
};

/// The first release that warns of it.
const WARNS: Version = Version::new(18, 4);

fn check(cx: &mut Check<'_>) {
    let version = cx.workspace.context.targets.runner.version;
    for capacity in cx.workspace.capacities() {
        let slow: Vec<&Limits<'_>> = slow(&capacity).collect();
        let Some((first, others)) = slow.split_first().filter(|_| version >= WARNS) else {
            continue;
        };
        let raised = slow.iter().map(|limits| raise(cx, limits));
        let raised = raised.collect::<Option<Vec<_>>>();
        let raised = raised.and_then(|raised| raised.into_iter().reduce(Amendment::and));
        let written = first.requests().map(|requests| requests.place);
        let place = written.as_ref().unwrap_or(&first.runner.place);
        let found = cx.report(place, "this runner asks for one job at a time");
        for other in others {
            found.label(other.runner.place.span, "and this one");
        }
        found.fix(raised.map(|raised| raised.fix(Safety::Unsafe, "let two requests be under way")));
    }
}

/// The runners that could run several jobs and are kept from it by their own settings, of a process that has several
/// runners and workers. GitLab Runner warns of every default.
fn slow<'c>(capacity: &'c Capacity<'_>) -> impl Iterator<Item = &'c Limits<'c>> {
    let workers = capacity.concurrent.as_ref().map_or(1, |concurrent| concurrent.value);
    let several = capacity.runners.len() > 1 && workers > 1;
    capacity.runners.iter().filter(move |limits| {
        let limit = limits.limit().map(|limit| limit.value);
        let restricted = limit == Some(2) || limits.requests().is_some();
        several && restricted && limit != Some(1) && limits.request_concurrency() == 1
    })
}

fn raise(cx: &Check<'_>, limits: &Limits<'_>) -> Option<Amendment> {
    let written = limits.requests().map(|requests| requests.place);
    cx.set(
        &written.unwrap_or_else(|| limits.table.missing("request_concurrency")),
        2,
    )
}
