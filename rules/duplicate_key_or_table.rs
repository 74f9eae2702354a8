//! Keys and tables of config.toml that are there twice.

use crate::diagnostic::{Consequence, Fix, Safety, Severity};
use crate::model::{Pair, Respelt};
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "duplicate-key-or-table",
    summary: "a key or table is there twice: GitLab Runner refuses the file, or takes either",
    theme: Theme::Syntax,
    severity: Severity::Error,
    consequences: &[Consequence::Refused, Consequence::WrongResult, Consequence::Advice],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &[],
    fix: Some(Safety::Safe),
    since: "0.1.0",
    page: include_str!("duplicate_key_or_table.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for repeated in cx.workspace.repeated_keys() {
        let pair = repeated.pair.as_ref();
        let fix = pair.and_then(|pair| mended(cx, pair));
        let found = cx.report(&repeated.fault.place, repeated.fault.message);
        if pair.is_some_and(|pair| pair.equal) {
            found.note("it says the same again");
        }
        if let Some(first) = repeated.fault.first {
            found.label(first, "it is here already");
        }
        if fix.is_none() {
            found.help("keep one of them, with all that both are to say");
        }
        found.fix(fix);
    }
    for respelt in cx.workspace.respelt_keys() {
        report(cx, respelt);
    }
}

fn mended(cx: &Check<'_>, pair: &Pair) -> Option<Fix> {
    if pair.equal
        && let Some(removed) = cx.remove(&[&pair.later])
    {
        return Some(removed.fix(safety(pair.holds_secret), "remove the second one"));
    }
    let joined = pair.disjoint.then(|| cx.join(&pair.first, &pair.later))??;
    Some(joined.fix(Safety::Unsafe, "make one table of both"))
}

fn report(cx: &mut Check<'_>, respelt: &Respelt) {
    let removed = respelt.equal.then(|| cx.remove(&[&respelt.place])).flatten();
    let source = cx.workspace.sources.get(respelt.whole.file);
    let holds_secret = source.holds_secret(respelt.whole.range());
    let names = format!("`{}` and `{}`", respelt.first_key, respelt.key);
    let harmless = respelt.equal || respelt.agree;
    let message = match harmless {
        true => format!("{names} are the same to GitLab Runner"),
        false => format!("{names} are the same to GitLab Runner, which takes either by chance"),
    };
    let found = cx.report(&respelt.place, message);
    found.label(respelt.first, "it is here already");
    if harmless {
        found.severity(Severity::Warning).consequence(Consequence::Advice);
    } else {
        found.consequence(Consequence::WrongResult);
    }
    match removed {
        Some(removed) => found.fix(Some(removed.fix(safety(holds_secret), "remove the second one"))),
        None => found.help("keep one of them, with all that both are to say"),
    };
}

/// A safe fix removes no secret.
fn safety(holds_secret: bool) -> Safety {
    match holds_secret {
        true => Safety::Unsafe,
        false => Safety::Safe,
    }
}
