//! `rules`: the table of rules.

use super::args::{Rules, Table};
use super::environment::Environment;
use super::output::{options, print};
use super::{Exit, Failure};
use crate::report::rules as table;
use crate::rules::ALL;

/// Prints the table of rules.
pub(super) fn run(rules: &Rules, environment: &Environment) -> Result<Exit, Failure> {
    print(|out| match rules.format {
        Table::Human => table::human(ALL, &options(&rules.look, environment), out),
        Table::Json => table::json(ALL, out),
    })?;
    Ok(Exit::Clean)
}
