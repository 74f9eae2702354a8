//! JSON in an environment entry with quotes that no shell takes off, or that end the entry.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::edit::Text;
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "environment-json-quoting",
    summary: "quotes around the JSON of an environment entry are part of it, or its own quotes end the entry",
    theme: Theme::Registry,
    severity: Severity::Error,
    consequences: &[Consequence::JobFails, Consequence::Refused],
    needs: &[],
    uses: &[Role::RunnerConfig, Role::Pipeline],
    keys: &[],
    fix: Some(Safety::Safe),
    since: "0.1.0",
    page: include_str!("environment_json_quoting.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    around(cx);
    inside(cx);
}

/// Quotes around the JSON that are part of the value.
fn around(cx: &mut Check<'_>) {
    for quoted in cx.workspace.quoted_auths() {
        let bare = quoted.bare.clone();
        let spliced = bare.and_then(|bare| cx.splice(&quoted.place, quoted.range.clone(), Text::new().secret(bare)));
        let fix = spliced.map(|spliced| spliced.fix(Safety::Unsafe, "take the quotes off"));
        let at = cx.workspace.place_within(&quoted.place, quoted.range.clone());
        let found = cx.report(&at, "these quotes are part of the value, so it is no JSON object");
        found
            .note("no shell takes them off; GitLab Runner uses none of these credentials")
            .fix(fix);
        found.help("let the value begin with `{` and end with `}`");
    }
}

/// Quotes of the JSON that end the string of the entry.
fn inside(cx: &mut Check<'_>) {
    let faults = cx.workspace.toml_faults();
    for fault in faults.iter().filter(|fault| fault.is_of_json()) {
        let mend = fault.error.and_then(|error| cx.mend(error));
        let found = cx.report(&fault.place, fault.message.as_str());
        found.consequence(Consequence::Refused);
        found.help("put the entry in single quotes: 'NAME={…}'");
        found.fix(mend.map(|mend| mend.fix(Safety::Safe, "put the entry in single quotes")));
    }
}
