//! The command line: arguments, the order of things, and exit codes.

mod anonymize;
mod args;
mod baseline;
mod check;
mod completions;
mod config;
mod environment;
mod explain;
mod fix;
mod hosts;
mod interactive;
mod jobs;
mod journal;
mod man;
mod output;
mod plan;
mod rules;
mod settings;
mod undo;

use std::ffi::OsString;
use std::fmt;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;

use crate::load::LoadError;
use crate::source::redacted;
use crate::write::{JournalError, WriteError};
use args::{Arguments, Command};
use environment::Environment;

/// How a run ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Exit {
    /// Clean, or everything was fixed.
    Clean = 0,
    /// Findings remain.
    Findings = 1,
    /// The arguments or settings are wrong.
    Usage = 2,
    /// Something could not be read or written.
    Disk = 3,
    /// There was nothing to lint.
    Nothing = 4,
}

/// Why a run could not go on.
#[derive(Debug)]
enum Failure {
    /// The arguments or settings are wrong; several lines if there are several mistakes.
    Usage(String),
    /// A file that a flag names cannot be read.
    Load(LoadError),
    /// The working directory cannot be read.
    Folder(io::Error),
    /// A file cannot be written.
    Write(WriteError),
    /// The journal cannot be kept or read.
    Journal(JournalError),
    /// The output cannot be written.
    Output(io::Error),
}

/// Runs the program with the arguments and the environment of this process.
pub fn main() -> ExitCode {
    let arguments = match Arguments::try_parse_from(words(std::env::args_os().collect())) {
        Ok(arguments) => arguments,
        Err(answer) => return answered(&answer),
    };
    let exit = run(&arguments).unwrap_or_else(|failure| {
        output::tell(&format!("runnerlint: {failure}"));
        failure.exit()
    });
    ExitCode::from(exit as u8)
}

/// `runnerlint help fix` asks for the same as `runnerlint fix --help`.
fn words(mut words: Vec<OsString>) -> Vec<OsString> {
    if words.get(1).is_some_and(|word| word == "help") {
        words.remove(1);
        words.push("--help".into());
    }
    words
}

fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    match &arguments.command {
        None => check::run(&arguments.check, &Environment::of(&arguments.check.shared)),
        Some(Command::Check(check)) => check::run(check, &Environment::of(&check.shared)),
        Some(Command::Fix(check)) => {
            let fix = args::Check {
                fix: true,
                ..check.clone()
            };
            check::run(&fix, &Environment::of(&check.shared))
        }
        Some(Command::Plan(check)) => plan::plan(check, &Environment::of(&check.shared)),
        Some(Command::Apply(apply)) => plan::apply(apply),
        Some(Command::Undo(undo)) => undo::run(undo, &Environment::full()),
        Some(Command::Jobs(jobs)) => jobs::run(jobs, &Environment::of(&jobs.shared)),
        Some(Command::Anonymize(arguments)) => anonymize::run(arguments),
        Some(Command::Baseline(baseline)) => baseline::run(baseline),
        Some(Command::Config(config)) => config::run(config),
        Some(Command::Explain(explain)) => explain::run(explain, &Environment::full()),
        Some(Command::Rules(rules)) => rules::run(rules, &Environment::full()),
        Some(Command::Completions(completions)) => completions::run(completions),
        Some(Command::Man(man)) => man::run(man),
    }
}

/// Help and version are answers, too.
fn answered(answer: &clap::Error) -> ExitCode {
    let plain = answer.to_string();
    // It repeats arguments, and somebody may have pasted a token.
    let printed = match redacted(&plain) {
        text if text == plain => answer.print(),
        text => write!(io::stderr(), "{text}"),
    };
    match (answer.exit_code(), printed) {
        (0, Ok(())) => ExitCode::SUCCESS,
        (0, Err(error)) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        (0, Err(_)) => ExitCode::from(Exit::Disk as u8),
        _ => ExitCode::from(Exit::Usage as u8),
    }
}

impl Failure {
    fn exit(&self) -> Exit {
        match self {
            Failure::Usage(_) => Exit::Usage,
            Failure::Load(_) | Failure::Folder(_) | Failure::Write(_) | Failure::Journal(_) | Failure::Output(_) => {
                Exit::Disk
            }
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Usage(text) => f.write_str(text),
            Failure::Load(error) => write!(f, "{error}"),
            Failure::Folder(error) => write!(
                f,
                "the working directory cannot be read, change to one that is there: {error}"
            ),
            Failure::Write(error) => write!(f, "{error}"),
            Failure::Journal(error) => write!(f, "{error}"),
            Failure::Output(error) => write!(f, "the output cannot be written: {error}"),
        }
    }
}

impl From<LoadError> for Failure {
    fn from(error: LoadError) -> Failure {
        Failure::Load(error)
    }
}

impl From<WriteError> for Failure {
    fn from(error: WriteError) -> Failure {
        Failure::Write(error)
    }
}

impl From<JournalError> for Failure {
    fn from(error: JournalError) -> Failure {
        Failure::Journal(error)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Failure {
        Failure::Output(error)
    }
}
