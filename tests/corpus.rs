//! Files that people published, from the folder that `RUNNERLINT_DATA` names; without it there is nothing to look at.

// Clippy allows these in test functions only, not in what they share.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use runnerlint::diagnostic::{Diagnostic, Severity};
use runnerlint::lint::lint;
use runnerlint::load;
use runnerlint::model::{Context, Workspace};
use runnerlint::rules;
use runnerlint::settings::Settings;
use runnerlint::source::{Role, SourceFile, Sources};

/// Beginnings of files, labels there, and the rule that reports the same.
const SAME: &[(&str, &str, &str)] = &[
    ("", "cache-legacy-flat-keys", "removed-key"),
    ("runner-toml/122-", "unknown-key", "docker-tls-without-host"),
    ("daemon-json/014-", "daemon-mirror-url", "daemon-mirror-dead"),
    ("daemon-json/056-", "daemon-wrong-type", "daemon-address-invalid"),
    ("helm-values/049-", "ci-service-invalid", "image-reference-invalid"),
    ("helm-values/049-", "unknown-key", "misplaced-key"),
    ("helm-values/050-", "duplicate-key-or-table", "yaml-syntax-error"),
];

/// Labels that are no matter of the file alone.
const NOTES: &[(&str, &str, &str)] = &[
    ("", "image-typo", "a note"),
    ("", "wrong-file", "a note"),
    (
        "runner-toml/211-",
        "dind-requires-privileged",
        "seen with the pipeline beside it",
    ),
];

/// Blocks of the documentation that are wrong beside those that the list with them names, and why.
const WRONG_TOO: &[(&str, &str)] = &[(
    "executors__kubernetes___index__L2610.toml",
    "as far as it is shown, jobs ask for the cluster's default policy, which is not in the list",
)];

fn corpus() -> Option<PathBuf> {
    let data = std::env::var_os("RUNNERLINT_DATA").map(PathBuf::from);
    if data.is_none() {
        eprintln!("RUNNERLINT_DATA is not set: nothing to look at");
    }
    data.map(|data| data.join("corpus"))
}

fn workspace(path: &Path, role: Role, bytes: Vec<u8>) -> Workspace {
    let mut sources = Sources::new();
    sources.push(SourceFile::new(path, role, bytes));
    let context = Context::default();
    Workspace::parse(sources, &context)
}

fn findings(path: &Path, role: Role, bytes: Vec<u8>) -> Vec<Diagnostic> {
    let report = lint(&workspace(path, role, bytes), rules::ALL, &Settings::default());
    report.open().map(|finding| finding.diagnostic.clone()).collect()
}

fn told(finding: &Diagnostic) -> String {
    format!("{}: {}", finding.rule, finding.message)
}

/// Labels of certainty `sure` on the files of a kind that no rule finds.
fn missing_labels(corpus: &Path, kind: &str, role: Role) -> Vec<String> {
    let labels = fs::read_to_string(corpus.join("LABELS.tsv")).unwrap();
    let mut found: BTreeMap<PathBuf, BTreeSet<&str>> = BTreeMap::new();
    let (mut sure, mut missing) = (0, Vec::new());
    for row in labels.lines().skip(1) {
        let fields: Vec<&str> = row.split('\t').collect();
        let [file, _, certainty, rule, message] = fields[..] else {
            panic!("{row}");
        };
        let noted = NOTES
            .iter()
            .any(|(start, label, _)| file.starts_with(start) && *label == rule);
        if !file.starts_with(kind) || certainty != "sure" || noted {
            continue;
        }
        sure += 1;
        let path = corpus.join(file);
        let rules = found.entry(path.clone()).or_insert_with(|| {
            let findings = findings(&path, role, fs::read(&path).unwrap());
            findings.iter().map(|finding| finding.rule).collect()
        });
        let mut same = SAME
            .iter()
            .filter(|(start, label, _)| file.starts_with(start) && *label == rule);
        if !rules.contains(rule) && !same.any(|(_, _, other)| rules.contains(other)) {
            missing.push(format!("{file}: {rule}: {message}; found {rules:?}"));
        }
    }
    eprintln!("{kind}: {sure} labels, {} of them not found", missing.len());
    assert!(sure > 0, "no labels");
    missing
}

#[test]
fn what_is_surely_wrong_in_published_configs_is_found() {
    let Some(corpus) = corpus() else { return };
    let missing = missing_labels(&corpus, "runner-toml", Role::RunnerConfig);
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn what_is_surely_wrong_in_published_daemon_settings_is_found() {
    let Some(corpus) = corpus() else { return };
    let missing = missing_labels(&corpus, "daemon-json", Role::DaemonConfig);
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn what_is_surely_wrong_in_published_helm_values_is_found() {
    let Some(corpus) = corpus() else { return };
    let missing = missing_labels(&corpus, "helm-values", Role::HelmValues);
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn every_configuration_in_published_helm_values_is_read() {
    let Some(folder) = corpus().map(|corpus| corpus.join("helm-values")) else {
        return;
    };
    let (mut files, mut carried, mut unread) = (0, 0, Vec::new());
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        let bytes = fs::read(&path).unwrap();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let has_one = text.lines().any(|line| line.trim_start().starts_with("[[runners]]"));
        let role = load::recognise(&path, &text).role;
        let workspace = role.map(|role| workspace(&path, role, bytes));
        let read = workspace.iter().flat_map(Workspace::runner_documents).count();
        files += 1;
        carried += read;
        if has_one != (read > 0) {
            unread.push(format!("{}: {role:?}, {read}", path.display()));
        }
    }
    eprintln!("{files} files, {carried} configurations in them");
    assert!(carried > 20 && unread.is_empty(), "{carried}\n{}", unread.join("\n"));
}

/// A block of the documentation as a whole file: what is left out with `...` is left out, and a table of a runner gets its
/// runner.
fn completed(block: &str) -> String {
    let elided = |line: &&str| matches!(line.trim(), "..." | "(...)");
    let lines: Vec<&str> = block.lines().filter(|line| !elided(line)).collect();
    let first = lines
        .iter()
        .position(|line| line.trim_start().trim_start_matches('[').starts_with("runners."));
    let has_runner = |lines: &[&str]| lines.iter().any(|line| line.trim_start().starts_with("[[runners]]"));
    let mut out = lines.join("\n");
    if let Some(first) = first.filter(|first| !has_runner(&lines[..*first])) {
        out = lines[..first]
            .iter()
            .chain(&["[[runners]]"])
            .chain(&lines[first..])
            .copied()
            .collect::<Vec<_>>()
            .join("\n");
    }
    out + "\n"
}

/// The blocks that are known to be wrong: `a__L1.toml`, and with the same beginning `/L2`, `, L3` or `, __L4`.
fn known_to_be_wrong(page: &str) -> BTreeSet<String> {
    let mut wrong = BTreeSet::new();
    let mut start = String::new();
    for word in page.split(|c: char| c.is_whitespace() || matches!(c, ',' | '/' | '|' | '`')) {
        let word = word.trim_end_matches(".toml");
        let number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        match word.rsplit_once('L') {
            Some((before, line)) if number(line) => {
                if before.len() > 2 {
                    start = before.to_owned();
                }
                wrong.insert(format!("{start}L{line}.toml"));
            }
            _ => {}
        }
    }
    wrong
}

#[test]
fn the_documentation_of_gitlab_runner_is_right_but_for_what_is_known() {
    let Some(folder) = corpus().map(|corpus| corpus.join("runner-docs")) else {
        return;
    };
    let wrong = known_to_be_wrong(&fs::read_to_string(folder.join("WRONG.md")).unwrap());
    let is_wrong = |name: &str| wrong.contains(name) || WRONG_TOO.iter().any(|(too, _)| *too == name);
    let mut alarms = Vec::new();
    let mut blocks = 0;
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.extension().is_none_or(|extension| extension != "toml") || is_wrong(&name) {
            continue;
        }
        blocks += 1;
        let text = completed(&fs::read_to_string(&path).unwrap());
        let findings = findings(&path, Role::RunnerConfig, text.into_bytes());
        let errors = findings.iter().filter(|finding| finding.severity == Severity::Error);
        alarms.extend(errors.map(|error| format!("{name}: {}", told(error))));
    }
    alarms.sort();
    eprintln!("{blocks} blocks, {} known to be wrong", wrong.len());
    assert!(blocks > 0, "no blocks");
    assert!(alarms.is_empty(), "{} alarms:\n{}", alarms.len(), alarms.join("\n"));
}
