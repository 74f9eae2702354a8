//! What the real programs said of files in the folder that `RUNNERLINT_DATA` names, held against what runnerlint says;
//! without that folder there is nothing to compare with.

// Clippy allows these in test functions only, not in what they share.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr)]

#[path = "oracle/ci.rs"]
mod ci;
#[path = "oracle/daemon.rs"]
mod daemon;
#[path = "oracle/daemon_flags.rs"]
mod daemon_flags;
#[path = "oracle/daemon_start.rs"]
mod daemon_start;
#[path = "oracle/runner.rs"]
mod runner;

use std::path::{Path, PathBuf};

use runnerlint::diagnostic::Diagnostic;
use runnerlint::lint::lint;
use runnerlint::model::{Context, Workspace};
use runnerlint::rules;
use runnerlint::schema::Targets;
use runnerlint::settings::Settings;
use runnerlint::source::{Role, SourceFile, Sources};

/// A folder of verdicts, if there is one.
fn folder(name: &str) -> Option<PathBuf> {
    let data = std::env::var_os("RUNNERLINT_DATA").map(PathBuf::from);
    if data.is_none() {
        eprintln!("RUNNERLINT_DATA is not set: nothing to compare with");
    }
    data.map(|data| data.join("oracle").join(name))
}

/// The verdicts of a folder, one JSON object a line.
fn verdicts(folder: &Path) -> Vec<serde_json::Value> {
    let text = std::fs::read_to_string(folder.join("verdicts.jsonl")).unwrap();
    let verdicts: Vec<_> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(!verdicts.is_empty(), "no verdicts in {}", folder.display());
    verdicts
}

fn workspace(file: &Path, role: Role, targets: Targets) -> Workspace {
    let mut sources = Sources::new();
    sources.push(SourceFile::new(file, role, std::fs::read(file).unwrap()));
    let context = Context {
        targets,
        ..Context::default()
    };
    Workspace::parse(sources, &context)
}

/// All findings on one file.
fn findings(file: &Path, role: Role, targets: Targets) -> Vec<Diagnostic> {
    let settings = Settings {
        targets,
        ..Settings::default()
    };
    let report = lint(&workspace(file, role, targets), rules::ALL, &settings);
    report.open().map(|finding| finding.diagnostic.clone()).collect()
}
