//! What the packages promise: the wheel, the images and the component are of one version, and say what the program
//! understands.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use regex_lite::Regex;
use runnerlint::source::FileId;
use runnerlint::syntax::{Node, yaml};
use tempfile::TempDir;
use toml_edit::DocumentMut;

const VERSION: &str = env!("CARGO_PKG_VERSION");

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn text(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn toml(name: &str) -> DocumentMut {
    text(name).parse().unwrap()
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
    command.output().unwrap()
}

#[track_caller]
fn assert_code(output: &Output, code: i32) {
    let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{said}");
}

#[test]
fn the_wheel_says_of_itself_what_the_crate_says() {
    let (wheel, cargo) = (toml("pyproject.toml"), toml("Cargo.toml"));
    let (project, package) = (&wheel["project"], &cargo["package"]);
    for key in ["name", "description", "license", "readme"] {
        assert_eq!(project[key].as_str(), package[key].as_str(), "{key}");
    }
    let strings = |list: &toml_edit::Item| -> Vec<String> {
        let items = list.as_array().unwrap().iter();
        items.map(|item| item.as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(strings(&project["keywords"]), strings(&package["keywords"]));
    assert_eq!(strings(&project["dynamic"]), ["version"], "it stands in Cargo.toml");
    for file in strings(&project["license-files"]) {
        assert!(!text(&file).is_empty());
    }
    let requirement = &strings(&wheel["build-system"]["requires"])[0];
    assert!(
        Regex::new(r"^maturin>=[\d.]+,<\d+$").unwrap().is_match(requirement),
        "{requirement}"
    );
    assert_eq!(wheel["tool"]["maturin"]["bindings"].as_str(), Some("bin"));
    assert_eq!(
        wheel["tool"]["maturin"]["locked"].as_bool(),
        Some(true),
        "builds take the versions of Cargo.lock"
    );
}

#[test]
fn images_are_of_the_version_and_start_as_nobody() {
    let file = text("Dockerfile");
    let version = format!("org.opencontainers.image.version=\"{VERSION}\"");
    let images: Vec<&str> = file.split("\nFROM ").skip(1).collect();
    assert_eq!(images.len(), 3, "one builds, two are built");
    for image in &images[1..] {
        assert!(
            image.contains(&version) && image.contains("\nUSER 65532:65532\n"),
            "{image}"
        );
    }
    for base in images.iter().map(|image| image.split_whitespace().next().unwrap()) {
        assert!(
            base == "scratch" || Regex::new(r":\d+\.\d+\.\d+").unwrap().is_match(base),
            "{base}"
        );
    }
    assert!(images[2].contains("ENTRYPOINT [\"/runnerlint\"]"));
}

/// A project that includes the component with these inputs.
fn including(inputs: &str) -> TempDir {
    let pipeline = format!("include:\n  - local: templates/runnerlint.yml\n    inputs: {inputs}\n");
    let component = text("templates/runnerlint.yml");
    project(&[(".gitlab-ci.yml", &pipeline), ("templates/runnerlint.yml", &component)])
}

fn jobs(folder: &TempDir) -> serde_json::Value {
    let output = run(
        folder,
        &[
            "jobs",
            "--isolated",
            "--project-root",
            ".",
            "--format",
            "json",
            ".gitlab-ci.yml",
        ],
    );
    assert_code(&output, 0);
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn the_component_is_a_pipeline_that_gitlab_takes() {
    let all = "{image: 'registry.example.com/lint:1', job-name: lint it, stage: build, install: [a, b c], paths: a b, \
               args: --profile cis, fail-on: warning, allow-failure: true}";
    for (inputs, name) in [("{image: 'x:1'}", "runnerlint"), (all, "lint it")] {
        let folder = including(inputs);
        let document = jobs(&folder);
        assert!(document["jobs"][name]["image"]["entrypoint"][0] == "", "{document}");
        let output = run(
            &folder,
            &[
                "check",
                "--isolated",
                "--project-root",
                ".",
                "--fail-on",
                "info",
                ".gitlab-ci.yml",
            ],
        );
        assert_code(&output, 0);
    }
    for wrong in ["{}", "{image: 'x:1', fail-on: high}", "{image: 'x:1', path: a}"] {
        let output = run(&including(wrong), &["check", "--project-root", ".", ".gitlab-ci.yml"]);
        assert_code(&output, 1);
    }
}

#[test]
fn our_own_pipelines_have_no_findings() {
    for path in [
        ".gitlab-ci.yml",
        "templates/runnerlint.yml",
        "examples/merge-request/.gitlab-ci.yml",
    ] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_runnerlint"));
        command.args(["check", "--isolated", "--kind", "pipeline", "--fail-on", "info", path]);
        assert_code(&command.current_dir(root()).output().unwrap(), 0);
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_runnerlint"));
    let output = command
        .args(["jobs", "--isolated", ".gitlab-ci.yml"])
        .current_dir(root())
        .output()
        .unwrap();
    assert_code(&output, 0);
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(
        printed.contains("runnerlint  templates/runnerlint.yml:") && printed.contains("check  .gitlab-ci.yml:"),
        "{printed}"
    );
}

#[test]
fn every_input_is_described_and_used() {
    let component = text("templates/runnerlint.yml");
    let document = yaml::parse(FileId::new(0), &component);
    let inputs = document.root.get("spec").and_then(|spec| spec.get("inputs")).unwrap();
    for input in inputs.entries() {
        let name = &input.key.value;
        assert!(input.node.get("description").and_then(Node::as_str).is_some(), "{name}");
        assert!(component.contains(&format!("$[[ inputs.{name} ]]")), "{name}");
    }
}

#[test]
fn the_readme_includes_the_component_as_it_is() {
    let readme = text("README.md");
    let (_, block) = readme.split_once("```yaml\ninclude:\n  - component: ").unwrap();
    let (reference, rest) = block.split_once("    inputs:\n").unwrap();
    assert!(reference.contains(&format!("/runnerlint@{VERSION} ")), "{reference}");
    let inputs: Vec<&str> = rest.split("```").next().unwrap().lines().map(str::trim).collect();
    assert_eq!(
        jobs(&including(&format!("{{{}}}", inputs.join(", "))))["errors"],
        serde_json::json!([])
    );
}
