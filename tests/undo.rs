//! What `undo` promises on the disk: the old bytes, or the old values where nobody has changed them since; no secret kept.

#![allow(clippy::unwrap_used)]
#![cfg(unix)]

use std::ffi::OsStr;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Command, Output};

use tempfile::TempDir;

const BEFORE: &str = "\
concurrent = 4 # ours

[[runners]]
  name = \"a\"
  url = \"https://gitlab.example.com\"
  token = \"glrt-CANARYcanary0000000\"
  executor = \"docker\"
  [runners.docker]
    image = \"alpine:3.20\"
    pull-policy = \"always\" # as told
    volumes = \"/cache\"
";

fn home() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("config.toml");
    fs::write(&config, BEFORE).unwrap();
    (folder, config)
}

fn run(folder: &TempDir, arguments: &[&str]) -> Output {
    command(folder, arguments).output().unwrap()
}

fn command(folder: &TempDir, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_runnerlint"));
    command.args(arguments).current_dir(folder.path());
    command.env_clear().env("LC_ALL", "C.UTF-8");
    command.env("XDG_STATE_HOME", folder.path().join("state"));
    command
}

fn fix(folder: &TempDir) -> String {
    let output = run(folder, &["fix", "--unsafe-fixes", "--fail-on", "never", "config.toml"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    said(&output)
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

fn journal(folder: &TempDir) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder.path().join("state/runnerlint"));
    entries.map_or(Vec::new(), |entries| {
        entries.map(|entry| entry.unwrap().path()).collect()
    })
}

#[test]
fn the_last_run_is_taken_back_byte_for_byte() {
    let (folder, config) = home();
    let told = fix(&folder);
    assert_ne!(fs::read_to_string(&config).unwrap(), BEFORE);
    assert!(told.contains("undo     runnerlint undo 2"), "{told}");
    let output = run(&folder, &["undo", "--last"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(
        said(&output).contains("config.toml: has its old bytes again"),
        "{}",
        said(&output)
    );
    assert!(said(&output).contains("effect"), "{}", said(&output));
    assert_eq!(fs::read_to_string(&config).unwrap(), BEFORE);
    let again = run(&folder, &["undo", "--last"]);
    assert_eq!(again.status.code(), Some(2));
    assert!(said(&again).contains("no run to take back"), "{}", said(&again));
}

#[test]
fn runs_are_listed_and_taken_back_by_name() {
    let (folder, config) = home();
    assert!(said(&run(&folder, &["undo"])).contains("no run is kept"));
    fix(&folder);
    let list = said(&run(&folder, &["undo"]));
    assert!(list.contains("config.toml") && list.contains("[unknown-key]"), "{list}");
    let id = list.split_whitespace().next().unwrap();
    assert_eq!(run(&folder, &["undo", id]).status.code(), Some(0));
    assert_eq!(fs::read_to_string(&config).unwrap(), BEFORE);
    assert!(said(&run(&folder, &["undo"])).contains("taken back"));
    assert_eq!(run(&folder, &["undo", "../../x"]).status.code(), Some(2));
}

#[test]
fn a_damaged_run_is_named_and_keeps_no_other_from_being_taken_back() {
    let (folder, config) = home();
    fix(&folder);
    fs::write(folder.path().join("state/runnerlint/29990101T000000Z.json"), "").unwrap();
    let damaged = "29990101T000000Z.json: is not a run that this version of runnerlint has kept";
    let list = run(&folder, &["undo"]);
    assert_eq!(list.status.code(), Some(0), "{}", said(&list));
    assert!(String::from_utf8_lossy(&list.stderr).contains(damaged));
    assert!(String::from_utf8_lossy(&list.stdout).contains("[unknown-key]"));
    let named = run(&folder, &["undo", "29990101T000000Z"]);
    assert_eq!(named.status.code(), Some(3), "{}", said(&named));
    let last = run(&folder, &["undo", "--last"]);
    assert_eq!(last.status.code(), Some(0), "{}", said(&last));
    assert!(said(&last).contains(damaged), "{}", said(&last));
    assert_eq!(fs::read_to_string(&config).unwrap(), BEFORE);
}

#[test]
fn the_way_back_can_be_looked_at_first() {
    let (folder, config) = home();
    fix(&folder);
    let fixed = fs::read_to_string(&config).unwrap();
    let output = run(&folder, &["undo", "--last", "--diff"]);
    assert!(
        said(&output).contains("+    pull-policy = \"always\" # as told"),
        "{}",
        said(&output)
    );
    assert!(!said(&output).contains("CANARY"));
    assert_eq!(fs::read_to_string(&config).unwrap(), fixed);
}

#[test]
fn a_rotated_token_stays_and_the_values_go_back() {
    let (folder, config) = home();
    fix(&folder);
    let rotated = "\
concurrent = 4

[[runners]]
  name = \"a\"
  url = \"https://gitlab.example.com\"
  token = \"glrt-CANARYrotated000000\"
  executor = \"docker\"
  [runners.docker]
    image = \"alpine:3.20\"
    pull_policy = \"always\"
    volumes = [\"/cache\"]
    shm_size = 0
";
    fs::write(&config, rotated).unwrap();
    let output = run(&folder, &["undo", "--last"]);
    let text = fs::read_to_string(&config).unwrap();
    assert!(
        text.contains("glrt-CANARYrotated000000") && text.contains("pull-policy = \"always\""),
        "{text}"
    );
    assert!(!text.contains("pull_policy") && text.contains("shm_size = 0"), "{text}");
    assert!(said(&output).contains("undone"), "{}", said(&output));
}

#[test]
fn what_was_changed_since_is_named_and_stays() {
    let (folder, config) = home();
    fix(&folder);
    let changed = fs::read_to_string(&config)
        .unwrap()
        .replace("pull_policy = \"always\"", "pull_policy = \"never\"");
    fs::write(&config, &changed).unwrap();
    let output = run(&folder, &["undo", "--last"]);
    assert_eq!(output.status.code(), Some(3), "{}", said(&output));
    let left = "runners[name=\"a\"].docker.pull_policy: it holds something else than what was written";
    assert!(said(&output).contains(left), "{}", said(&output));
    assert!(fs::read_to_string(&config).unwrap().contains("pull_policy = \"never\""));
}

#[test]
fn a_file_that_is_gone_is_named() {
    let (folder, config) = home();
    fix(&folder);
    fs::remove_file(&config).unwrap();
    let output = run(&folder, &["undo", "--last"]);
    assert_eq!(output.status.code(), Some(3), "{}", said(&output));
    assert!(said(&output).contains("no such file"), "{}", said(&output));
}

#[test]
fn the_journal_holds_no_secret_and_is_for_its_user_alone() {
    let (folder, _) = home();
    fix(&folder);
    let files = journal(&folder);
    assert_eq!(files.len(), 1);
    let mode = files[0].metadata().unwrap().permissions().mode() & 0o777;
    let parent = files[0].parent().unwrap().metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!((mode, parent), (0o600, 0o700));
    let kept = fs::read_to_string(&files[0]).unwrap();
    assert!(kept.contains("pull-policy") && !kept.contains("CANARY"), "{kept}");
}

#[test]
fn no_journal_is_kept_of_runs_that_change_nothing_or_that_nobody_watches() {
    let (folder, config) = home();
    fix(&folder);
    fix(&folder);
    assert_eq!(journal(&folder).len(), 1);
    fs::write(&config, BEFORE).unwrap();
    let isolated = run(&folder, &["fix", "--isolated", "--unsafe-fixes", "config.toml"]);
    assert!(said(&isolated).contains("cannot undo this"), "{}", said(&isolated));
    for (name, value) in [("PRE_COMMIT", "1"), ("CI", "true"), ("GITLAB_CI", "true")] {
        fs::write(&config, BEFORE).unwrap();
        let mut job = command(&folder, &["fix", "--unsafe-fixes", "config.toml"]);
        job.env(name, value).output().unwrap();
        assert_ne!(fs::read_to_string(&config).unwrap(), BEFORE);
    }
    assert_eq!(journal(&folder).len(), 1);
}

#[test]
fn a_fix_is_made_even_where_no_journal_can_be_kept() {
    let (folder, config) = home();
    fs::write(folder.path().join("state"), "a file").unwrap();
    let told = fix(&folder);
    assert!(told.contains("cannot undo this: "), "{told}");
    assert_ne!(fs::read_to_string(&config).unwrap(), BEFORE);
}

/// What a quiet run says that is refused when it writes.
fn said_before(folder: &TempDir, name: &OsStr) -> String {
    let link = folder.path().join("other");
    fs::hard_link(folder.path().join(name), &link).unwrap();
    let mut command = command(folder, &["fix", "-q", "--unsafe-fixes", "--kind", "runner"]);
    let output = command.arg(name).output().unwrap();
    fs::remove_file(link).unwrap();
    assert_eq!(output.status.code(), Some(3), "{}", said(&output));
    said(&output)
}

#[test]
fn what_cannot_be_taken_back_is_said_before_it_is_written_however_quiet_the_run() {
    let (folder, config) = home();
    let auth = "auth_config = { username = \"ci\", password = \"s3cret\", server = \"registry.example.com\" }";
    fs::write(&config, BEFORE.replace("pull-policy = \"always\" # as told", auth)).unwrap();
    let told = said_before(&folder, config.file_name().unwrap());
    assert!(
        told.contains("config.toml: undo will not bring back every byte"),
        "{told}"
    );
    fs::remove_dir_all(folder.path().join("state")).unwrap();
    fs::write(folder.path().join("state"), "a file").unwrap();
    let told = said_before(&folder, config.file_name().unwrap());
    assert!(
        told.contains("cannot undo this: ") && told.contains("--backup"),
        "{told}"
    );
}

#[cfg(target_os = "linux")]
#[test]
fn that_a_name_cannot_be_kept_is_said_before_the_file_is_written() {
    let (folder, config) = home();
    let name = <OsStr as std::os::unix::ffi::OsStrExt>::from_bytes(b"\xff.toml");
    fs::rename(config, folder.path().join(name)).unwrap();
    let told = said_before(&folder, name);
    assert!(told.contains("cannot undo this: "), "{told}");
    assert_eq!(journal(&folder), Vec::<PathBuf>::new());
}

#[test]
fn a_run_that_could_not_be_written_is_not_kept() {
    let (folder, config) = home();
    fs::hard_link(&config, folder.path().join("other")).unwrap();
    let output = run(&folder, &["fix", "--unsafe-fixes", "config.toml"]);
    assert_eq!(output.status.code(), Some(3), "{}", said(&output));
    assert_eq!(journal(&folder).len(), 0);
}
