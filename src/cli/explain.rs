//! `explain`: the page of a rule.

use super::args::Explain;
use super::environment::Environment;
use super::output::{options, print};
use super::settings::rule_names;
use super::{Exit, Failure};
use crate::report::page;
use crate::rules;
use crate::settings::unknown;

/// Prints the page of a rule.
pub(super) fn run(explain: &Explain, environment: &Environment) -> Result<Exit, Failure> {
    // Names of files are taken, too: they differ by `_` only.
    let name = explain.rule.replace('_', "-");
    let Some(rule) = rules::ALL.iter().find(|rule| rule.name == name) else {
        return Err(Failure::Usage(unknown("a rule", &name, &rule_names())));
    };
    print(|out| page::write(rule, &options(&explain.look, environment), out))?;
    Ok(Exit::Clean)
}
