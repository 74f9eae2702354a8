//! Fuzzing on any Rust: inputs made of our own files, damaged at random, without feedback of coverage.
//!
//! `cargo test --test fuzz -- --help` tells about options. The same targets run under libFuzzer: see CONTRIBUTING.md.

// Clippy allows these in test functions only.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr
)]

mod carriers;
mod corpus;
mod mutate;
mod numbers;
mod options;
mod shrink;
mod supervise;
mod targets;
mod worker;

use std::process::ExitCode;

use options::{Asked, Options};

fn main() -> ExitCode {
    match Options::parse(std::env::args().skip(1)) {
        Asked::Help => {
            print!("{}", options::HELP);
            ExitCode::SUCCESS
        }
        Asked::List(targets) => {
            targets.iter().for_each(|target| println!("{}: test", target.name));
            ExitCode::SUCCESS
        }
        Asked::Seeds(folder) => corpus::write(&folder),
        Asked::Input(target, file) => {
            (target.run)(&std::fs::read(file).expect("the input can be read"));
            ExitCode::SUCCESS
        }
        Asked::Work(target, options) => worker::run(target, &options),
        Asked::Run(options) => supervise::run(&options),
        Asked::Wrong(why) => {
            eprintln!("{why}\n{}", options::HELP);
            ExitCode::from(2)
        }
    }
}
