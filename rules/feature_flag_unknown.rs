//! Feature flags that GitLab Runner does not have, or not any more.

use crate::diagnostic::{Consequence, Fix, Safety, Severity};
use crate::model::{FlagHome, WrittenFlag};
use crate::rule::{Check, Rule, Theme};
use crate::schema::feature_flags::{FeatureFlag, like, named};
use crate::source::{Place, Role};

pub(super) static RULE: Rule = Rule {
    name: "feature-flag-unknown",
    summary: "a feature flag is misspelt, too new or removed, and has no effect",
    theme: Theme::Versions,
    severity: Severity::Warning,
    consequences: &[Consequence::Ignored],
    needs: &[],
    uses: &[Role::RunnerConfig, Role::Pipeline],
    keys: &[],
    fix: Some(Safety::Safe),
    since: "0.1.0",
    page: include_str!("feature_flag_unknown.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    let target = cx.workspace.context.targets.runner;
    for flag in cx.workspace.written_flags() {
        match named(&flag.name) {
            Some(known) if known.is_in(target.version) => {}
            Some(known) => outside(cx, &flag, known),
            None => unknown(cx, &flag),
        }
    }
}

/// A flag of other releases than the targeted one.
fn outside(cx: &mut Check<'_>, flag: &WrittenFlag, known: &FeatureFlag) {
    let given = cx.workspace.context.targets.runner.given;
    let message = match known
        .removed
        .filter(|_| known.since <= cx.workspace.context.targets.runner.version)
    {
        Some(removed) => format!("GitLab Runner has no `{}` since {removed}", flag.name),
        None => format!("GitLab Runner has no `{}` before {}", flag.name, known.since),
    };
    // Without a version it may be an older release that reads the flag, and so may those that take other jobs.
    let is_sure = given && flag.home != FlagHome::Pipeline;
    let fix = known.removed.and_then(|_| without(cx, flag, is_sure));
    let found = cx.report(&name(flag), message);
    if !is_sure {
        found.severity(Severity::Info);
    }
    if !known.now.is_empty() {
        found.note(known.now);
    }
    found.fix(fix);
}

/// A name that no release knows. Only in `[runners.feature_flags]` it is surely meant for GitLab Runner.
fn unknown(cx: &mut Check<'_>, flag: &WrittenFlag) {
    let target = cx.workspace.context.targets.runner;
    let meant = like(&flag.name, target.version);
    if meant.is_none() && flag.home != FlagHome::Table {
        return;
    }
    let fix = meant.and_then(|meant| renamed(cx, flag, meant));
    let message = format!("GitLab Runner has no feature flag `{}`", flag.name.escape_debug());
    let found = cx.report(&name(flag), message);
    match (fix, meant) {
        (Some(fix), _) => {
            found.fix(Some(fix));
        }
        (None, Some(meant)) => {
            found.help(format!("did you mean `{}`?", meant.name));
        }
        (None, None) => {
            // A release that is newer than what we know may have it.
            if flag.name.starts_with("FF_") && !target.given {
                found.severity(Severity::Info);
            }
            found.help("names are compared letter by letter, and an unknown one is passed over in silence");
        }
    }
}

fn name(flag: &WrittenFlag) -> Place {
    Place {
        span: flag.key,
        address: flag.place.address.clone(),
    }
}

/// Takes a flag away that no release from the targeted one on reads.
fn without(cx: &Check<'_>, flag: &WrittenFlag, is_sure: bool) -> Option<Fix> {
    let safety = match flag.home {
        FlagHome::Pipeline => return None,
        FlagHome::Table | FlagHome::Environment if is_sure => Safety::Safe,
        FlagHome::Table | FlagHome::Environment => Safety::Unsafe,
    };
    Some(cx.remove(&[&flag.place])?.fix(safety, "take it away"))
}

/// Writes the flag that was meant, which has had no effect so far.
fn renamed(cx: &Check<'_>, flag: &WrittenFlag, meant: &FeatureFlag) -> Option<Fix> {
    let renamed = match flag.home {
        FlagHome::Table => cx.rename(&flag.place, meant.name)?,
        FlagHome::Environment => cx.splice(&flag.place, 0..flag.name.len(), meant.name)?,
        FlagHome::Pipeline => return None,
    };
    Some(renamed.fix(Safety::Unsafe, format!("write `{}`", meant.name)))
}
