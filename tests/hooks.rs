//! The hooks of pre-commit: which files they get, what they say of them, and what they leave alone.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use regex_lite::Regex;
use runnerlint::source::FileId;
use runnerlint::syntax::{Node, yaml};
use tempfile::TempDir;

fn hooks() -> Vec<Node> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(".pre-commit-hooks.yaml");
    let document = yaml::parse(FileId::new(0), &fs::read_to_string(path).unwrap());
    assert!(document.parses(), "{:?}", document.errors);
    document.root.items().to_vec()
}

fn string<'a>(hook: &'a Node, key: &str) -> &'a str {
    hook.get(key).and_then(Node::as_str).unwrap_or_default()
}

fn project(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join(".git")).unwrap();
    for (name, text) in files {
        fs::create_dir_all(folder.path().join(name).parent().unwrap()).unwrap();
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

fn run(folder: &TempDir, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_runnerlint"));
    command.args(arguments).current_dir(folder.path()).env_clear();
    command.env("PRE_COMMIT", "1").output().unwrap()
}

#[track_caller]
fn assert_code(output: &Output, code: i32) {
    let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{said}");
}

#[test]
fn there_are_two_hooks_each_built_from_here_or_installed_already() {
    let hooks = hooks();
    let facts: Vec<[&str; 3]> = hooks
        .iter()
        .map(|hook| ["id", "language", "entry"].map(|key| string(hook, key)))
        .collect();
    let (lint, fix) = ("runnerlint check", "runnerlint fix --exit-non-zero-on-fix");
    let expected = [
        ["runnerlint", "python", lint],
        ["runnerlint-fix", "python", fix],
        ["runnerlint-system", "system", lint],
        ["runnerlint-fix-system", "system", fix],
    ];
    assert_eq!(facts, expected);
    for hook in &hooks {
        assert_eq!(hook.get("require_serial").and_then(Node::as_bool), Some(true));
        for key in ["files", "exclude"] {
            assert_eq!(
                string(hook, key),
                string(&hooks[0], key),
                "all hooks get the same files"
            );
        }
    }
}

#[test]
fn hooks_get_files_that_may_be_ours() {
    let hook = &hooks()[0];
    let (files, exclude) = (string(hook, "files"), string(hook, "exclude"));
    let (files, exclude) = (Regex::new(files).unwrap(), Regex::new(exclude).unwrap());
    let passed = |path: &str| files.is_match(path) && !exclude.is_match(path);
    for path in [
        "config.toml",
        "hosts/a/config.toml",
        "etc/gitlab-runner/config.template.toml",
        "prod-config.toml",
        "gitlab-runner.toml",
        "runners/eu.runner.toml",
        ".runnerlint.toml",
        ".gitlab-ci.yml",
        "sub/.gitlab-ci.yaml",
        "build.gitlab-ci.yml",
        ".gitlab/ci/test/unit.yml",
        "daemon.json",
        "docker/daemon.json",
        "host-a.daemon.json",
        "home/.docker/config.json",
        ".dockerconfigjson",
        "values.yaml",
        "charts/runner/prod.values.yml",
        "values-eu.yaml",
        "clusters/gitlab-runner.yaml",
        "docker-compose.yml",
    ] {
        assert!(passed(path), "{path}");
    }
    for path in [
        "Cargo.toml",
        "pyproject.toml",
        ".cargo/config.toml",
        "sub/.cargo/config.toml",
        "config.toml.j2",
        "reconfig.toml.bak",
        "package.json",
        "config.json",
        "daemons.json",
        ".github/workflows/ci.yml",
        ".gitlab-ci.yml.orig",
        "README.md",
    ] {
        assert!(!passed(path), "{path}");
    }
}

/// Runs the entry of a hook as pre-commit does: the words of the entry, then the files.
fn entry(id: &str, folder: &TempDir, files: &[&str]) -> Output {
    let hooks = hooks();
    let hook = hooks.iter().find(|hook| string(hook, "id") == id).unwrap();
    let words: Vec<&str> = string(hook, "entry")
        .split(' ')
        .skip(1)
        .chain(files.iter().copied())
        .collect();
    run(folder, &words)
}

const WRONG: &str = "concurrent = 4\n[[runners]]\n  name = \"a\"\n  url = \"https://gitlab.example.com\"\n  token = \"x\"\n  \
                     executor = \"docker\"\n  [runners.docker]\n    image = \"alpine:3.20\"\n    pull_policy = \"allways\"\n";

#[test]
fn the_hook_fails_on_what_is_wrong_and_passes_what_is_not_ours() {
    let folder = project(&[
        ("config.toml", WRONG),
        (
            "site/config.toml",
            "baseURL = 'https://example.com'\nnested = { a  =  1 }\n",
        ),
        ("daemon.json", "{\"port\":  8080, \"workers\": [1]}"),
        (".gitlab/ci/a.yml", "a:   {script: x}\n"),
    ]);
    let others = ["site/config.toml", "daemon.json", ".gitlab/ci/a.yml"];
    let before: Vec<String> = others
        .iter()
        .map(|name| fs::read_to_string(folder.path().join(name)).unwrap())
        .collect();
    assert_code(&entry("runnerlint", &folder, &["config.toml"]), 1);
    for id in ["runnerlint", "runnerlint-fix"] {
        let output = entry(id, &folder, &others);
        assert_code(&output, 0);
        assert!(output.stdout.is_empty() && output.stderr.is_empty(), "{output:?}");
    }
    let after: Vec<String> = others
        .iter()
        .map(|name| fs::read_to_string(folder.path().join(name)).unwrap())
        .collect();
    assert_eq!(before, after);
}

#[test]
fn the_fixing_hook_fails_once() {
    let config = WRONG.replace(
        "    pull_policy = \"allways\"\n",
        "    allowed_pull_policies = [\"if-not-present\"]\n",
    );
    let folder = project(&[("config.toml", &config)]);
    assert_code(&entry("runnerlint-fix", &folder, &["config.toml"]), 1);
    let fixed = fs::read_to_string(folder.path().join("config.toml")).unwrap();
    assert_ne!(fixed, config);
    assert_code(&entry("runnerlint-fix", &folder, &["config.toml"]), 0);
    assert_eq!(fs::read_to_string(folder.path().join("config.toml")).unwrap(), fixed);
}

#[test]
fn a_hook_that_gets_the_settings_looks_at_them() {
    let folder = project(&[(".runnerlint.toml", "fail-onn = \"error\"\n")]);
    assert_code(&entry("runnerlint", &folder, &[".runnerlint.toml"]), 2);
    fs::write(folder.path().join(".runnerlint.toml"), "fail-on = \"error\"\n").unwrap();
    assert_code(&entry("runnerlint", &folder, &[".runnerlint.toml"]), 0);
}
