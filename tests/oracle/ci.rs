//! What GitLab made of generated pipelines, held against `runnerlint jobs` and `runnerlint check`.
//!
//! What is promised: a pipeline is refused exactly if GitLab refuses it, and of every other one all jobs are what
//! GitLab makes of them.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Map, Value};
use tempfile::TempDir;

use super::{folder, verdicts};

/// Keys of a job that are compared.
const COMPARED: [&str; 5] = ["image", "services", "tags", "trigger", "variables"];

/// Snippets with keys of the paid editions, which the judge does not know.
const PAID: [&str; 2] = ["secrets (EE key)", "identity (EE key)"];

/// What GitLab said of a pipeline.
struct Verdict {
    name: String,
    valid: bool,
    jobs: Option<Map<String, Value>>,
}

/// A pipeline in its project.
struct Project {
    root: PathBuf,
    file: PathBuf,
    _folder: Option<TempDir>,
}

impl Project {
    /// A pipeline alone in a project.
    fn of(text: &[u8]) -> Project {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(".gitlab-ci.yml");
        std::fs::write(&file, text).unwrap();
        Project {
            root: folder.path().to_owned(),
            file,
            _folder: Some(folder),
        }
    }

    fn run(&self, command: &str) -> (Option<i32>, Value) {
        let output = Command::new(env!("CARGO_BIN_EXE_runnerlint"))
            .args([
                command,
                "--isolated",
                "--kind",
                "pipeline",
                "--format",
                "json",
                "--project-root",
            ])
            .arg(&self.root)
            .arg(&self.file)
            .output()
            .unwrap();
        let document = serde_json::from_slice(&output.stdout);
        let said = String::from_utf8_lossy(&output.stderr);
        (
            output.status.code(),
            document.unwrap_or_else(|error| panic!("{}: {error}: {said}", self.file.display())),
        )
    }

    /// What is not as GitLab says.
    fn differences(&self, verdict: &Verdict) -> Vec<String> {
        let (code, document) = self.run("jobs");
        let (_, report) = self.run("check");
        let findings = report["findings"].as_array().unwrap();
        let refused = findings.iter().any(|finding| finding["consequence"] == "refused");
        if code != Some(i32::from(!verdict.valid)) || refused == verdict.valid {
            let said = if verdict.valid { "valid" } else { "refused" };
            return vec![format!(
                "{} is {said}, but: {code:?} {}",
                verdict.name, document["errors"]
            )];
        }
        let Some(theirs) = verdict.jobs.as_ref().filter(|_| verdict.valid) else {
            return Vec::new();
        };
        let ours = document["jobs"].as_object().unwrap();
        let mut differences = Vec::new();
        for name in theirs
            .keys()
            .chain(ours.keys().filter(|name| !theirs.contains_key(*name)))
        {
            let (ours, theirs) = (compared(ours.get(name)), compared(theirs.get(name)));
            if !same(&ours, &theirs) {
                differences.push(format!("{} {name}\n  is {theirs}\n  not {ours}", verdict.name));
            }
        }
        differences
    }
}

fn compared(job: Option<&Value>) -> Value {
    let job = job.and_then(Value::as_object).into_iter().flatten();
    let parts = job.filter(|(key, _)| COMPARED.contains(&key.as_str()) || *key == "unknown");
    parts.map(|(key, value)| (key.clone(), value.clone())).collect()
}

/// Whether two values are the same, apart from what is masked.
fn same(ours: &Value, theirs: &Value) -> bool {
    match (ours, theirs) {
        (Value::String(ours), Value::String(theirs)) => {
            let masked = !ours.is_empty() && ours.chars().all(|c| c == '*');
            ours == theirs || masked && ours.len() == theirs.chars().count()
        }
        (Value::Object(ours), Value::Object(theirs)) => {
            let equal = |(key, value): (&String, &Value)| theirs.get(key).is_some_and(|theirs| same(value, theirs));
            ours.len() == theirs.len() && ours.iter().all(equal)
        }
        (Value::Array(ours), Value::Array(theirs)) => {
            ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(ours, theirs)| same(ours, theirs))
        }
        _ => ours == theirs,
    }
}

fn assert_none(differences: &[String]) {
    assert!(
        differences.is_empty(),
        "{} differ:\n{}",
        differences.len(),
        differences.join("\n")
    );
}

#[test]
fn pipelines_are_refused_and_resolved_as_gitlab_does() {
    let Some(folder) = folder("ci") else { return };
    let mut differences = Vec::new();
    for verdict in verdicts(&folder) {
        let file = folder.join(verdict["file"].as_str().unwrap());
        let project = match verdict["dir"].as_str() {
            Some(root) => Project {
                root: folder.join(root),
                file,
                _folder: None,
            },
            None => Project::of(&std::fs::read(file).unwrap()),
        };
        differences.extend(project.differences(&Verdict {
            name: verdict["id"].to_string(),
            valid: verdict["valid"].as_bool().unwrap(),
            jobs: verdict["jobs"].as_object().cloned(),
        }));
    }
    assert_none(&differences);
}

#[test]
fn small_pipelines_about_one_thing_are_resolved_as_gitlab_does() {
    let Some(folder) = folder("ci").map(|folder| folder.join("golden")) else {
        return;
    };
    let mut differences = Vec::new();
    for path in expected(&folder) {
        let verdict: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        let name = path.to_string_lossy().replace(".expected.json", ".yml");
        let project = Project {
            root: folder.clone(),
            file: PathBuf::from(&name),
            _folder: None,
        };
        differences.extend(project.differences(&Verdict {
            name,
            valid: verdict["errors"].as_array().unwrap().is_empty(),
            jobs: verdict["jobs"].as_object().cloned(),
        }));
    }
    for file in ["errors.json", "more.json"] {
        let snippets: Value = serde_json::from_slice(&std::fs::read(folder.join(file)).unwrap()).unwrap();
        for snippet in snippets.as_array().unwrap() {
            let name = snippet["name"].as_str().unwrap();
            if PAID.contains(&name) {
                continue;
            }
            let project = Project::of(snippet["yaml"].as_str().unwrap().as_bytes());
            differences.extend(project.differences(&Verdict {
                name: format!("{file} {name}"),
                valid: snippet["accepted"].as_bool().unwrap(),
                jobs: snippet["jobs"].as_object().cloned(),
            }));
        }
    }
    assert_none(&differences);
}

fn expected(folder: &Path) -> Vec<PathBuf> {
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = files
        .filter(|path| path.to_string_lossy().ends_with(".expected.json"))
        .collect();
    files.sort();
    assert!(!files.is_empty(), "nothing is expected in {}", folder.display());
    files
}
