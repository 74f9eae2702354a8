//! What `--fix` and `--diff` promise on the disk, whatever the rules are.

#![allow(clippy::unwrap_used)]
#![cfg(unix)]

use std::fs;
use std::io::Write;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown, symlink};
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// Has one unsafe fix.
const BEFORE: &str = "concurrent = 4\nchek_interval = 3 # often\n";
const AFTER: &str = "concurrent = 4\ncheck_interval = 3 # often\n";

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join(".git")).unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

fn command(folder: &TempDir, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_runnerlint"));
    command.args(arguments).current_dir(folder.path());
    command.env_clear().env("LC_ALL", "C.UTF-8");
    command.env("XDG_STATE_HOME", folder.path().join(".git/state"));
    command
}

fn fix(folder: &TempDir, arguments: &[&str]) -> Output {
    command(folder, &[&["--fix", "--unsafe-fixes"], arguments].concat())
        .output()
        .unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn path(folder: &TempDir, name: &str) -> PathBuf {
    folder.path().join(name)
}

fn text(folder: &TempDir, name: &str) -> String {
    fs::read_to_string(path(folder, name)).unwrap()
}

#[test]
fn a_fix_is_written_and_said_with_what_it_takes() {
    let folder = folder(&[("config.toml", BEFORE)]);
    let output = fix(&folder, &["config.toml"]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(text(&folder, "config.toml"), AFTER);
    let out = out(&output);
    assert!(out.starts_with("fixed    config.toml: "), "{out}");
    assert!(
        out.contains("effect   config.toml: picked up by the running GitLab Runner"),
        "{out}"
    );
    assert!(out.contains("undo     runnerlint undo 2"), "{out}");
}

#[test]
fn what_has_to_be_run_next_is_said() {
    let folder = folder(&[("daemon.json", "{\"log-driver\": \"json-file\", \"debug\": \"false\"}")]);
    let output = fix(&folder, &["daemon.json"]);
    assert!(out(&output).contains("next     systemctl re"), "{}", out(&output));
    assert!(text(&folder, "daemon.json").contains("\"debug\": false"));
}

#[test]
fn a_second_fix_changes_nothing_and_says_nothing_of_fixes() {
    let folder = folder(&[("config.toml", BEFORE)]);
    fix(&folder, &["config.toml"]);
    let modified = path(&folder, "config.toml").metadata().unwrap().modified().unwrap();
    let again = fix(&folder, &["config.toml"]);
    assert_eq!(
        path(&folder, "config.toml").metadata().unwrap().modified().unwrap(),
        modified
    );
    assert!(
        !out(&again).contains("fixed") && !out(&again).contains("undo"),
        "{}",
        out(&again)
    );
}

#[test]
fn an_unsafe_fix_is_not_applied_without_leave() {
    let folder = folder(&[("config.toml", BEFORE)]);
    command(&folder, &["--fix", "config.toml"]).output().unwrap();
    assert_eq!(text(&folder, "config.toml"), BEFORE);
}

#[test]
fn that_something_was_fixed_can_be_an_exit_code() {
    let folder = folder(&[("config.toml", BEFORE)]);
    let output = fix(&folder, &["--exit-non-zero-on-fix", "config.toml"]);
    assert_eq!(output.status.code(), Some(1));
    let again = fix(&folder, &["--exit-non-zero-on-fix", "config.toml"]);
    assert_eq!(again.status.code(), Some(0));
}

#[test]
fn the_owner_and_mode_of_a_secret_file_are_kept() {
    let folder = folder(&[("config.toml", BEFORE)]);
    let file = path(&folder, "config.toml");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    // Only root can give files away; for anyone else the owner is the same anyway.
    chown(&file, Some(998), Some(997)).unwrap_or_default();
    let before = file.metadata().unwrap();
    fix(&folder, &["config.toml"]);
    let after = file.metadata().unwrap();
    assert_eq!(text(&folder, "config.toml"), AFTER);
    assert_eq!(
        (after.mode(), after.uid(), after.gid()),
        (before.mode(), before.uid(), before.gid())
    );
}

#[test]
fn a_linked_file_is_fixed_where_it_lies() {
    let folder = folder(&[("real.toml", BEFORE)]);
    symlink("real.toml", path(&folder, "config.toml")).unwrap();
    fix(&folder, &["config.toml"]);
    assert!(path(&folder, "config.toml").is_symlink());
    assert_eq!(text(&folder, "real.toml"), AFTER);
}

#[test]
fn a_file_with_several_hard_links_is_refused_and_nothing_else_is_written() {
    let folder = folder(&[
        ("config.toml", BEFORE),
        ("a.toml", &format!("[session_server]\n{BEFORE}")),
    ]);
    fs::hard_link(path(&folder, "config.toml"), path(&folder, "same.txt")).unwrap();
    let output = fix(&folder, &["a.toml", "config.toml", "--exit-zero"]);
    assert_eq!(output.status.code(), Some(3));
    assert!(err(&output).contains("hard links"), "{}", err(&output));
    assert_eq!(text(&folder, "config.toml"), BEFORE);
    assert_eq!(
        fs::read_dir(folder.path()).unwrap().count(),
        4,
        "nothing is left behind"
    );
}

#[test]
fn a_file_with_several_hard_links_is_overwritten_in_place() {
    let folder = folder(&[("config.toml", BEFORE)]);
    fs::hard_link(path(&folder, "config.toml"), path(&folder, "same.txt")).unwrap();
    let output = fix(&folder, &["--in-place", "config.toml"]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    assert_eq!(
        (
            text(&folder, "config.toml").as_str(),
            text(&folder, "same.txt").as_str()
        ),
        (AFTER, AFTER)
    );
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3, "the backup is gone");
}

#[test]
fn a_linked_file_is_overwritten_in_place_where_it_lies() {
    let folder = folder(&[("real.toml", BEFORE)]);
    symlink("real.toml", path(&folder, "config.toml")).unwrap();
    let inode = path(&folder, "real.toml").metadata().unwrap().ino();
    fix(&folder, &["--in-place", "config.toml"]);
    assert!(path(&folder, "config.toml").is_symlink());
    assert_eq!(text(&folder, "real.toml"), AFTER);
    assert_eq!(path(&folder, "real.toml").metadata().unwrap().ino(), inode);
}

#[test]
fn a_backup_is_made_if_asked_for_and_never_overwritten() {
    let folder = folder(&[("config.toml", BEFORE)]);
    fs::set_permissions(path(&folder, "config.toml"), fs::Permissions::from_mode(0o644)).unwrap();
    let output = fix(&folder, &["--backup", "config.toml"]);
    assert!(
        out(&output).contains("config.toml.runnerlint-backup\n"),
        "{}",
        out(&output)
    );
    assert_eq!(text(&folder, "config.toml.runnerlint-backup"), BEFORE);
    let copy = path(&folder, "config.toml.runnerlint-backup").metadata().unwrap();
    assert_eq!(copy.mode() & 0o7777, 0o600);
    let later = format!("# later\n{BEFORE}");
    fs::write(path(&folder, "config.toml"), &later).unwrap();
    fix(&folder, &["--backup", "--in-place", "config.toml"]);
    assert_eq!(text(&folder, "config.toml.runnerlint-backup"), BEFORE);
    assert_eq!(text(&folder, "config.toml.runnerlint-backup-2"), later);
    fix(&folder, &["--backup", "config.toml"]);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 4, "no fix, no backup");
}

#[test]
fn what_a_killed_run_left_is_removed_and_nothing_else_is() {
    let names = [
        ".config.toml.runnerlint-4711-0",
        ".config.toml.runnerlint-backup",
        ".config.toml.runnerlint-4711-x",
        "config.toml.runnerlint-4711-0",
    ];
    let folder = folder(&[("config.toml", BEFORE)]);
    for name in names {
        fs::write(path(&folder, name), "").unwrap();
    }
    fix(&folder, &["config.toml"]);
    let left = names.map(|name| path(&folder, name).exists());
    assert_eq!(left, [false, true, true, true]);
}

#[test]
fn the_help_names_the_ways_to_write() {
    let folder = folder(&[]);
    for arguments in [vec!["--help"], vec!["fix", "--help"]] {
        let help = out(&command(&folder, &arguments).output().unwrap());
        assert!(help.contains("--in-place") && help.contains("--backup"), "{help}");
    }
}

#[test]
fn bytes_that_no_fix_is_about_stay() {
    let before = "\u{feff}concurrent = 4\r\n\tchek_interval=3\t# often \r\n[session_server] #x";
    let folder = folder(&[("config.toml", before)]);
    fix(&folder, &["config.toml"]);
    assert_eq!(text(&folder, "config.toml"), before.replace("chek", "check"));
}

#[test]
fn a_file_that_was_only_read_along_is_not_changed() {
    let folder = folder(&[("config.toml", BEFORE), (".gitlab-ci.yml", "build:\n  script: make\n")]);
    fix(&folder, &[".gitlab-ci.yml"]);
    assert_eq!(text(&folder, "config.toml"), BEFORE);
}

#[test]
fn what_a_pipeline_includes_is_changed_with_it_but_not_with_its_surroundings() {
    let (pipeline, part) = (
        "include: part.yml\n",
        "build:\n  variables:\n    A: b\n    CI_DEBUG_TRACE: \"true\"\n  script: make\n",
    );
    let files = [
        (".gitlab-ci.yml", pipeline),
        ("part.yml", part),
        ("config.toml", BEFORE),
    ];
    let folder = folder(&files);
    fix(&folder, &["config.toml"]);
    assert_eq!(text(&folder, "part.yml"), part);
    let standard_input = || Stdio::from(fs::File::open(path(&folder, ".gitlab-ci.yml")).unwrap());
    let arguments = ["fix", "-", "--stdin-filename", ".gitlab-ci.yml"];
    let output = command(&folder, &arguments).stdin(standard_input()).output().unwrap();
    assert_eq!(
        (out(&output).as_str(), text(&folder, "part.yml").as_str()),
        (pipeline, part)
    );
    fs::remove_file(path(&folder, "config.toml")).unwrap();
    let output = fix(&folder, &[".gitlab-ci.yml"]);
    assert_eq!(
        text(&folder, "part.yml"),
        part.replace("    CI_DEBUG_TRACE: \"true\"\n", ""),
        "{}",
        err(&output)
    );
}

#[test]
fn standard_input_comes_out_fixed() {
    let folder = folder(&[]);
    let arguments = ["--fix", "--unsafe-fixes", "-", "--kind", "runner"];
    let mut command = command(&folder, &arguments);
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(BEFORE.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(out(&output), AFTER);
    assert!(err(&output).contains("fixed"), "{}", err(&output));
}

#[test]
fn a_patch_is_all_there_is_on_standard_output_and_git_takes_it() {
    let folder = folder(&[("config.toml", BEFORE)]);
    let output = command(&folder, &["--diff", "--unsafe-fixes", "config.toml"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(
        err(&output).contains("1 finding would be fixed by 1 change in 1 file"),
        "{}",
        err(&output)
    );
    assert_eq!(text(&folder, "config.toml"), BEFORE);
    let mut git = Command::new("git");
    git.args(["apply", "-"])
        .current_dir(folder.path())
        .stdin(Stdio::piped());
    fs::remove_dir(path(&folder, ".git")).unwrap();
    let mut child = git.spawn().unwrap();
    child.stdin.take().unwrap().write_all(&output.stdout).unwrap();
    assert!(child.wait().unwrap().success());
    assert_eq!(text(&folder, "config.toml"), AFTER);
    let again = command(&folder, &["--diff", "--unsafe-fixes", "config.toml"])
        .output()
        .unwrap();
    assert_eq!((again.status.code(), out(&again).as_str()), (Some(0), ""));
}
