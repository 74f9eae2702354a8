//! What readers of reports are promised: each report of whole installations is taken in by a reader that knows nothing of us.
//!
//! `tests/schemas/` says what of other people's formats we write, as their documents have it. Where the schemas that they
//! publish are in the folder that `RUNNERLINT_DATA` names, below `schemas/`, those are asked, too.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod schemas;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

/// The folders of `examples/`, copied into a project of its own.
fn installations() -> Vec<TempDir> {
    let examples = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("examples");
    let folders = fs::read_dir(examples).unwrap().map(|entry| entry.unwrap().path());
    let mut folders: Vec<PathBuf> = folders.filter(|path| path.is_dir()).collect();
    folders.sort();
    let mut copies: Vec<TempDir> = folders.iter().map(|folder| copy(folder)).collect();
    copies.push(odd());
    copies
}

fn copy(folder: &Path) -> TempDir {
    let project = project();
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if entry.path().is_file() {
            fs::copy(entry.path(), project.path().join(entry.file_name())).unwrap();
        }
    }
    project
}

fn project() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join(".git")).unwrap();
    folder
}

/// Names and texts that every format has to escape.
fn odd() -> TempDir {
    let project = project();
    let folder = project.path().join("a b, <&\">:%#ü");
    fs::create_dir(&folder).unwrap();
    let config = "concurrent = 4\n\"<b>&|@all`%,:\\u0001\\n::error::ü日\" = 1 # runnerlint: allow(unknown-key) <&\"|\n\
                  \"]]>\" = 2\ncheck_intervall = 3 # 日\nsession_server = {\"ü\" = 1, listen_adress = \"0.0.0.0:8093\"}\n[[runners]]\n  token = \"glrt-canaryCanaryCanary1\"\n  tokn = 3\n";
    fs::write(folder.join("config.toml"), config).unwrap();
    project
}

fn run(folder: &TempDir, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_runnerlint"));
    command
        .args(arguments)
        .current_dir(folder.path())
        .env_clear()
        .env("CI", "true");
    command.env("CI", "true").env("PATH", std::env::var("PATH").unwrap());
    command.output().unwrap()
}

fn report(folder: &TempDir, format: &str) -> String {
    String::from_utf8(run(folder, &["--format", format, "--profile", "hardened"]).stdout).unwrap()
}

fn json(folder: &TempDir, format: &str) -> Value {
    let text = report(folder, format);
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

fn schema(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// A schema that we publish.
fn own(name: &str) -> Value {
    schema(&PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("schemas").join(name))
}

/// What we write of a format that others have made.
fn written(name: &str) -> Value {
    schema(
        &PathBuf::from(env!("CARGO_MANIFEST_DIR"))
            .join("tests/schemas")
            .join(name),
    )
}

/// A schema that others publish, if it is at hand.
fn foreign(name: &str) -> Option<Value> {
    let path = PathBuf::from(std::env::var_os("RUNNERLINT_DATA")?)
        .join("schemas")
        .join(name);
    path.exists().then(|| schema(&path))
}

#[track_caller]
fn assert_valid(schema: &Value, document: &Value) {
    let problems = schemas::problems(schema, document);
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

fn list<'a>(document: &'a Value, pointer: &str) -> &'a [Value] {
    document.pointer(pointer).and_then(Value::as_array).unwrap()
}

#[test]
fn json_is_as_its_published_schema_says() {
    let schema = own("json-v1.schema.json");
    for folder in installations() {
        assert_valid(&schema, &json(&folder, "json"));
    }
}

#[test]
fn the_schema_of_json_refuses_what_is_not_said_in_it() {
    let schema = own("json-v1.schema.json");
    let mut document = json(&odd(), "json");
    document["findings"][0]["severity"] = "fatal".into();
    document["extra"] = 1.into();
    assert_eq!(schemas::problems(&schema, &document).len(), 2);
}

#[test]
fn sarif_is_sarif() {
    let schemas = [Some(written("sarif.schema.json")), foreign("sarif-schema-2.1.0.json")];
    for folder in installations() {
        let document = json(&folder, "sarif");
        for schema in schemas.iter().flatten() {
            assert_valid(schema, &document);
        }
        let rules = list(&document, "/runs/0/tool/driver/rules");
        let results = list(&document, "/runs/0/results");
        assert_eq!(results.len(), list(&json(&folder, "json"), "/findings").len());
        for result in results {
            let rule = &rules[usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()];
            assert_eq!(rule["id"], result["ruleId"]);
            assert!(!rule["help"]["markdown"].as_str().unwrap().is_empty());
            let related = result["relatedLocations"].as_array().into_iter().flatten();
            for location in list(result, "/locations").iter().chain(related) {
                assert_ends_after_its_start(&location["physicalLocation"]["region"]);
            }
        }
    }
}

/// §3.30.2 and §3.30.7 of SARIF, which no schema says.
#[track_caller]
fn assert_ends_after_its_start(region: &Value) {
    let place = |line: &str, column: &str| (region[line].as_u64().unwrap(), region[column].as_u64().unwrap());
    assert!(
        place("startLine", "startColumn") <= place("endLine", "endColumn"),
        "{region}"
    );
}

#[test]
fn a_fix_in_sarif_makes_of_the_files_what_the_program_makes_of_them() {
    let folder = odd();
    let only = ["--select", "unknown-key", "--unsafe-fixes"];
    let sarif = run(&folder, &[&only[..], &["--format", "sarif"]].concat());
    let document: Value = serde_json::from_slice(&sarif.stdout).unwrap();
    let path = folder.path().join("a b, <&\">:%#ü/config.toml");
    let text = fs::read_to_string(&path).unwrap();
    let mut edits: Vec<(usize, usize, String)> = Vec::new();
    for result in list(&document, "/runs/0/results") {
        for replacement in result
            .pointer("/fixes/0/artifactChanges/0/replacements")
            .iter()
            .flat_map(|all| all.as_array().unwrap())
        {
            let region = &replacement["deletedRegion"];
            let inserted = replacement["insertedContent"]["text"].as_str().unwrap().to_owned();
            let (start, end) = (byte(&text, region, "start"), byte(&text, region, "end"));
            edits.push((start, end, inserted));
        }
    }
    assert!(!edits.is_empty());
    edits.sort();
    let mut expected = text.clone();
    for (start, end, inserted) in edits.iter().rev() {
        expected.replace_range(*start..*end, inserted);
    }
    run(&folder, &[&only[..], &["--fix"]].concat());
    assert_eq!(fs::read_to_string(&path).unwrap(), expected);
}

/// The byte of a place that is counted in lines and characters.
fn byte(text: &str, region: &Value, which: &str) -> usize {
    let number = |name: String| usize::try_from(region[name].as_u64().unwrap()).unwrap();
    let (line, column) = (number(format!("{which}Line")), number(format!("{which}Column")));
    let start: usize = text.split_inclusive('\n').take(line - 1).map(str::len).sum();
    let before = text[start..].chars().take(column - 1).map(char::len_utf8);
    start + before.sum::<usize>()
}

/// GitLab keeps one finding of each fingerprint, and nothing of what follows a finding that lacks a field.
///
/// Source: gitlab-org/gitlab, lib/gitlab/ci/parsers/codequality/code_climate.rb (18.11).
#[test]
fn code_quality_has_the_fields_that_gitlab_asks_for() {
    let schema = written("code-quality.schema.json");
    for folder in installations() {
        let document = json(&folder, "gitlab");
        assert_valid(&schema, &document);
        let mut seen = Vec::new();
        for issue in document.as_array().unwrap() {
            assert!(!seen.contains(&issue["fingerprint"]), "{issue}");
            seen.push(issue["fingerprint"].clone());
        }
    }
}

/// The attributes that each element of a JUnit report has, and the elements that may stand in it.
///
/// Source: docs.gitlab.com/ci/testing/unit_test_reports, "How test results are parsed"; gitlab-org/gitlab,
/// lib/gitlab/ci/parsers/test/junit.rb (18.11).
const JUNIT: [(&str, &[&str], &[&str]); 5] = [
    ("testsuites", &["name", "tests", "failures", "errors"], &["testsuite"]),
    (
        "testsuite",
        &["name", "tests", "failures", "errors", "skipped"],
        &["testcase"],
    ),
    ("testcase", &["name", "classname", "file"], &["failure", "skipped"]),
    ("failure", &["type", "message"], &[]),
    ("skipped", &["message"], &[]),
];

#[test]
fn junit_has_the_elements_and_attributes_that_readers_know() {
    for folder in installations() {
        let text = report(&folder, "junit");
        let document = roxmltree::Document::parse(&text).unwrap();
        for node in document.descendants().filter(roxmltree::Node::is_element) {
            let name = node.tag_name().name();
            let (_, wanted, below) = JUNIT.iter().find(|(known, ..)| *known == name).expect(name);
            let attributes: Vec<&str> = node.attributes().map(|attribute| attribute.name()).collect();
            assert_eq!(&attributes, wanted, "{name}");
            assert!(
                node.attributes().all(|attribute| !attribute.value().is_empty()),
                "{name}"
            );
            let mut children = node.children().filter(roxmltree::Node::is_element);
            assert!(children.all(|child| below.contains(&child.tag_name().name())), "{name}");
        }
    }
}

#[test]
fn what_we_say_of_formats_refuses_what_they_do_not_have() {
    for (format, name, pointer, wrong) in [
        ("sarif", "sarif.schema.json", "/runs/0/results/0/level", "fatal"),
        (
            "sarif",
            "sarif.schema.json",
            "/runs/0/results/0/locations/0/physicalLocation/artifactLocation/uri",
            "a b",
        ),
        ("rdjson", "rdjson.schema.json", "/diagnostics/0/severity", "error"),
        ("gitlab", "code-quality.schema.json", "/0/location/path", "/builds/a"),
    ] {
        let (schema, mut document) = (written(name), json(&odd(), format));
        assert_valid(&schema, &document);
        *document.pointer_mut(pointer).unwrap() = wrong.into();
        assert_eq!(schemas::problems(&schema, &document).len(), 1, "{format} {pointer}");
    }
}

#[test]
fn junit_is_read_by_an_xml_parser_and_counts_right() {
    for folder in installations() {
        let text = report(&folder, "junit");
        let document = roxmltree::Document::parse(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
        let summary = &json(&folder, "json")["summary"];
        let open: u64 = ["error", "warning", "info"]
            .iter()
            .map(|kind| summary[kind].as_u64().unwrap())
            .sum();
        let root = document.root_element();
        assert_eq!(root.tag_name().name(), "testsuites");
        assert_eq!(root.attribute("failures").unwrap().parse(), Ok(open));
        for suite in root.children().filter(roxmltree::Node::is_element) {
            let count = |name| suite.descendants().filter(|node| node.has_tag_name(name)).count();
            for (attribute, name) in [("tests", "testcase"), ("failures", "failure"), ("skipped", "skipped")] {
                assert_eq!(
                    suite.attribute(attribute).unwrap().parse(),
                    Ok(count(name)),
                    "{attribute}"
                );
            }
            let tests = suite.children().filter(|node| node.has_tag_name("testcase"));
            let mut names: Vec<&str> = tests.map(|test| test.attribute("name").unwrap()).collect();
            names.sort_unstable();
            let all = names.len();
            names.dedup();
            assert_eq!(names.len(), all, "a server knows tests by their names");
        }
    }
}

#[test]
fn annotations_are_one_command_for_each_finding() {
    let folder = odd();
    let text = report(&folder, "github");
    assert_eq!(text.lines().count(), list(&json(&folder, "gitlab"), "").len());
    for line in text.lines() {
        let (properties, message) = line.strip_prefix("::").unwrap().split_once("::").unwrap();
        let (command, properties) = properties.split_once(' ').unwrap();
        assert!(["error", "warning", "notice"].contains(&command));
        let names: Vec<&str> = properties
            .split(',')
            .map(|pair| pair.split_once('=').unwrap().0)
            .collect();
        assert_eq!(names, ["file", "line", "endLine", "col", "endColumn", "title"]);
        assert!(!message.is_empty() && !message.contains('\r'));
        assert!(
            properties.starts_with("file=a b%2C <&\">%3A%25#ü/config.toml,"),
            "{properties}"
        );
    }
}

#[test]
fn rdjson_is_as_reviewdog_says() {
    let schemas = [Some(written("rdjson.schema.json")), foreign("DiagnosticResult.json")];
    for folder in installations() {
        let document = json(&folder, "rdjson");
        for schema in schemas.iter().flatten() {
            assert_valid(schema, &document);
        }
        for found in list(&document, "/diagnostics") {
            assert!(
                folder
                    .path()
                    .join(found["location"]["path"].as_str().unwrap())
                    .is_file()
            );
        }
    }
}

#[test]
fn every_row_of_the_table_has_as_many_cells_as_its_head() {
    for folder in installations() {
        let text = report(&folder, "markdown");
        for row in text.lines().filter(|line| line.starts_with('|')) {
            assert_eq!(row.matches('|').count(), 6, "{row}");
        }
        assert!(!text.contains("<b>") && !text.contains("@all"), "{text}");
    }
}

#[test]
fn a_patch_is_taken_by_git_and_is_what_fixing_does() {
    for folder in installations() {
        let before = json(&folder, "json");
        let patch = folder.path().join("fixes.patch");
        let output = run(&folder, &["--format", "human", "-o", "patch=fixes.patch"]);
        assert!(output.stdout.ends_with(b"\n"));
        let text = fs::read_to_string(&patch).unwrap();
        assert_eq!(text, String::from_utf8(run(&folder, &["--diff", "-q"]).stdout).unwrap());
        assert_eq!(json(&folder, "json"), before, "nothing was changed");
        if !text.is_empty() {
            let git = Command::new("git")
                .args(["apply", "fixes.patch"])
                .current_dir(folder.path())
                .output();
            let git = git.unwrap();
            assert!(git.status.success(), "{}{text}", String::from_utf8_lossy(&git.stderr));
        }
        assert_eq!(run(&folder, &["--diff", "-q"]).stdout, b"", "all of it was applied");
    }
}

/// A config.toml with a safe fix in the root and in a folder.
fn nested() -> TempDir {
    let project = project();
    let examples = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("examples");
    fs::create_dir_all(project.path().join("sub/deeper")).unwrap();
    for place in ["config.toml", "sub/config.toml"] {
        fs::copy(examples.join("pull-policy/config.toml"), project.path().join(place)).unwrap();
    }
    project
}

fn run_in(folder: &TempDir, below: &str, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_runnerlint"));
    command
        .args(arguments)
        .env_clear()
        .env("LC_ALL", "C.UTF-8")
        .env("CI", "true");
    command.current_dir(folder.path().join(below)).output().unwrap()
}

#[test]
fn a_patch_made_in_a_folder_is_applied_in_the_root_of_the_work_tree() {
    let arguments = [
        vec!["--diff", "-q"],
        vec!["--format", "patch"],
        vec!["--diff", "-q", "../config.toml", "config.toml"],
    ];
    for arguments in arguments {
        for (program, flags) in [("git", &["apply"][..]), ("patch", &["-s", "-p1", "-i"])] {
            let folder = nested();
            let output = run_in(&folder, "sub", &arguments);
            fs::write(folder.path().join("the.patch"), &output.stdout).unwrap();
            let applied = Command::new(program)
                .args(flags)
                .arg("the.patch")
                .current_dir(folder.path())
                .output()
                .unwrap();
            assert!(
                applied.status.success(),
                "{program} {arguments:?}: {}",
                String::from_utf8_lossy(&output.stdout)
            );
            assert_eq!(
                run_in(&folder, "", &["--diff", "-q"]).stdout,
                b"",
                "all of it was applied"
            );
        }
    }
    let folder = nested();
    let root = run_in(&folder, "", &["--diff", "-q"]).stdout;
    assert_eq!(run_in(&folder, "sub/deeper", &["--diff", "-q"]).stdout, root);
}

#[test]
fn paths_for_forges_start_at_the_root_of_the_work_tree() {
    let folder = nested();
    let output = run_in(&folder, "sub", &["--format", "gitlab"]);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let mut paths: Vec<&str> = list(&report, "")
        .iter()
        .filter_map(|one| one["location"]["path"].as_str())
        .collect();
    paths.dedup();
    assert_eq!(paths, ["config.toml", "sub/config.toml"]);
}

#[test]
fn several_reports_of_one_run_go_to_files() {
    let folder = odd();
    let formats = [
        "sarif", "junit", "github", "rdjson", "markdown", "patch", "json", "gitlab",
    ];
    let outputs: Vec<String> = formats.iter().map(|format| format!("{format}={format}.out")).collect();
    let mut arguments = vec!["--profile", "hardened"];
    outputs
        .iter()
        .for_each(|output| arguments.extend(["-o", output.as_str()]));
    run(&folder, &arguments);
    for format in formats {
        assert_eq!(
            fs::read_to_string(folder.path().join(format!("{format}.out"))).unwrap(),
            report(&folder, format)
        );
    }
}
