//! Runs over the published and generated files in the folder that `RUNNERLINT_DATA` names; without it there is
//! nothing to run over.
//!
//! Each file is linted and fixed on its own, under a watchdog. What is promised: no panic, no hang, and of every fixed
//! file that it parses, that its comments are there, and that fixing it again changes nothing.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::mpsc::channel;
use std::thread;
use std::time::{Duration, Instant};

use runnerlint::diagnostic::Safety;
use runnerlint::fix::{Plan, plan};
use runnerlint::model::{Context, Profile, Workspace};
use runnerlint::rules;
use runnerlint::settings::Settings;
use runnerlint::source::{FileId, Role, SourceFile, Sources};
use runnerlint::syntax;
use runnerlint::undo;

/// How long one file may take.
const WATCHDOG: Duration = Duration::from_secs(20);

/// The folders and what is in them.
const FOLDERS: &[(&str, Role)] = &[
    ("corpus/runner-toml", Role::RunnerConfig),
    ("corpus/runner-toml-templates", Role::RunnerConfig),
    ("corpus/runner-docs", Role::RunnerConfig),
    ("corpus/helm-values", Role::HelmValues),
    ("corpus/gitlab-ci", Role::Pipeline),
    ("corpus/daemon-json", Role::DaemonConfig),
    ("corpus/logs", Role::Pipeline),
    ("oracle/runner/cases", Role::RunnerConfig),
    ("oracle/daemon/cases", Role::DaemonConfig),
    ("oracle/daemon-samples", Role::DaemonConfig),
    ("oracle/ci/cases", Role::Pipeline),
    ("oracle/ci/golden", Role::Pipeline),
];

fn files(folder: &Path) -> Vec<PathBuf> {
    let walk = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter();
    let files = walk
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.file_type().is_file());
    files.map(walkdir::DirEntry::into_path).collect()
}

fn context() -> Context {
    Context {
        profile: Profile::Hardened,
        ..Context::default()
    }
}

fn fixed(sources: &Sources, limit: Safety) -> Plan {
    plan(sources, rules::ALL, &Settings::default(), &context(), limit)
}

fn comments(file: &SourceFile) -> BTreeMap<String, usize> {
    let document = syntax::parse(FileId::new(0), file);
    let mut counts = BTreeMap::new();
    for comment in document.comments {
        *counts.entry(file.text()[comment.range()].to_owned()).or_default() += 1;
    }
    counts
}

/// The file as somebody writes it anew who drops comments.
fn without_comments(file: &SourceFile) -> SourceFile {
    let mut text = file.text().to_owned();
    for comment in syntax::parse(FileId::new(0), file).comments.iter().rev() {
        text.replace_range(comment.range(), "");
    }
    file.with_text(text + "\n")
}

/// What is wrong with the way back from a plan.
fn faults_of_undo(path: &Path, plan: &Plan, limit: Safety) -> Vec<String> {
    let fault = |what: &str| format!("{}: undo {what}", path.display());
    let records = undo::records(plan, Path::to_owned);
    let [record] = &records[..] else {
        return vec![fault("knows no way back")];
    };
    let (before, after) = (plan.before.get(FileId::new(0)), plan.after.get(FileId::new(0)));
    let mut faults = Vec::new();
    let kept = serde_json::to_string(record).unwrap();
    // Keys are no secrets, but a key may be what a secret says.
    let secret = before.secrets().iter().find(|range| {
        let text = &before.text().get((*range).clone()).unwrap_or_default();
        text.len() > 7 && !text.contains(['"', '\\', '\n']) && kept.contains(text)
    });
    if let Some(range) = secret {
        let at = before.position(u32::try_from(range.start).unwrap());
        faults.push(fault(&format!("keeps the secret of line {}", at.line)));
    }
    if limit == Safety::Safe && !record.is_undoable() {
        faults.push(fault("cannot take safe fixes back"));
    }
    match undo::take_back(record, after) {
        Ok(taken) if taken.file.bytes() == before.bytes() => {}
        Ok(_) if !record.is_undoable() => {}
        _ => faults.push(fault("gives other bytes")),
    }
    let now = without_comments(after);
    let parses = |file: &SourceFile| syntax::parse(FileId::new(0), file).errors.is_empty();
    if parses(before) && parses(&now) {
        let taken = undo::take_back(record, &now).unwrap();
        let (old, new) = (
            syntax::parse(FileId::new(0), before),
            syntax::parse(FileId::new(0), &taken.file),
        );
        let left: Vec<_> = taken
            .left
            .iter()
            .filter(|left| !left.why.contains("spelling"))
            .collect();
        if left.is_empty() && !undo::same(&old.root, &new.root) {
            faults.push(fault("leaves other values and does not say so"));
        }
        for left in left
            .iter()
            .filter(|left| limit == Safety::Safe && !left.why.contains("secret"))
        {
            faults.push(fault(&format!("leaves {}: {}", left.address, left.why)));
        }
    }
    faults
}

/// What is wrong with the fixes of one file; nothing, one hopes.
fn faults(path: &Path, role: Role, bytes: Vec<u8>) -> Vec<String> {
    let mut faults = Vec::new();
    let mut sources = Sources::new();
    let id = sources.push(SourceFile::new(path, role, bytes));
    for limit in [Safety::Safe, Safety::Unsafe] {
        let plan = fixed(&sources, limit);
        for refused in &plan.refused {
            let rule = refused.finding.diagnostic.rule;
            faults.push(format!(
                "{}: a fix of {rule} was refused: {}",
                path.display(),
                refused.why
            ));
        }
        let (before, after) = (plan.before.get(id), plan.after.get(id));
        if before.bytes() == after.bytes() {
            continue;
        }
        faults.extend(faults_of_undo(path, &plan, limit));
        if Workspace::parse(sources.bare(), &context()).document(id).parses() {
            let accepted = Workspace::parse(plan.after.bare(), &context()).document(id).parses();
            let judged = !syntax::second_opinion(before) || syntax::second_opinion(after);
            if !accepted || !judged {
                faults.push(format!("{}: does not parse after its fixes", path.display()));
            }
        }
        if limit == Safety::Safe && comments(before) != comments(after) {
            faults.push(format!("{}: comments differ after its safe fixes", path.display()));
        }
        if fixed(&plan.after.bare(), limit).after.get(id).bytes() != after.bytes() {
            faults.push(format!("{}: fixing it again changes it again", path.display()));
        }
    }
    faults
}

#[test]
fn no_file_breaks_linting_or_fixing() {
    let Some(data) = std::env::var_os("RUNNERLINT_DATA").map(PathBuf::from) else {
        eprintln!("RUNNERLINT_DATA is not set: nothing to run over");
        return;
    };
    let mut faults_found = Vec::new();
    let mut slowest = (Duration::ZERO, PathBuf::new());
    let mut count = 0;
    for (folder, role) in FOLDERS {
        for path in files(&data.join(folder)) {
            let bytes = std::fs::read(&path).unwrap();
            let (done, wait) = channel();
            let start = Instant::now();
            let (name, role) = (path.clone(), *role);
            let run = thread::Builder::new().stack_size(8 << 20).spawn(move || {
                let _ = done.send(faults(&name, role, bytes));
            });
            match wait.recv_timeout(WATCHDOG) {
                Ok(faults) => faults_found.extend(faults),
                Err(error) => faults_found.push(format!("{}: {error}", path.display())),
            }
            drop(run);
            count += 1;
            if start.elapsed() > slowest.0 {
                slowest = (start.elapsed(), path);
            }
        }
    }
    eprintln!(
        "{count} files; the slowest took {:?}: {}",
        slowest.0,
        slowest.1.display()
    );
    assert!(count > 0, "no files in {}", data.display());
    assert!(faults_found.is_empty(), "{}", faults_found.join("\n"));
}
