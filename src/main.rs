//! The program: see [`runnerlint::cli`].

use std::io::Write;
use std::panic;
use std::process::{self, ExitCode};

use mimalloc::MiMalloc;

/// Trees of large files are many small pieces of memory, which it gives faster than the allocators of the systems do.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

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
