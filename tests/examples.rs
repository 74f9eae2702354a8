//! Runs the program on every installation in `examples/`: what it prints stands in `expected.txt`, its fixes hold, and
//! fixing twice is fixing once. `BLESS=1 cargo test --test examples` writes what differs.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("examples")
}

/// The folders that hold an installation.
fn installations() -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = fs::read_dir(root())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    folders.retain(|path| path.join("config.toml").is_file() || path.join("values.yaml").is_file());
    folders.sort();
    assert!(folders.len() >= 9);
    folders
}

fn runnerlint(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_runnerlint"));
    command
        .current_dir(folder)
        .args(arguments)
        .env_clear()
        .env("CI", "true")
        .env("LANG", "C.UTF-8")
        .env("COLUMNS", "100");
    command.output().unwrap()
}

fn text_of(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap()
}

/// The files of an installation that the program may change, with their bytes.
fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let names = [
        "config.toml",
        "daemon.json",
        ".gitlab-ci.yml",
        "values.yaml",
        ".runnerlint.toml",
    ];
    let present = names.iter().map(|name| folder.join(name)).filter(|path| path.is_file());
    present
        .map(|path| (path.file_name().unwrap().into(), fs::read(&path).unwrap()))
        .collect()
}

fn copy(folder: &Path) -> tempfile::TempDir {
    let copy = tempfile::tempdir().unwrap();
    for (name, bytes) in files(folder) {
        fs::write(copy.path().join(name), bytes).unwrap();
    }
    copy
}

#[test]
fn every_example_prints_what_is_expected() {
    let mut failures = Vec::new();
    for folder in installations() {
        let output = runnerlint(&folder, &["check", "."]);
        let (out, err) = (text_of(output.stdout), text_of(output.stderr));
        assert!(
            matches!(output.status.code(), Some(0 | 1)),
            "{}: {err}",
            folder.display()
        );
        let path = folder.join("expected.txt");
        if std::env::var_os("BLESS").is_some() {
            fs::write(&path, &out).unwrap();
        }
        let expected = fs::read_to_string(&path).unwrap_or_default();
        if out != expected {
            let diff = similar::TextDiff::from_lines(expected.as_str(), out.as_str());
            failures.push(format!("{}:\n{}", path.display(), diff.unified_diff()));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// The README with the outputs of the commands in its console blocks.
fn readme() -> String {
    let text = fs::read_to_string(root().join("../README.md")).unwrap();
    let mut out = String::new();
    let mut in_block = false;
    for line in text.lines() {
        if line == "```" {
            in_block = false;
        }
        if let Some(command) = line.strip_prefix("$ runnerlint ") {
            let arguments: Vec<&str> = command.split_whitespace().collect();
            let output = runnerlint(&root().join(".."), &arguments);
            out += &format!("{line}\n{}", text_of(output.stdout));
        } else if !in_block {
            out += &format!("{line}\n");
        }
        in_block |= line == "```console";
    }
    out
}

#[test]
fn the_readme_shows_what_the_program_prints() {
    let path = root().join("../README.md");
    let wanted = readme();
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, &wanted).unwrap();
    }
    let found = fs::read_to_string(&path).unwrap();
    let diff = similar::TextDiff::from_lines(found.as_str(), wanted.as_str());
    assert!(found == wanted, "{}", diff.unified_diff());
}

#[test]
fn after_safe_fixes_nothing_is_left_for_them_and_fixing_again_changes_no_byte() {
    for folder in installations() {
        for arguments in [&["fix", "."][..], &["fix", "--unsafe-fixes", "."]] {
            let copy = copy(&folder);
            let first = runnerlint(copy.path(), arguments);
            assert!(
                matches!(first.status.code(), Some(0 | 1)),
                "{}: {}",
                folder.display(),
                text_of(first.stderr)
            );
            let once = files(copy.path());
            let second = runnerlint(copy.path(), arguments);
            assert_eq!(
                files(copy.path()),
                once,
                "{}: fixed differently the second time",
                folder.display()
            );
            assert_eq!(first.status, second.status);
            let json = runnerlint(copy.path(), &["check", "--format", "json", "."]);
            let json: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
            assert_eq!(json["summary"]["fixable"]["safe"], 0, "{}: {json:#}", folder.display());
        }
    }
}

#[test]
fn safe_fixes_leave_comments_and_other_lines_alone() {
    for folder in installations() {
        let copy = copy(&folder);
        runnerlint(copy.path(), &["fix", "."]);
        for ((name, before), (_, after)) in files(&folder).into_iter().zip(files(copy.path())) {
            let (before, after) = (text_of(before), text_of(after));
            let comments = |text: &str| -> Vec<String> {
                text.lines()
                    .filter_map(|line| line.split_once('#').map(|(_, comment)| comment.to_owned()))
                    .collect()
            };
            if name != Path::new("daemon.json") {
                assert_eq!(
                    comments(&before),
                    comments(&after),
                    "{}/{}",
                    folder.display(),
                    name.display()
                );
            }
        }
    }
}

#[test]
fn the_printed_diff_is_what_fix_does() {
    for folder in installations() {
        let (patched, fixed) = (copy(&folder), copy(&folder));
        let diff = runnerlint(patched.path(), &["check", "--diff", "."]);
        runnerlint(fixed.path(), &["fix", "."]);
        let patch = text_of(diff.stdout);
        if !patch.is_empty() {
            fs::write(patched.path().join("fix.patch"), &patch).unwrap();
            let apply = Command::new("git")
                .args(["apply", "fix.patch"])
                .current_dir(patched.path())
                .output()
                .unwrap();
            assert!(
                apply.status.success(),
                "{}: {}\n{patch}",
                folder.display(),
                text_of(apply.stderr)
            );
        }
        if !text_of(diff.stderr).contains("not applicable") {
            assert_eq!(files(patched.path()), files(fixed.path()), "{}", folder.display());
        }
    }
}

#[test]
fn no_token_of_an_example_is_ever_printed() {
    let secrets = [
        "EXAMPLEexampleEXAMPLE",
        "OTHERexampleOTHERex",
        "THIRDexample",
        "hunter2",
        "Y2ktcHVsbDpodW50ZXIy",
    ];
    let runs: [&[&str]; 7] = [
        &["check", "."],
        &["check", "--format", "json", "."],
        &["check", "--format", "concise", "."],
        &["check", "--format", "gitlab", "."],
        &["check", "--diff", "."],
        &["check", "--diff", "--unsafe-fixes", "."],
        &["fix", "--unsafe-fixes", "."],
    ];
    for folder in installations() {
        for arguments in runs {
            let copy = copy(&folder);
            let output = runnerlint(copy.path(), arguments);
            let all = text_of(output.stdout) + &text_of(output.stderr);
            for secret in secrets {
                assert!(
                    !all.contains(secret),
                    "{} {arguments:?} shows {secret}",
                    folder.display()
                );
            }
        }
    }
}
