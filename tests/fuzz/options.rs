//! What may stand on the command line; what `cargo test` and `cargo nextest` pass on is understood, too.

use std::path::PathBuf;

use crate::targets::{ALL, Target};

pub(crate) const HELP: &str = "\
cargo test --test fuzz -- [OPTIONS] [TARGET]...

  --runs N        inputs for each target [default: a few hundred, or all that --seconds leaves time for]
  --seconds S     seconds for all targets together
  --seed X        another seed gives other inputs [default: 1]
  --jobs N        targets that run at one time [default: 1]
  --keep-going    look for further mistakes after the first
  --input FILE    run the named target on this file only
  --seeds FOLDER  write the files that inputs are made of, for libFuzzer
";

/// Inputs for each target if nothing is said.
const FEW: u64 = 300;

#[derive(Clone)]
pub(crate) struct Options {
    pub(crate) targets: Vec<&'static Target>,
    pub(crate) runs: Option<u64>,
    pub(crate) seconds: Option<f64>,
    pub(crate) seed: u64,
    pub(crate) jobs: usize,
    pub(crate) keep_going: bool,
    /// The first input.
    pub(crate) from: u64,
    /// Whether each input is told before it is run.
    pub(crate) step: bool,
}

pub(crate) enum Asked {
    Help,
    List(Vec<&'static Target>),
    Seeds(PathBuf),
    Input(&'static Target, PathBuf),
    Work(&'static Target, Options),
    Run(Options),
    Wrong(String),
}

impl Options {
    pub(crate) fn parse(mut arguments: impl Iterator<Item = String>) -> Asked {
        let mut options = Options {
            targets: Vec::new(),
            runs: None,
            seconds: None,
            seed: 1,
            jobs: 1,
            keep_going: false,
            from: 0,
            step: false,
        };
        let (mut list, mut work, mut ignored, mut wrong) = (false, false, false, false);
        let (mut input, mut seeds, mut names) = (None, None, Vec::new());
        while let Some(argument) = arguments.next() {
            let mut number = || {
                let value = arguments.next().and_then(|value| value.parse::<f64>().ok());
                wrong |= value.is_none();
                value.unwrap_or_default()
            };
            match argument.as_str() {
                "--help" | "-h" => return Asked::Help,
                "--runs" => options.runs = Some(number() as u64),
                "--seconds" => options.seconds = Some(number()),
                "--seed" => options.seed = number() as u64,
                "--jobs" => options.jobs = (number() as usize).max(1),
                "--from" => options.from = number() as u64,
                "--keep-going" => options.keep_going = true,
                "--step" => options.step = true,
                "--work" => work = true,
                "--list" => list = true,
                "--ignored" => ignored = true,
                "--input" => input = arguments.next().map(PathBuf::from),
                "--seeds" => seeds = arguments.next().map(PathBuf::from),
                // Options of the usual harness.
                "--format" | "--test-threads" | "--skip" | "--color" => drop(arguments.next()),
                name if !name.starts_with('-') => names.push(name.to_owned()),
                _ => {}
            }
        }
        if wrong {
            return Asked::Wrong("a number is missing".into());
        }
        let named = |target: &&Target| names.is_empty() || names.iter().any(|name| target.name.contains(name.as_str()));
        options.targets = ALL.iter().filter(named).filter(|_| !ignored).collect();
        match (seeds, input, options.targets.as_slice()) {
            (Some(folder), ..) => Asked::Seeds(folder),
            (_, Some(file), [target]) => Asked::Input(target, file),
            (_, Some(_), _) => Asked::Wrong("--input needs one target".into()),
            (_, _, targets) if list => Asked::List(targets.to_vec()),
            (_, _, [target]) if work => Asked::Work(target, options.clone()),
            _ => {
                options.runs = options.runs.or(options.seconds.is_none().then_some(FEW));
                Asked::Run(options)
            }
        }
    }
}
