//! `config`: the settings of a run, their schema, and a file to begin with.

use std::path::Path;

use super::args::{Check, Config};
use super::check::Scope;
use super::environment::Environment;
use super::output::{print, tell};
use super::settings::{self, Stages};
use super::{Exit, Failure};
use crate::settings::{Line, lines};
use crate::write;

const SCHEMA: &str = include_str!("../../schemas/settings.schema.json");
const FIRST: &str = include_str!("config/first.toml");
const USUAL: &str = ".runnerlint.toml";

/// Runs `config show`, `config schema` or `config init`.
pub(super) fn run(config: &Config) -> Result<Exit, Failure> {
    match config {
        Config::Show(check) => show(check, &Environment::of(&check.shared)),
        Config::Schema => {
            print(|out| out.write_all(SCHEMA.as_bytes()))?;
            Ok(Exit::Clean)
        }
        Config::Init => {
            write::new(Path::new(USUAL), FIRST.as_bytes())?;
            tell(&format!(
                "{USUAL}: written; say in it what differs from the rest of the world"
            ));
            Ok(Exit::Clean)
        }
    }
}

/// Prints the settings as a settings file would say them, each with its origin.
fn show(check: &Check, environment: &Environment) -> Result<Exit, Failure> {
    let scope = Scope::of(check, environment)?;
    let stages = settings::stages(check, environment, scope.settings_from.as_deref())?;
    let shown = shown(&stages);
    print(|out| shown.iter().try_for_each(|line| writeln!(out, "{line}")))?;
    Ok(Exit::Clean)
}

fn shown(stages: &Stages) -> Vec<String> {
    let (base, written) = (lines(&stages.base), lines(&stages.written));
    let file = stages.file.as_ref().map(|file| file.path.display().to_string());
    let origin = |line: &Line| {
        let is_in = |stage: &[Line]| stage.contains(line);
        match (&file, is_in(&base), is_in(&written)) {
            (_, true, true) => "default".to_owned(),
            (Some(file), false, true) => file.clone(),
            _ => "command line".to_owned(),
        }
    };
    let mut shown = Vec::new();
    let mut last = String::new();
    for line in lines(&stages.flagged) {
        let origin = origin(&line);
        if origin != last {
            shown.push(format!("# {origin}"));
            last = origin;
        }
        shown.push(line.to_string());
    }
    shown
}
