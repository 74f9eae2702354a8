//! Runners that GitLab takes for one, and runners of one name.

use std::collections::HashMap;
use std::hash::Hash;

use crate::diagnostic::{Consequence, Severity};
use crate::model::Registration;
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "duplicate-runner",
    summary: "two runners of a file have the same token or the same name",
    theme: Theme::Executor,
    severity: Severity::Warning,
    consequences: &[Consequence::WrongResult, Consequence::Advice],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &[],
    fix: None,
    since: "0.1.0",
    page: include_str!("duplicate_runner.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    let all = cx.workspace.registrations();
    for same in alike(&all, Registration::identity) {
        let Some((first, others)) = same.split_first() else {
            continue;
        };
        for other in others {
            let message = format!("this is the token of {}, too", first.runner.title());
            let found = cx.report(other.token_place, message);
            found.label(
                first.token_place.span,
                "GitLab sees one runner, and jobs land on either",
            );
            found.help("create a second runner in GitLab and write its token here, or join the two");
        }
    }
    for same in alike(&all, |one| Some(one.runner.name.as_ref()?.value.as_str())) {
        let mut names = same.iter().filter_map(|one| one.runner.name.as_ref());
        let (Some(first), Some(second)) = (names.next(), names.next()) else {
            continue;
        };
        if !first.value.is_empty() {
            let found = cx.report(
                &second.place,
                format!("{} runners are called `{}`", same.len(), first.value),
            );
            found.severity(Severity::Info).consequence(Consequence::Advice);
            let commands = "`gitlab-runner unregister --name` and `reset-token --name` take this one";
            found.label(first.place.span, commands);
        }
    }
}

/// The runners of one file for which `key` gives the same, as far as there are several, in order.
fn alike<'a, 'w, K: Hash + Eq>(
    all: &'a [Registration<'w>],
    key: impl Fn(&'a Registration<'w>) -> Option<K>,
) -> Vec<Vec<&'a Registration<'w>>> {
    let mut groups: Vec<Vec<&Registration<'w>>> = Vec::new();
    let mut at = HashMap::new();
    for one in all {
        let Some(key) = key(one) else { continue };
        let group = *at.entry((one.runner.file, key)).or_insert(groups.len());
        match groups.get_mut(group) {
            Some(group) => group.push(one),
            None => groups.push(vec![one]),
        }
    }
    groups.retain(|group| group.len() > 1);
    groups
}
