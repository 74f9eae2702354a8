//! Values of config.toml that GitLab Runner cannot decode.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::Mismatch;
use crate::rule::{Check, Rule, Theme};
use crate::schema::runner::Kind;
use crate::source::{Role, Step};

pub(super) static RULE: Rule = Rule {
    name: "wrong-toml-type",
    summary: "GitLab Runner refuses config.toml for a value of the wrong type",
    theme: Theme::Syntax,
    severity: Severity::Error,
    consequences: &[Consequence::Refused],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &[],
    fix: Some(Safety::Safe),
    since: "0.1.0",
    page: include_str!("wrong_toml_type.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    let mismatches = cx.workspace.type_mismatches();
    for mismatch in mismatches.filter(|mismatch| mismatch.unreadable_duration().is_none()) {
        let retyped = cx.retype(mismatch);
        let found = cx.report(&mismatch.place, message(mismatch));
        match retyped {
            Some(retyped) => {
                let title = format!("make it {}", words(&mismatch.expected));
                found.fix(Some(retyped.fix(Safety::Safe, title)));
            }
            None => {
                found.help = help(mismatch).map(str::to_owned);
            }
        }
    }
}

fn message(mismatch: &Mismatch) -> String {
    let (name, actual) = (mismatch.key.name, mismatch.actual);
    let expected = match mismatch.key.kind {
        Kind::Duration if mismatch.expected == Kind::Integer => "an integer of nanoseconds",
        _ => words(&mismatch.expected),
    };
    let is_element = matches!(mismatch.place.address.last(), Some(Step::Index(_)));
    if mismatch.is_unreadable_text() {
        format!("the text of `{name}` cannot be read as {expected}")
    } else if is_element {
        format!("an element of `{name}` is {actual} and has to be {expected}")
    } else if matches!(mismatch.key.kind, Kind::Map(_)) {
        format!("an entry of `{name}` is {actual} and has to be {expected}")
    } else {
        format!("`{name}` is {actual} and has to be {expected}")
    }
}

fn words(kind: &Kind) -> &'static str {
    match kind {
        Kind::String => "a string",
        Kind::Integer => "an integer",
        Kind::Float => "a number",
        Kind::Bool => "a boolean",
        Kind::Datetime => "a date and time",
        Kind::Duration => "a duration",
        Kind::StringOrList => "a string or an array of strings",
        Kind::List(_) => "an array",
        Kind::Table | Kind::Map(_) => "a table",
        Kind::Tables => "an array of tables",
        Kind::Any => "anything",
    }
}

fn help(mismatch: &Mismatch) -> Option<&'static str> {
    match &mismatch.expected {
        Kind::String if mismatch.key.name.contains("memory") => {
            Some("put it in quotes, with its unit: \"512\" are bytes, \"512m\" are MiB")
        }
        Kind::String => Some("put it in quotes"),
        Kind::Integer | Kind::Float | Kind::Bool => Some("write it without quotes and units"),
        Kind::Datetime => Some("write it like 2026-03-01T10:00:00Z, without quotes"),
        Kind::Duration => Some("write hours, minutes and seconds without blanks, like \"1h30m\""),
        Kind::StringOrList | Kind::List(_) => Some("write it like [\"one\", \"two\"]"),
        Kind::Table => Some("its header has one pair of brackets"),
        Kind::Tables => Some("its header has two pairs of brackets, once for each element"),
        Kind::Map(_) | Kind::Any => None,
    }
}
