//! Verdicts of real Docker daemons.
//!
//! What is promised: a finding says `refused` of exactly the files that `dockerd --validate` of that version refuses.

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

/// What a verdict says that nobody can tell from the file alone.
const LEFT_OUT: &[(&str, &str)] = &[
    ("open /", "a file that the machine of the verdict does not have"),
    ("stat /", "a program that the machine of the verdict does not have"),
    ("getent", "a user that the machine of the verdict does not have"),
    ("user creation", "the verdict was made without the rights to add a user"),
    ("root cannot be remapped", "the verdict was made by a user of its own"),
    (
        "validate: (from flag",
        "the key conflicts with the flag that asked for the verdict",
    ),
    (
        "only supported on windows",
        "whether it is a Windows machine is not in the file",
    ),
    (
        "exceeded max depth",
        "nested more than 10000 levels deep; runnerlint reads 1000",
    ),
];

fn is_left_out(message: &str) -> bool {
    LEFT_OUT.iter().any(|(sign, _)| message.contains(sign))
}

fn compare(verdicts: &[Verdict]) {
    let mut compared: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut wrong = Vec::new();
    for verdict in verdicts.iter().filter(|verdict| !is_left_out(&verdict.message)) {
        let refusals = refusals(&verdict.file, &verdict.version);
        let (accepted, refused) = compared.entry(&verdict.version).or_default();
        *accepted += usize::from(verdict.accepted);
        *refused += usize::from(!verdict.accepted);
        let case = format!("{} {}", verdict.file.display(), verdict.version);
        if verdict.accepted {
            wrong.extend(
                refusals
                    .iter()
                    .map(|message| format!("{case}: accepted, but {message}")),
            );
        } else if refusals.is_empty() {
            wrong.push(format!("{case}: {}", verdict.message));
        }
    }
    for (version, (accepted, refused)) in compared {
        eprintln!("{version}: {accepted} accepted, {refused} refused");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn exactly_the_generated_files_that_dockerd_refuses_are_called_refused() {
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
fn exactly_the_published_files_that_dockerd_refuses_are_called_refused() {
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
