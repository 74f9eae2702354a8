//! The program: see [`runnerlint::cli`].

use std::io::Write;
use std::panic;
use std::process::{self, ExitCode};

fn main() -> ExitCode {
    // The usual message may quote a value, and a value may be a token.
    panic::set_hook(Box::new(|panic| {
        let place = panic
            .location()
            .map_or_else(String::new, |place| format!(" at {place}"));
        let told = writeln!(std::io::stderr(), "runnerlint has a bug{place}; please report it");
        process::exit(if told.is_ok() { 101 } else { 102 });
    }));
    runnerlint::cli::main()
}
