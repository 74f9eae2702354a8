//! The process that runs inputs of one target; it tells on standard output how far it got.

use std::cell::RefCell;
use std::collections::HashSet;
use std::io::Write;
use std::panic::{self, AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::process::{self, ExitCode};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::corpus::Corpus;
use crate::mutate::input;
use crate::options::Options;
use crate::shrink::shrunk;
use crate::targets::Target;

/// Inputs between two tellings.
const TOLD_EVERY: u64 = 256;

/// Mistakes that are told with `--keep-going`.
const MANY: usize = 20;

/// Seconds that one input may take.
const PATIENCE: u64 = 30;

thread_local! {
    /// Where and why the last panic was.
    static LAST: RefCell<(String, String)> = RefCell::default();
}

/// Runs inputs until there were enough, the time is over, or a promise is broken.
pub(crate) fn run(target: &'static Target, options: &Options) -> ExitCode {
    let corpus = Corpus::read();
    panic::set_hook(Box::new(|panic| {
        let place = panic.location().map_or_else(String::new, ToString::to_string);
        LAST.set((place, panic.to_string()));
    }));
    let stop = options
        .seconds
        .map(|seconds| Instant::now() + Duration::from_secs_f64(seconds));
    let current = Arc::new(AtomicU64::new(options.from));
    watch(target, current.clone(), options.seed);
    let mut seen = HashSet::new();
    let mut index = options.from;
    let last = options.runs.map_or(u64::MAX, |runs| options.from + runs);
    while index < last && stop.is_none_or(|stop| Instant::now() < stop) && seen.len() < MANY {
        if options.step || index.is_multiple_of(TOLD_EVERY) {
            tell(&format!("at {index}"));
        }
        current.store(index, Ordering::Relaxed);
        let bytes = input(&corpus, target, options.seed, index);
        if breaks(target, &bytes) {
            let (place, why) = LAST.take();
            if seen.insert(kind(&place, &why)) {
                report(target, &bytes, (&place, &why), index);
            }
            if !options.keep_going {
                break;
            }
        }
        index += 1;
    }
    tell(&format!("at {index}"));
    ExitCode::from(u8::from(!seen.is_empty()))
}

fn breaks(target: &Target, bytes: &[u8]) -> bool {
    catch_unwind(AssertUnwindSafe(|| (target.run)(bytes))).is_err()
}

/// What tells mistakes apart: the place, and how the message begins.
fn kind(place: &str, why: &str) -> String {
    let begin: String = why.lines().nth(1).unwrap_or_default().chars().take(60).collect();
    format!("{place} {begin}")
}

fn report(target: &Target, bytes: &[u8], (place, why): (&str, &str), index: u64) {
    let same = |less: &[u8]| breaks(target, less) && LAST.with_borrow(|(other, _)| other == place);
    let less = shrunk(bytes, target.header, same);
    breaks(target, &less);
    let why = match LAST.take() {
        (other, why) if other == place => why,
        _ => why.to_owned(),
    };
    let file = keep(target, &less, index);
    tell(&format!(
        "broken {}\n{why}\n{}",
        file.display(),
        String::from_utf8_lossy(&less)
    ));
}

/// Writes an input below the target folder.
pub(crate) fn keep(target: &Target, bytes: &[u8], index: u64) -> PathBuf {
    let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("fuzz-{}-{index}", target.name));
    std::fs::write(&file, bytes).expect("the folder for tests can be written");
    file
}

/// Ends the process if one input takes too long.
fn watch(target: &'static Target, current: Arc<AtomicU64>, seed: u64) {
    thread::spawn(move || {
        let (mut seen, mut since) = (u64::MAX, Instant::now());
        loop {
            thread::sleep(Duration::from_secs(1));
            let now = current.load(Ordering::Relaxed);
            if now != seen {
                (seen, since) = (now, Instant::now());
            } else if since.elapsed() > Duration::from_secs(PATIENCE) {
                let bytes = input(&Corpus::read(), target, seed, now);
                let file = keep(target, &bytes, now);
                tell(&format!("broken {}\ntakes longer than {PATIENCE} s", file.display()));
                process::exit(1);
            }
        }
    });
}

fn tell(line: &str) {
    let mut out = std::io::stdout().lock();
    // Nobody listens any more.
    if writeln!(out, "{line}").and_then(|()| out.flush()).is_err() {
        process::exit(2);
    }
}
