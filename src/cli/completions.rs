//! `completions`: what a shell has to know to complete commands, flags and words.

use clap::builder::PossibleValuesParser;
use clap::{Arg, Command, CommandFactory};

use super::args::{Arguments, Completions};
use super::output::print;
use super::settings::rule_names;
use super::{Exit, Failure};
use crate::model::Profile;
use crate::settings::FailOn;
use crate::source::Role;

/// Prints the script for a shell.
pub(super) fn run(completions: &Completions) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    let mut program = with_words(Arguments::command());
    // Written to memory first, because the generator panics where its output cannot be written: `| head`.
    clap_complete::generate(completions.shell, &mut program, "runnerlint", &mut script);
    print(|out| out.write_all(&script))?;
    Ok(Exit::Clean)
}

/// A command whose arguments say which words they take, also those that are parsed by ourselves.
fn with_words(command: Command) -> Command {
    command.mut_subcommands(with_words).mut_args(|arg| match words(&arg) {
        Some(words) => arg.value_parser(PossibleValuesParser::new(words)),
        None => arg,
    })
}

fn words(arg: &Arg) -> Option<Vec<&'static str>> {
    match arg.get_id().as_str() {
        "fail_on" => Some(FailOn::WORDS.to_vec()),
        "profile" => Some(Profile::WORDS.to_vec()),
        "kind" => Some(Role::KINDS.map(|role| role.word()).to_vec()),
        // Flags that take many of them would make the script a hundred kilobytes long.
        "rule" => Some(rule_names()),
        _ => None,
    }
}
