//! `baseline`: the findings of today as a file, which later runs accept. It holds no word of the files.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::args::{Baseline, Check};
use super::check::{look, with_job};
use super::environment::Environment;
use super::fix::{Job, counted};
use super::output::tell;
use super::{Exit, Failure};
use crate::lint::{Finding, Report};
use crate::load;
use crate::source::{Origin, SourceFile, Sources};
use crate::write;

/// The format of the file.
const VERSION: u32 = 1;

/// Where a baseline lies if nothing else is said.
const USUAL: &str = ".runnerlint-baseline.json";

/// A baseline as it is written down.
#[derive(Debug, Serialize, Deserialize)]
struct Document {
    version: u32,
    /// In order, so that two of them can be compared line by line.
    findings: Vec<Entry>,
}

/// A finding that is accepted. The path and the rule are for those who read the file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Entry {
    path: String,
    rule: String,
    fingerprint: String,
}

/// Runs `baseline write` or `baseline prune`.
pub(super) fn run(baseline: &Baseline) -> Result<Exit, Failure> {
    let (check, prunes) = match baseline {
        Baseline::Write(check) => (check, None),
        Baseline::Prune(check) => (check, Some(read(&file(check))?)),
    };
    let shared = &check.shared;
    if check.fix || check.diff || check.interactive || shared.format.is_some() || !shared.output.is_empty() {
        return Err(Failure::Usage(
            "a baseline is a document of its own: leave out --fix, --diff, --interactive, --format and --output".into(),
        ));
    }
    let plain = Check {
        baseline: None,
        ..check.clone()
    };
    with_job(&plain, &Environment::of(shared), &[&file(check)], |job| {
        let (sources, report) = look(job.sources, job.settings);
        let found: BTreeSet<Entry> = report.open().map(|finding| entry(&sources, finding)).collect();
        let (kept, said) = match &prunes {
            None => {
                let said = counted(found.len(), "finding is accepted", "findings are accepted");
                (found, said)
            }
            Some(old) => {
                let gone = |entry: &&Entry| !found.contains(*entry) && is_judged(job, (&sources, &report), entry);
                let kept: BTreeSet<Entry> = old.iter().filter(|entry| !gone(entry)).cloned().collect();
                let count = old.len() - kept.len();
                (kept, counted(count, "finding was taken out", "findings were taken out"))
            }
        };
        save(&file(check), kept)?;
        if !check.quiet {
            tell(&format!("{}: {said}", file(check).display()));
        }
        Ok(Exit::Clean)
    })
}

/// The fingerprints in a baseline.
pub(super) fn fingerprints(path: &Path) -> Result<BTreeSet<String>, Failure> {
    Ok(read(path)?.into_iter().map(|entry| entry.fingerprint).collect())
}

fn file(check: &Check) -> PathBuf {
    check.baseline.clone().unwrap_or_else(|| PathBuf::from(USUAL))
}

fn entry(sources: &Sources, finding: &Finding) -> Entry {
    let found = &finding.diagnostic;
    Entry {
        path: path(sources, &sources.get(found.place.span.file).path),
        rule: found.rule.to_owned(),
        fingerprint: finding.fingerprint.clone(),
    }
}

fn path(sources: &Sources, path: &Path) -> String {
    sources.project.from_root(path).into_owned()
}

/// Whether this run would have found it: it looked for it, and either at its file or at everything.
fn is_judged(job: &Job<'_>, (sources, report): (&Sources, &Report), entry: &Entry) -> bool {
    let ran = job.settings.selects(&entry.rule) && !report.skipped.iter().any(|skipped| skipped.rule == entry.rule);
    let is_asked = |file: &SourceFile| file.origin == Origin::Asked && path(sources, &file.path) == entry.path;
    let here = || sources.hosts().any(|(_, file)| is_asked(file));
    ran && (job.check.paths.is_empty() || here())
}

fn read(path: &Path) -> Result<BTreeSet<Entry>, Failure> {
    let wrong = |why: String| Failure::Usage(format!("{} is no baseline: {why}", path.display()));
    let bytes = load::bytes(path)?;
    // The message of the reader could quote what it read.
    let document: Document =
        serde_json::from_slice(&bytes).map_err(|error| wrong(format!("line {} is not understood", error.line())))?;
    match document.version == VERSION {
        true => Ok(document.findings.into_iter().collect()),
        false => Err(wrong("another version of runnerlint has made it".to_owned())),
    }
}

fn save(path: &Path, findings: BTreeSet<Entry>) -> Result<(), Failure> {
    let document = Document {
        version: VERSION,
        findings: findings.into_iter().collect(),
    };
    let mut bytes = serde_json::to_vec_pretty(&document).map_err(std::io::Error::other)?;
    bytes.push(b'\n');
    Ok(write::report(path, &bytes)?)
}
