//! What `plan`, `apply` and `--interactive` promise: nothing is written but what was seen, and nothing secret is shown.

#![allow(clippy::unwrap_used)]
#![cfg(unix)]

use std::fs;
use std::io::Write;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// Has a safe fix (`extra_hosts` with blanks) and two unsafe ones (a misspelt key, a missing `pull_policy` entry).
const CONFIG: &str = "\
concurrent = 4
chek_interval = 3 # often

[[runners]]
  name = \"a\"
  url = \"https://gitlab.example.com\"
  token = \"glrt-CANARYcanary0000000\"
  executor = \"docker\"
  [runners.docker]
    image = \"alpine:3.20\"
    volumes = \"/cache\"
";

fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("config.toml"), CONFIG).unwrap();
    folder
}

fn command(folder: &TempDir, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_runnerlint"));
    command.args(arguments).current_dir(folder.path());
    command.env_clear().env("LC_ALL", "C.UTF-8");
    command.env("XDG_STATE_HOME", folder.path().join("state"));
    command
}

fn run(folder: &TempDir, arguments: &[&str]) -> (Option<i32>, String) {
    said(command(folder, arguments).output().unwrap())
}

fn answer(folder: &TempDir, arguments: &[&str], answers: &str) -> (Option<i32>, String) {
    let mut command = command(folder, arguments);
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(answers.as_bytes()).unwrap();
    said(child.wait_with_output().unwrap())
}

fn said(output: Output) -> (Option<i32>, String) {
    let text = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
    assert!(!text.contains("CANARY"), "{text}");
    (output.status.code(), text)
}

fn config(folder: &TempDir) -> String {
    fs::read_to_string(folder.path().join("config.toml")).unwrap()
}

const PLAN: &[&str] = &["plan", "--unsafe-fixes", "--output", "plan.json", "config.toml"];

#[test]
fn a_plan_writes_what_fix_would_write() {
    let (planned, fixed) = (folder(), folder());
    let (code, text) = run(&planned, PLAN);
    assert_eq!(code, Some(0), "{text}");
    assert!(
        text.contains("planned  config.toml:2: ") && text.contains("[unknown-key] unsafe"),
        "{text}"
    );
    assert_eq!(config(&planned), CONFIG);
    let (code, text) = run(&planned, &["apply", "plan.json"]);
    assert!(matches!(code, Some(0 | 1)), "{text}");
    assert!(
        text.contains("fixed    config.toml: ") && text.contains("undo     runnerlint undo"),
        "{text}"
    );
    run(&fixed, &["fix", "--unsafe-fixes", "config.toml"]);
    assert_eq!(config(&planned), config(&fixed));
    assert_ne!(config(&planned), CONFIG);
    run(&planned, &["undo", "--last"]);
    assert_eq!(config(&planned), CONFIG);
}

#[test]
fn a_plan_holds_hashes_and_fixes_and_nothing_of_the_files() {
    let folder = folder();
    let output = command(&folder, &["plan", "--unsafe-fixes", "-q", "config.toml"])
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(
        !text.contains("CANARY") && !text.contains("gitlab.example.com"),
        "{text}"
    );
    let plan: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(plan["version"], 1);
    assert_eq!(
        plan["arguments"],
        serde_json::json!(["--unsafe-fixes", "-q", "config.toml"])
    );
    assert_eq!(plan["files"][0]["path"], "config.toml");
    assert_eq!(plan["files"][0]["before"].as_str().unwrap().len(), 64);
    assert_eq!(plan["fixes"][0]["rule"], "unknown-key");
    assert!(output.stderr.is_empty());
}

#[test]
fn a_file_that_was_changed_since_is_not_touched() {
    let folder = folder();
    run(&folder, PLAN);
    let changed = CONFIG.replace("canary0000000", "rotated000000");
    fs::write(folder.path().join("config.toml"), &changed).unwrap();
    let (code, text) = run(&folder, &["apply", "plan.json"]);
    assert_eq!(code, Some(3), "{text}");
    assert!(
        text.contains("config.toml is not what it was when the plan was made; nothing was written"),
        "{text}"
    );
    assert_eq!(config(&folder), changed);
}

#[test]
fn a_plan_that_would_be_another_one_now_is_not_applied() {
    let folder = folder();
    run(&folder, PLAN);
    let path = folder.path().join(".runnerlint.toml");
    fs::write(path, "ignore = [\"unknown-key\"]\n").unwrap();
    let (code, text) = run(&folder, &["apply", "plan.json"]);
    assert_eq!(code, Some(3), "{text}");
    assert!(
        text.contains("other changes would be made now; nothing was written"),
        "{text}"
    );
    assert_eq!(config(&folder), CONFIG);
}

#[test]
fn a_plan_that_was_tampered_with_is_not_applied() {
    let folder = folder();
    run(&folder, PLAN);
    let path = folder.path().join("plan.json");
    let plan = fs::read_to_string(&path).unwrap();
    for (from, to, why) in [
        ("\"unsafe\"", "\"safe\"", "other changes"),
        ("\"version\": 1", "\"version\": 9", "another version of runnerlint"),
        ("{", "[", "it is no plan"),
        ("--unsafe-fixes", "--fly", "its arguments are not those of a plan"),
        ("--unsafe-fixes", "--quiet", "other changes"),
    ] {
        fs::write(&path, plan.replacen(from, to, 1)).unwrap();
        let (code, text) = run(&folder, &["apply", "plan.json"]);
        assert!(matches!(code, Some(2 | 3)) && text.contains(why), "{why}: {text}");
        assert_eq!(config(&folder), CONFIG);
    }
}

#[test]
fn a_plan_says_what_it_cannot_be() {
    let folder = folder();
    for arguments in [
        &["plan", "-"][..],
        &["plan", "--diff", "config.toml"],
        &["plan", "--format", "json", "config.toml"],
        &["plan", "-o", "json=x.json", "config.toml"],
        &["plan", "-o", "a", "-o", "b", "config.toml"],
        &["check", "-o", "plan.json", "config.toml"],
        &["apply", "config.toml"],
    ] {
        let (code, text) = run(&folder, arguments);
        assert_eq!(code, Some(2), "{arguments:?}: {text}");
    }
    assert_eq!(run(&folder, &["apply", "nowhere.json"]).0, Some(3));
    fs::write(folder.path().join("config.toml"), "concurrent = 4\n").unwrap();
    let (code, text) = run(&folder, PLAN);
    assert!(code == Some(0) && text.contains("nothing to fix"), "{text}");
}

#[test]
fn only_what_was_answered_with_yes_is_applied() {
    let folder = folder();
    let (_, text) = answer(&folder, &["--interactive", "config.toml"], "n\ny\nq\n");
    assert!(
        text.contains("+check_interval = 3 # often") && text.contains("unsafe fix: "),
        "{text}"
    );
    let after = config(&folder);
    assert!(
        after.contains("chek_interval = 3 # often") && after.contains("volumes = [\"/cache\"]"),
        "{after}"
    );
}

#[test]
fn the_end_of_the_answers_ends_it() {
    let folder = folder();
    let (_, text) = answer(&folder, &["--interactive", "config.toml"], "");
    assert!(text.contains("apply? [y,n,a,q,?]"), "{text}");
    assert_eq!(config(&folder), CONFIG);
    let (_, text) = answer(&folder, &["--interactive", "config.toml"], "what\nq\n");
    assert!(text.contains("a  apply this fix and all safe ones"), "{text}");
    assert_eq!(config(&folder), CONFIG);
}

#[test]
fn all_means_the_safe_ones() {
    let folder = folder();
    answer(&folder, &["fix", "--interactive", "config.toml"], "a\n");
    let after = config(&folder);
    assert!(after.contains("check_interval = 3 # often"), "{after}");
    let safe = run(&folder, &["check", "--diff", "config.toml"]).1;
    assert!(safe.contains("0 findings would be fixed"), "{safe}");
}

#[test]
fn questions_need_somebody_who_reads_them() {
    let folder = folder();
    for arguments in [
        &["--interactive", "--format", "json", "config.toml"][..],
        &["--interactive", "--kind", "runner", "-"],
        &["--interactive", "--diff", "config.toml"],
    ] {
        assert_eq!(answer(&folder, arguments, "y\n").0, Some(2), "{arguments:?}");
    }
}
