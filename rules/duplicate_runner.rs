//! Runners that GitLab takes for one, and runners of one name.

use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;

use foldhash::fast::RandomState;

use crate::diagnostic::{Consequence, Severity};
use crate::model::{Registration, Token};
use crate::rule::{Check, Rule, Theme};
use crate::source::{FileId, Role};

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
    let all: Vec<&Registration<'_>> = all.iter().collect();
    // Hardly any tokens are the same, and only then it matters which GitLab they are for.
    let same_token = alike(&all, |one| match one.token {
        Token::Sound(token) => Some(token),
        _ => None,
    });
    for same in same_token.iter().flat_map(|same| alike(same, Registration::identity)) {
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
    for same in alike(&all, |one| Some(&one.runner.name.as_ref()?.value)) {
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
fn alike<'r, K: Hash + Eq>(
    all: &[&'r Registration<'r>],
    key: impl Fn(&'r Registration<'r>) -> Option<K>,
) -> Vec<Vec<&'r Registration<'r>>> {
    let mut firsts: HashMap<(FileId, K), usize, RandomState> =
        HashMap::with_capacity_and_hasher(all.len(), RandomState::default());
    let mut groups: BTreeMap<usize, Vec<&Registration<'_>>> = BTreeMap::new();
    for (index, one) in all.iter().enumerate() {
        let Some(key) = key(one) else { continue };
        let first = *firsts.entry((one.runner.file, key)).or_insert(index);
        if first != index {
            groups.entry(first).or_insert_with(|| vec![all[first]]).push(one);
        }
    }
    groups.into_values().collect()
}
