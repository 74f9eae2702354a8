//! The process that starts a worker for each target: a stack that overflows ends the worker only.

use std::io::{BufRead, BufReader};
use std::process::{Command, ExitCode, Stdio};
use std::sync::Mutex;
use std::thread;
use std::time::Instant;

use crate::corpus::Corpus;
use crate::mutate::input;
use crate::options::Options;
use crate::targets::Target;
use crate::worker::keep;

/// What a worker did.
struct Outcome {
    runs: u64,
    broken: bool,
    /// The last input that was told, if the worker died.
    died: Option<u64>,
}

/// Runs all targets that were asked for.
pub(crate) fn run(options: &Options) -> ExitCode {
    let queue = Mutex::new(options.targets.iter());
    let share = options.targets.len().div_ceil(options.jobs) as f64;
    let options = Options {
        seconds: options.seconds.map(|seconds| seconds / share),
        ..options.clone()
    };
    let broken = Mutex::new(false);
    thread::scope(|scope| {
        for _ in 0..options.jobs {
            scope.spawn(|| {
                loop {
                    let next = queue.lock().unwrap().next();
                    let Some(target) = next else {
                        break;
                    };
                    if one(target, &options) {
                        *broken.lock().unwrap() = true;
                    }
                }
            });
        }
    });
    ExitCode::from(u8::from(broken.into_inner().unwrap()))
}

/// Runs one target and tells what came of it; gives whether a promise was broken.
fn one(target: &Target, options: &Options) -> bool {
    let start = Instant::now();
    let mut outcome = work(target, options);
    if let Some(from) = outcome.died.take() {
        // Once more from there, with every input told before it is run.
        let step = Options {
            from,
            step: true,
            ..options.clone()
        };
        let last = work(target, &step).died.unwrap_or(from);
        let file = keep(target, &input(&Corpus::read(), target, options.seed, last), last);
        println!("{}: the process died of {}", target.name, file.display());
        outcome.broken = true;
    }
    let seconds = start.elapsed().as_secs_f64();
    let verdict = if outcome.broken { "BROKEN" } else { "ok" };
    println!(
        "{:<6} {verdict}: {} inputs in {seconds:.1} s",
        target.name, outcome.runs
    );
    outcome.broken
}

fn work(target: &Target, options: &Options) -> Outcome {
    let mut command = Command::new(std::env::current_exe().expect("this program has a path"));
    command.args(["--work", target.name, "--seed", &options.seed.to_string()]);
    command.args(["--from", &options.from.to_string()]);
    if let Some(runs) = options.runs {
        command.args(["--runs", &runs.to_string()]);
    }
    if let Some(seconds) = options.seconds {
        command.args(["--seconds", &seconds.to_string()]);
    }
    if options.keep_going {
        command.arg("--keep-going");
    }
    if options.step {
        command.arg("--step");
    }
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .expect("this program can be started");
    let out = child.stdout.take().expect("it is piped");
    let mut at = options.from;
    for line in BufReader::new(out).lines().map_while(Result::ok) {
        match line.strip_prefix("at ").and_then(|index| index.parse().ok()) {
            Some(index) => at = index,
            None => println!("{}: {line}", target.name),
        }
    }
    let status = child.wait().expect("it was started");
    Outcome {
        runs: at - options.from,
        broken: !status.success(),
        died: status.code().is_none().then_some(at),
    }
}
