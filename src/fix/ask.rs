//! Planning with somebody who decides on each fix.

use std::collections::HashSet;

use super::{Checks, Plan, Refused, State, is_safe, key};
use crate::lint::Finding;
use crate::model::Context;
use crate::rule::Rule;
use crate::settings::Settings;
use crate::source::Sources;

/// A fix to be decided on, proved like all others.
#[derive(Debug)]
pub struct Proposal<'a> {
    /// What it repairs.
    pub finding: &'a Finding,
    /// The texts as they are by then, secrets marked.
    pub before: &'a Sources,
    /// The texts with this fix, secrets marked.
    pub after: &'a Sources,
}

impl Proposal<'_> {
    /// Whether jobs that work keep working with it.
    pub fn is_safe(&self) -> bool {
        is_safe(self.finding)
    }
}

/// What is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Apply it.
    Apply,
    /// Leave it.
    Skip,
    /// Leave it and all that would follow.
    Stop,
}

/// Plans the fixes that `decide` takes, safe and unsafe ones, one after the other in report order.
pub fn plan_with(
    before: &Sources,
    rules: &[&'static Rule],
    settings: &Settings,
    context: &Context,
    decide: &mut dyn FnMut(&Proposal<'_>) -> Answer,
) -> Plan {
    let checks = Checks {
        rules,
        settings,
        context,
    };
    let (before, mut state) = checks.begin(before);
    let (mut fixed, mut refused) = (Vec::new(), Vec::new());
    // Each fix is decided on once, so there is an end to it.
    let mut seen = HashSet::new();
    while let Some(finding) = next(&state, &seen) {
        seen.insert(key(&finding));
        let after = match checks.advance(&state, std::slice::from_ref(&finding), true) {
            Ok(after) => after,
            Err(why) => {
                refused.push(Refused { finding, why });
                continue;
            }
        };
        let answer = decide(&Proposal {
            finding: &finding,
            before: &state.workspace.sources,
            after: &after.workspace.sources,
        });
        match answer {
            Answer::Apply => {
                fixed.push(finding);
                state = after;
            }
            Answer::Skip => {}
            Answer::Stop => break,
        }
    }
    state.plan(before, fixed, refused)
}

fn next(state: &State, seen: &HashSet<String>) -> Option<Finding> {
    let is_new = |finding: &&Finding| {
        let fix = finding.diagnostic.fix.as_ref();
        fix.is_some_and(|fix| state.may_change(fix)) && !seen.contains(&key(finding))
    };
    state.report.open().find(is_new).cloned()
}
