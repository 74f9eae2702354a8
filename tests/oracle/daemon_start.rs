//! Verdicts of what a Docker daemon does when it starts, at 29.7.2.
//!
//! What is promised: of the files that `--validate` accepts, a finding says `start-fails` of those with which dockerd
//! does not start, and of no others.

use std::path::{Path, PathBuf};

use runnerlint::diagnostic::{Consequence, Diagnostic, Severity};
use runnerlint::schema::Targets;
use runnerlint::source::Role;

use super::{findings, folder, verdicts};

/// Files that are judged by the machine and not by what is in them.
const OF_MACHINE: [&str; 2] = [
    // The profile is missing on the machine that judged.
    "probe-badstart-seccomp-missing",
    // The judge was no root user.
    "wild-badsilent-default-ulimit-true",
];

/// A published file: what is claimed of it, and whether dockerd started with it.
struct Sample {
    name: String,
    claim: String,
    file: PathBuf,
    is_valid: bool,
    starts: bool,
}

fn of_file(file: &Path) -> Vec<Diagnostic> {
    let targets = Targets::NEWEST.docker("29.7.2").unwrap();
    findings(file, Role::DaemonConfig, targets)
}

fn told(found: &[Diagnostic]) -> Vec<String> {
    found
        .iter()
        .map(|finding| format!("{}: {}", finding.rule, finding.message))
        .collect()
}

/// Why the files with their verdicts are judged otherwise.
fn differences(verdicts: impl Iterator<Item = (PathBuf, bool, String)>) -> Vec<String> {
    let differs = verdicts.filter_map(|(file, starts, errors)| {
        let mut found = of_file(&file);
        found.retain(|finding| matches!(finding.consequence, Consequence::StartFails | Consequence::Refused));
        (found.is_empty() != starts).then(|| format!("{}: {errors} / {:?}", file.display(), told(&found)))
    });
    differs.collect()
}

fn samples() -> Vec<Sample> {
    let Some(folder) = folder("daemon-samples") else {
        return Vec::new();
    };
    let manifest = std::fs::read_to_string(folder.join("MANIFEST.tsv")).unwrap();
    let rows = manifest.lines().skip(1).map(|row| row.split('\t').collect::<Vec<_>>());
    let own = rows.filter(|fields| fields[4].is_empty() && !OF_MACHINE.contains(&fields[0]));
    own.map(|fields| Sample {
        name: fields[0].to_owned(),
        claim: fields[1].to_owned(),
        file: folder.join(format!("{}.json", fields[0])),
        is_valid: fields[2] == "0",
        starts: fields[3] == "ok",
    })
    .collect()
}

#[test]
fn generated_files_that_dockerd_does_not_start_with_are_those_said_to_fail() {
    let Some(folder) = folder("daemon") else { return };
    let cases = verdicts(&folder).into_iter().filter_map(|case| {
        let start = &case["start_29_7_2"];
        let counts = case["note"].is_null() && start["reached"].as_bool().unwrap();
        let file = folder.join(case["file"].as_str().unwrap());
        counts.then(|| (file, start["ok"].as_bool().unwrap(), start["errors"].to_string()))
    });
    let differences = differences(cases);
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

#[test]
fn published_files_that_dockerd_does_not_start_with_are_those_said_to_fail() {
    let valid = samples().into_iter().filter(|sample| sample.is_valid);
    let differences = differences(valid.map(|sample| (sample.file, sample.starts, sample.name)));
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

#[test]
fn what_goes_wrong_without_a_word_is_told() {
    let mut wrong = Vec::new();
    for sample in samples().into_iter().filter(|sample| sample.is_valid) {
        let found = of_file(&sample.file);
        let has = |wanted: &[Consequence]| found.iter().any(|finding| wanted.contains(&finding.consequence));
        let is_right = match sample.claim.as_str() {
            "badrun" => has(&[Consequence::JobFails]),
            "badsilent" => has(&[Consequence::Ignored, Consequence::WrongResult]),
            "good" => found.iter().all(|finding| {
                finding.severity == Severity::Info
                    || matches!(finding.consequence, Consequence::Risk | Consequence::Advice)
            }),
            _ => true,
        };
        if !is_right {
            wrong.push(format!("{} ({}): {:?}", sample.name, sample.claim, told(&found)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
