//! Every command, in every format, and what it says when something is wrong.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::{CANARY, Canaries, Leaks};

const TOKEN: &str = "glrt-canaryTokenShape9999";

const CONFIG: &str = "concurrent = 1\n[[runners]]\n  url = \"https://ci:canary-url@gitlab.example.com\"\n  token = \"canary-1\"\n  \
    executor = \"docker\"\n  environment = [\"DB_PASSWORD=canary-2\"]\n  [runners.docker]\n    image = \"alpine\"\n    \
    privileged = \"true\"\n    volumes = [\"/var/run/docker.sock:/var/run/docker.sock\"]\n    tokn = \"canary-3\"\n";

const PIPELINE: &str = "variables: { A_TOKEN: canary-4, B: https://ci:canary-5@git.example.com }\nbuild:\n  image: docker:27\n  \
    services: [{ name: docker:27-dind, variables: { C_SECRET: canary-6 } }]\n  variables: { D_PASSWORD: canary-7 }\n  \
    parallel: { matrix: [{ E_TOKEN: [canary-8, canary-9] }] }\n  script: [\"docker login -u ci -p canary-0 reg\"]\n";

const DAEMON: &str =
    "{\"registry-mirrors\": [\"https://me:canary-a@mirror.example.com\"], \"api-token\": \"canary-b\",}\n";

fn write_all(folder: &Path) {
    fs::write(folder.join("config.toml"), CONFIG).unwrap();
    fs::write(folder.join(".gitlab-ci.yml"), PIPELINE).unwrap();
    fs::write(folder.join("daemon.json"), DAEMON).unwrap();
}

/// Everything that a command prints, and whether it printed anything.
fn said(folder: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_runnerlint"));
    command.env_remove("CI").env("XDG_STATE_HOME", folder.join("state"));
    let output = command.args(arguments).current_dir(folder).output().unwrap();
    let out = String::from_utf8_lossy(&output.stdout).into_owned();
    out + &String::from_utf8_lossy(&output.stderr)
}

fn assert_says_no_secret(leaks: &mut Leaks, folder: &Path, arguments: &[&str]) {
    let said = said(folder, arguments);
    assert!(!said.is_empty(), "{arguments:?}");
    leaks.search(&said, &arguments.join(" "));
}

#[test]
fn every_command_in_every_format_shows_no_secret() {
    let mut leaks = Leaks::new();
    let folder = tempfile::tempdir().unwrap();
    let mut runs: Vec<Vec<&str>> = Vec::new();
    for format in [
        "human", "concise", "json", "gitlab", "sarif", "junit", "github", "rdjson", "markdown",
    ] {
        for more in [
            &["-v"][..],
            &["--show-suppressed"],
            &["--fix"],
            &["--fix", "--unsafe-fixes"],
            &["--profile", "hardened"],
        ] {
            runs.push([&["check", ".", "--format", format], more].concat());
        }
    }
    runs.push(vec!["check", ".", "--diff"]);
    runs.push(vec!["check", ".", "--diff", "--unsafe-fixes"]);
    runs.push(vec!["check", ".", "--statistics", "--color", "always"]);
    runs.push(vec!["check", ".", "--show-files"]);
    runs.push(vec!["anonymize", "config.toml", ".gitlab-ci.yml", "daemon.json"]);
    runs.push(vec!["jobs", "."]);
    runs.push(vec!["jobs", ".", "--format", "json"]);
    runs.push(vec!["jobs", ".gitlab-ci.yml", "--format", "json", "--job", "build"]);
    for run in runs {
        write_all(folder.path());
        assert_says_no_secret(&mut leaks, folder.path(), &run);
    }
    leaks.none();
}

#[test]
fn plans_and_the_journal_hold_no_secret() {
    let mut leaks = Leaks::new();
    let folder = tempfile::tempdir().unwrap();
    let runs: [&[&str]; 9] = [
        &["plan", "--unsafe-fixes", "."],
        &["plan", "--unsafe-fixes", "--output", "plan.json", "."],
        &["apply", "plan.json"],
        &["apply", "plan.json"],
        &["undo"],
        &["undo", "--last", "--diff"],
        &["undo", "--last"],
        &["check", ".", "--fix", "--unsafe-fixes", "--backup"],
        &["undo", "--last"],
    ];
    write_all(folder.path());
    let mut kept = 0;
    for run in runs {
        assert_says_no_secret(&mut leaks, folder.path(), run);
        let journal = fs::read_dir(folder.path().join("state/runnerlint"));
        let entries = journal.into_iter().flatten().map(|entry| entry.unwrap().path());
        for path in entries.chain(Some(folder.path().join("plan.json"))) {
            let text = fs::read_to_string(&path).unwrap_or_default();
            kept += usize::from(!text.is_empty());
            leaks.search(&text, &format!("{} after {run:?}", path.display()));
        }
    }
    assert!(kept > runs.len(), "the journal was looked at {kept} times");
    leaks.none();
}

#[test]
fn reports_in_files_show_no_secret() {
    let mut leaks = Leaks::new();
    let folder = tempfile::tempdir().unwrap();
    write_all(folder.path());
    said(
        folder.path(),
        &[
            "check",
            ".",
            "-o",
            "json=a",
            "-o",
            "gitlab=b",
            "-o",
            "human=c",
            "-o",
            "concise=d",
        ],
    );
    for name in ["a", "b", "c", "d"] {
        leaks.search(&fs::read_to_string(folder.path().join(name)).unwrap(), name);
    }
    leaks.none();
}

#[test]
fn arguments_that_hold_a_token_are_not_repeated() {
    let mut leaks = Leaks::new();
    let folder = tempfile::tempdir().unwrap();
    let url = "https://ci:canary-0@git.example.com/config.toml";
    let wrong: [&[&str]; 18] = [
        &["check", TOKEN],
        &["check", url],
        &["check", "--select", TOKEN],
        &["check", "--ignore", url],
        &["check", "--profile", TOKEN],
        &["check", "--fail-on", TOKEN],
        &["check", "--kind", TOKEN],
        &["check", "--format", TOKEN],
        &["check", "-o", TOKEN],
        &["check", "--color", TOKEN],
        &["check", "--runner-version", TOKEN],
        &["check", "--config", TOKEN],
        &["check", "--hosts-file", TOKEN],
        &["check", "--systemd-unit", url],
        &["check", "--glrt-canaryTokenShape9999"],
        &["explain", TOKEN],
        &["rules", "--format", TOKEN],
        &["jobs", "--job", TOKEN, url],
    ];
    for arguments in wrong {
        assert_says_no_secret(&mut leaks, folder.path(), arguments);
    }
    write_all(folder.path());
    assert_says_no_secret(&mut leaks, folder.path(), &["jobs", ".gitlab-ci.yml", "--job", TOKEN]);
    assert_says_no_secret(
        &mut leaks,
        folder.path(),
        &["check", "config.toml", "-o", "json=no/glrt-canaryTokenShape9999"],
    );
    assert_says_no_secret(&mut leaks, folder.path(), &["fix", "config.toml", TOKEN]);
    leaks.none();
}

#[test]
fn settings_that_hold_a_secret_are_not_repeated() {
    let mut leaks = Leaks::new();
    let folder = tempfile::tempdir().unwrap();
    write_all(folder.path());
    let mut canaries = Canaries::new();
    let mut texts: Vec<String> = Vec::new();
    for key in [
        "profile",
        "fail-on",
        "select",
        "ignore",
        "targets.runner",
        "files.pipeline",
        "jobs.x",
        "severity.x",
        "token",
    ] {
        for value in [canaries.token(), canaries.url()] {
            texts.push(format!("{key} = \"{value}\"\n"));
            texts.push(format!("{key} = [\"{value}\"]\n"));
            texts.push(format!("{key}.\"{value}\" = 1\n"));
        }
    }
    texts.push(format!("\"{}\" = 1\n", canaries.token()));
    texts.push(format!("token = {}\n", canaries.plain()));
    texts.push(format!("token = \"{}\n", canaries.plain()));
    for key in ["rule", "file", "at", "reason", "until", "token"] {
        texts.push(format!("[[allow]]\n{key} = \"{}\"\n", canaries.token()));
        texts.push(format!(
            "[[allow]]\nrule = \"privileged-unrestricted\"\n{key} = \"{}\"\n",
            canaries.token()
        ));
    }
    for text in texts {
        fs::write(folder.path().join("s.toml"), &text).unwrap();
        for more in [&[][..], &["--format", "json"], &["--show-suppressed", "-v"]] {
            let run = [&["check", ".", "--config", "s.toml"], more].concat();
            assert!(text.contains(CANARY));
            leaks.search(&said(folder.path(), &run), &text);
        }
    }
    leaks.none();
}

#[test]
fn jobs_show_no_secret_that_check_hides() {
    let pipeline = "variables: {E_PASSWORD:canary-m}\nbuild:\n  image: { name: a, entrypoint: [sh, -c, export A_TOKEN=canary-a] }\n  variables:\n    A: \"-Dpassword=canary-b --token canary-c\"\n    \
        B: \"export PASSWORD='canary-d'\"\n    C: \"${SECRET:-canary-e}\"\n    D: password=canary-f\n  services:\n    - name: b\n      \
        command: [\"--token=canary-g\", \"--password\", \"canary-h\"]\n      entrypoint:\n        - --password\n        - canary-i\n  \
        parallel: { matrix: [{ X: [\"password=canary-j\", \"password=canary-k\"] }] }\n  script: x\n\
        down: { trigger: { project: a/b, inputs: { x: \"--token canary-l\" } } }\n";
    let mut leaks = Leaks::new();
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(".gitlab-ci.yml"), pipeline).unwrap();
    for run in [
        &["jobs", "."][..],
        &["jobs", ".", "--format", "json"],
        &["check", "-v", "."],
    ] {
        assert_says_no_secret(&mut leaks, folder.path(), run);
    }
    leaks.none();
    let jobs = said(folder.path(), &["jobs", ".", "--format", "json"]);
    for name in [
        "\"build: [password=********]\"",
        "\"build: [password=********] (2)\"",
        "\"--password\"",
    ] {
        assert!(jobs.contains(name), "{jobs}");
    }
}
