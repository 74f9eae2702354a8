//! What `anonymize` promises: nothing of the original is left, and what there is to find is found in the same lines.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use runnerlint::anonymize::anonymize;
use runnerlint::lint::lint;
use runnerlint::model::{Context, Profile, Workspace};
use runnerlint::rules;
use runnerlint::settings::Settings;
use runnerlint::source::{FileId, Role, SourceFile, Sources};

#[path = "anonymize/command.rs"]
mod command;
#[path = "pages/mod.rs"]
#[allow(dead_code, unreachable_pub)]
mod pages;
#[path = "anonymize/plants.rs"]
mod plants;

pub(crate) type File = (String, Role, String);

fn workspace(files: &[File]) -> Workspace {
    let mut sources = Sources::new();
    for (name, role, text) in files {
        sources.push(SourceFile::new(name, *role, text.as_bytes().to_vec()));
    }
    let context = Context {
        profile: Profile::Hardened,
        ..Context::default()
    };
    Workspace::parse(sources, &context)
}

/// The files with pseudonyms.
pub(crate) fn treated(files: &[File]) -> Vec<File> {
    let workspace = workspace(files);
    let ids: Vec<FileId> = (0..files.len()).map(FileId::new).collect();
    let names: Vec<&str> = rules::ALL.iter().map(|rule| rule.name).collect();
    let texts = anonymize(&workspace, &ids, &names);
    let renewed = |(file, new): (&File, _)| (file.0.clone(), file.1, new);
    files
        .iter()
        .zip(texts.into_iter().map(|file| file.text))
        .map(renewed)
        .collect()
}

pub(crate) fn treated_one(role: Role, text: &str) -> String {
    treated(&[(role.word().to_owned(), role, text.to_owned())]).remove(0).2
}

/// Rules with the lines of what they found, which pseudonyms do not move; and whether each file parses.
fn findings(files: &[File]) -> (Vec<String>, Vec<bool>) {
    let workspace = workspace(files);
    let report = lint(&workspace, rules::ALL, &Settings::default());
    let line = |span: runnerlint::source::Span| {
        let file = workspace.sources.get(span.file);
        format!("{}:{}", file.path.display(), file.position(span.start).line)
    };
    let told = |finding: &runnerlint::lint::Finding| {
        let found = &finding.diagnostic;
        format!("{} {} {:?}", line(found.place.span), found.rule, found.severity)
    };
    let mut found: Vec<String> = report.findings.iter().map(told).collect();
    found.sort();
    let parses = workspace
        .documents()
        .iter()
        .take(files.len())
        .map(|document| document.parses());
    (found, parses.collect())
}

/// What is found in one of both only.
fn difference(before: &[File], after: &[File]) -> Vec<String> {
    let ((before, parsed), (after, parses)) = (findings(before), findings(after));
    let missing = before
        .iter()
        .filter(|one| !after.contains(one))
        .map(|one| format!("- {one}"));
    let added = after
        .iter()
        .filter(|one| !before.contains(one))
        .map(|one| format!("+ {one}"));
    let broken = (parsed != parses).then(|| "? what parses".to_owned());
    missing.chain(added).chain(broken).collect()
}

fn assert_same_findings(files: &[File], about: &Path) {
    let after = treated(files);
    let difference = difference(files, &after);
    assert!(difference.is_empty(), "{}: {difference:#?}", about.display());
    assert_eq!(
        treated(files),
        after,
        "{}: another run gives another text",
        about.display()
    );
    assert_eq!(
        treated(&after),
        after,
        "{}: treating it again changes it",
        about.display()
    );
}

#[test]
fn examples_have_the_same_findings_with_pseudonyms() {
    let mut seen = 0;
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("examples")).unwrap() {
        let folder = entry.unwrap().path();
        let usual = [
            ("config.toml", Role::RunnerConfig),
            ("daemon.json", Role::DaemonConfig),
            (".gitlab-ci.yml", Role::Pipeline),
        ];
        let read = |(name, role): &(&str, Role)| {
            let text = fs::read_to_string(folder.join(name)).ok()?;
            Some(((*name).to_owned(), *role, text))
        };
        let files: Vec<File> = usual.iter().filter_map(read).collect();
        seen += files.len();
        assert_same_findings(&files, &folder);
    }
    assert!(seen > 12, "only {seen} files were seen");
}

/// What a file of a page is; `None` for those that `anonymize` leaves alone.
fn role(path: &Path) -> Option<Role> {
    match path.to_str()? {
        "config.toml" => Some(Role::RunnerConfig),
        "daemon.json" => Some(Role::DaemonConfig),
        "config.json" => Some(Role::DockerAuth),
        ".gitlab-ci.yml" => Some(Role::Pipeline),
        _ => None,
    }
}

/// Pages of rules whose findings do not all stay, and in how many of their cases.
const NOT_THE_SAME: &[(&str, usize)] = &[
    // What is wrong stands in lines that cannot be read, and these are starred.
    ("duplicate_key_or_table", 2),
    ("environment_json_quoting", 2),
    ("services_string_array", 1),
    ("single_bracket_runners", 1),
    ("smart_quotes", 1),
    // Credentials of which nothing can be read, or only with their escapes.
    ("docker_auth_config_invalid_json", 1),
    ("docker_auth_bad_base64", 1),
    // A misspelt word that may be a name, and a number of more digits than a telephone's.
    ("daemon_log_opts", 1),
    ("k8s_quantity_invalid", 1),
];

#[test]
fn pages_of_rules_have_the_same_findings_with_pseudonyms() {
    let (mut seen, mut others): (usize, BTreeMap<String, Vec<String>>) = Default::default();
    for folder in ["rules", "tests/rules"] {
        for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            if path.extension().is_none_or(|extension| extension != "md") || name == "README" {
                continue;
            }
            for case in pages::parse(&fs::read_to_string(&path).unwrap()).cases {
                let file =
                    |(path, text): &(PathBuf, String)| Some((path.display().to_string(), role(path)?, text.clone()));
                let Some(files) = case.files.iter().map(file).collect::<Option<Vec<File>>>() else {
                    continue;
                };
                seen += 1;
                let difference = difference(&files, &treated(&files));
                if !difference.is_empty() {
                    let told = format!("{}:{}: {difference:?}", path.display(), case.line);
                    others.entry(name.clone()).or_default().push(told);
                }
            }
        }
    }
    let count = others.values().map(Vec::len).sum::<usize>();
    eprintln!("{} of {seen} cases have the same findings", seen - count);
    others.retain(|name, cases| !NOT_THE_SAME.contains(&(name.as_str(), cases.len())));
    assert!(others.is_empty(), "{others:#?}");
}

/// Files of `RUNNERLINT_DATA` whose findings are not the same, and why that is right.
const OTHERS: &[(&str, &str)] = &[(
    "runner-toml/192-",
    "of lines that cannot be read only stars are left, which look like one key twice",
)];

#[test]
fn published_files_have_the_same_findings_with_pseudonyms() {
    let Some(data) = std::env::var_os("RUNNERLINT_DATA").map(PathBuf::from) else {
        eprintln!("RUNNERLINT_DATA is not set: nothing to look at");
        return;
    };
    let (mut seen, mut others) = (0, Vec::new());
    for (folder, role) in [
        ("runner-toml", Role::RunnerConfig),
        ("daemon-json", Role::DaemonConfig),
        ("gitlab-ci", Role::Pipeline),
    ] {
        for entry in fs::read_dir(data.join("corpus").join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let text = String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned();
            let files = [("file".to_owned(), role, text)];
            let after = treated(&files);
            let difference = difference(&files, &after);
            seen += 1;
            if treated(&after) != after {
                others.push(format!("{}: not stable", path.display()));
            }
            if !difference.is_empty() {
                others.push(format!("{}: {difference:#?}", path.display()));
            }
        }
    }
    eprintln!("{} of {seen} files have the same findings", seen - others.len());
    others.retain(|other| !OTHERS.iter().any(|(name, _)| other.contains(name)));
    assert!(others.is_empty(), "{}", others.join("\n"));
}
