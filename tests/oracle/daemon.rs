//! Verdicts of real Docker daemons.
//!
//! What is promised: no finding says `refused` of a file that dockerd of that version accepts.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use runnerlint::diagnostic::Consequence;
use runnerlint::schema::Targets;
use runnerlint::source::Role;

use super::{findings, folder};

/// A file and what one version says of it.
struct Verdict {
    file: PathBuf,
    version: String,
    accepted: bool,
    message: String,
}

/// How many files were compared, and how.
#[derive(Default)]
struct Tally {
    accepted: usize,
    refused: usize,
    covered: usize,
}

/// The rules that say `refused` of a file, with the messages.
fn refusals(file: &Path, version: &str) -> Vec<String> {
    let targets = Targets::NEWEST.docker(version).unwrap();
    let findings = findings(file, Role::DaemonConfig, targets);
    let refused = findings
        .iter()
        .filter(|finding| finding.consequence == Consequence::Refused);
    refused
        .map(|finding| format!("{}: {}", finding.rule, finding.message))
        .collect()
}

/// Whether the verdict is about the machine it was made on.
fn depends_on_machine(message: &str) -> bool {
    ["open /", "stat /", "open :", "getent"]
        .iter()
        .any(|sign| message.contains(sign))
}

fn compare(verdicts: &[Verdict]) {
    let mut tallies: BTreeMap<&str, Tally> = BTreeMap::new();
    let mut false_alarms = Vec::new();
    let mut missing: BTreeMap<String, usize> = BTreeMap::new();
    for verdict in verdicts.iter().filter(|verdict| !depends_on_machine(&verdict.message)) {
        let refusals = refusals(&verdict.file, &verdict.version);
        let tally = tallies.entry(&verdict.version).or_default();
        if verdict.accepted {
            tally.accepted += 1;
            false_alarms.extend(
                refusals
                    .iter()
                    .map(|message| format!("{} {}: {message}", verdict.file.display(), verdict.version)),
            );
        } else {
            tally.refused += 1;
            tally.covered += usize::from(!refusals.is_empty());
            if refusals.is_empty() {
                let words = verdict.message.split_whitespace().skip(9).take(9);
                *missing.entry(words.collect::<Vec<_>>().join(" ")).or_default() += 1;
            }
        }
    }
    for (version, tally) in tallies {
        let Tally {
            accepted,
            refused,
            covered,
        } = tally;
        eprintln!("{version}: {accepted} accepted, {covered} of {refused} refused ones found");
    }
    for (message, count) in missing {
        eprintln!("not found: {count} × {message}");
    }
    assert!(false_alarms.is_empty(), "{}", false_alarms.join("\n"));
}

#[test]
fn no_generated_file_that_dockerd_accepts_is_called_refused() {
    let Some(folder) = folder("daemon") else { return };
    let mut verdicts = Vec::new();
    for case in super::verdicts(&folder) {
        // Cases with a note conflict with the flag that asked for the verdict.
        if !case["note"].is_null() {
            continue;
        }
        for (version, verdict) in case["validate"].as_object().unwrap() {
            verdicts.push(Verdict {
                file: folder.join(case["file"].as_str().unwrap()),
                version: version.clone(),
                accepted: verdict["ok"].as_bool().unwrap(),
                message: verdict["message"].as_str().unwrap().to_owned(),
            });
        }
    }
    compare(&verdicts);
}

#[test]
fn no_published_file_that_dockerd_accepts_is_called_refused() {
    let Some(folder) = folder("daemon-samples") else {
        return;
    };
    let manifest = std::fs::read_to_string(folder.join("MANIFEST.tsv")).unwrap();
    let mut verdicts = Vec::new();
    for row in manifest.lines().skip(1) {
        let fields: Vec<&str> = row.split('\t').collect();
        // Those with flags are about the flags.
        if !fields[4].is_empty() {
            continue;
        }
        let expected = std::fs::read_to_string(folder.join(format!("{}.expect", fields[0]))).unwrap();
        for line in expected.lines() {
            let Some((version, verdict)) = line.strip_prefix("validate ").and_then(|rest| rest.split_once(": rc="))
            else {
                continue;
            };
            let (code, message) = verdict.split_once(' ').unwrap_or((verdict, ""));
            verdicts.push(Verdict {
                file: folder.join(format!("{}.json", fields[0])),
                version: version.to_owned(),
                accepted: code == "0",
                message: message.to_owned(),
            });
        }
    }
    assert!(!verdicts.is_empty(), "no verdicts in {}", folder.display());
    compare(&verdicts);
}
