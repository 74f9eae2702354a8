//! Verdicts of GitLab Runner's own decoder and of `gitlab-runner lint`.
//!
//! What is promised: a finding says `refused` of exactly the files that they refuse, and the keys that the decoder does
//! not know are the ones that are reported as `ignored`.

use std::collections::BTreeSet;
use std::path::Path;

use runnerlint::diagnostic::{Consequence, Diagnostic, Severity};
use runnerlint::schema::Targets;
use runnerlint::source::{Address, Role, Step};
use serde_json::Value;

use super::{findings, folder, verdicts};

/// The rules that report keys which the decoder does not know.
const OF_UNKNOWN_KEYS: &[&str] = &[
    "auth-config-key",
    "doc-phantom-key",
    "key-too-new",
    "misplaced-key",
    "removed-key",
    "unknown-key",
];

/// Files on which the verdict is not about what a running GitLab Runner does, and why.
const LIMITS: &[(&str, &str)] = &[
    (
        "r5107-0295",
        "a key below `plugin_config` is called unknown though the plugin gets it",
    ),
    (
        "r5107-0362",
        "a URL that is a variable was judged without an environment",
    ),
];

/// The releases that the older TOML libraries stand for.
const OLDER: &[&str] = &["15.9", "16.11", "17.6"];

fn at_version(file: &Path, version: &str) -> Vec<Diagnostic> {
    findings(file, Role::RunnerConfig, Targets::NEWEST.runner(version).unwrap())
}

fn refusals(findings: &[Diagnostic]) -> Vec<String> {
    let refused = findings
        .iter()
        .filter(|finding| finding.consequence == Consequence::Refused);
    refused
        .map(|finding| format!("{}: {}", finding.rule, finding.message))
        .collect()
}

fn is_limit(case: &Value) -> bool {
    LIMITS.iter().any(|(id, _)| case["id"] == *id)
}

/// What differs between our findings at 19.4 and `gitlab-runner lint`.
fn differences(case: &Value, findings: &[Diagnostic]) -> Vec<String> {
    let verdict = &case["lint_19_3"];
    let stage = verdict["stage"].as_str().unwrap_or("accepted");
    let refusals = refusals(findings);
    let mut out = Vec::new();
    let is_refused = matches!(stage, "decode" | "load" | "validate");
    if is_refused && refusals.is_empty() {
        out.push(format!("is refused: {}", verdict["message"]));
    } else if !is_refused && !refusals.is_empty() {
        out.push(format!("is not refused, but {refusals:?}"));
    }
    if stage == "schema" && !is_limit(case) && !findings.iter().any(|finding| finding.severity == Severity::Error) {
        out.push(format!("has no error: {}", verdict["details"]));
    }
    if matches!(stage, "accepted" | "unknown_keys") && !is_limit(case) {
        out.extend(key_differences(verdict, findings));
    }
    out
}

/// Unknown keys that are not reported, and reported ones that are known.
fn key_differences(verdict: &Value, findings: &[Diagnostic]) -> Vec<String> {
    let keys = verdict["unknown_keys"].as_array().unwrap();
    let theirs: BTreeSet<String> = keys.iter().map(|key| plain(key.as_str().unwrap())).collect();
    let reported = findings
        .iter()
        .filter(|finding| OF_UNKNOWN_KEYS.contains(&finding.rule));
    let ours: BTreeSet<String> = reported.map(|finding| plain_address(&finding.place.address)).collect();
    let is_below = |key: &str, table: &str| key.strip_prefix(table).is_some_and(|rest| rest.starts_with('.'));
    let covered = |key: &&String| ours.contains(*key) || ours.iter().any(|table| is_below(key, table));
    let missing = theirs.iter().filter(|key| !covered(key));
    let wrong = ours
        .iter()
        .filter(|key| !theirs.contains(*key) && !theirs.iter().any(|below| is_below(below, key)));
    let missing = missing.map(|key| format!("unknown key {key} is not reported"));
    missing
        .chain(wrong.map(|key| format!("{key} is reported as unknown")))
        .collect()
}

/// A key as `gitlab-runner lint` writes it, without quotes and letter case.
fn plain(key: &str) -> String {
    key.replace('"', "").to_lowercase()
}

/// An address without indices and letter case.
fn plain_address(address: &Address) -> String {
    let keys = address.steps().into_iter().filter_map(|step| match step {
        Step::Key(key) => Some(key.as_str()),
        Step::Index(_) | Step::Inside => None,
    });
    keys.collect::<Vec<_>>().join(".").to_lowercase()
}

#[test]
fn the_newest_runner_refuses_and_ignores_what_we_say_it_does() {
    let Some(folder) = folder("runner") else { return };
    let mut compared = 0;
    let mut wrong = Vec::new();
    for case in verdicts(&folder) {
        if case["lint_19_3"]["ok"].is_null() {
            continue;
        }
        compared += 1;
        let findings = at_version(&folder.join(case["file"].as_str().unwrap()), "19.4");
        let differences = differences(&case, &findings);
        wrong.extend(
            differences
                .iter()
                .map(|difference| format!("{}: {difference}", case["id"])),
        );
    }
    for (id, reason) in LIMITS {
        eprintln!("left out: {id}: {reason}");
    }
    eprintln!("{compared} files compared with gitlab-runner lint");
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn older_runners_refuse_what_only_the_newest_toml_library_loads() {
    let Some(folder) = folder("runner") else { return };
    let mut wrong = Vec::new();
    for version in OLDER {
        let (mut refused, mut accepted) = (0, 0);
        for case in verdicts(&folder) {
            let loads = |version: &str| case["toml"][version]["ok"] == true;
            let refusals = || refusals(&at_version(&folder.join(case["file"].as_str().unwrap()), version));
            if loads("18.9") && !loads(version) {
                refused += 1;
                if refusals().is_empty() {
                    wrong.push(format!("{} {version}: {}", case["id"], case["toml"][*version]["err"]));
                }
            } else if OLDER.iter().all(|version| loads(version)) && case["lint_19_3"]["ok"] == true {
                accepted += 1;
                wrong.extend(
                    refusals()
                        .iter()
                        .map(|message| format!("{} {version}: {message}", case["id"])),
                );
            }
        }
        eprintln!("{version}: {refused} refused files, {accepted} accepted ones");
        assert!(refused > 0 && accepted > 0, "nothing to compare for {version}");
    }
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
}
