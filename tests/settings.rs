//! `.runnerlint.toml` as its published schema describes it and as the program reads it: both take and refuse the same.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod schemas;

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use runnerlint::rules;
use runnerlint::settings::{self, Settings};
use runnerlint::source::{Role, SourceFile};
use serde_json::Value;
use tempfile::TempDir;
use toml_edit::{DocumentMut, Item};

fn json(item: &Item) -> Value {
    match item {
        Item::Value(toml_edit::Value::String(text)) => text.value().as_str().into(),
        Item::Value(toml_edit::Value::Integer(number)) => (*number.value()).into(),
        Item::Value(toml_edit::Value::Boolean(value)) => (*value.value()).into(),
        Item::Value(toml_edit::Value::Datetime(date)) => date.value().to_string().into(),
        Item::Value(toml_edit::Value::Array(list)) => {
            list.iter().map(|item| json(&Item::Value(item.clone()))).collect()
        }
        Item::ArrayOfTables(list) => list.iter().map(|table| json(&Item::Table(table.clone()))).collect(),
        table => {
            let pairs = table.as_table_like().unwrap().iter();
            pairs.map(|(key, item)| (key.to_owned(), json(item))).collect()
        }
    }
}

/// Whether the schema and the program take a settings file.
fn verdicts(text: &str) -> (bool, bool) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("schemas/settings.schema.json");
    let schema: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let document: DocumentMut = text.parse().unwrap();
    let file = SourceFile::new(".runnerlint.toml", Role::Settings, text.into());
    let names: Vec<&str> = rules::ALL.iter().map(|rule| rule.name).collect();
    let read = settings::read(&file, Settings::default(), &names);
    (
        schemas::problems(&schema, &json(document.as_item())).is_empty(),
        read.is_ok(),
    )
}

fn run(folder: &TempDir, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_runnerlint"));
    command.args(arguments).current_dir(folder.path()).env_clear();
    command.output().unwrap()
}

fn project() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join(".git")).unwrap();
    folder
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn schema_and_program_take_the_same_files() {
    for text in [
        "",
        "fail-on = \"never\"\nprofile = \"cis\"\n",
        "select = \"unknown-key\"\nignore = [\"unknown-key\", \"pull-policy-missing\"]\n",
        "targets = { runner = \"v18.9.0\", docker = \"28\" }\n",
        "severity.unknown-key = \"info\"\n",
        "files.pipeline = [\"ci/*.yml\"]\njobs.\"build*\" = \"docker-1\"\n",
        "[runners.a]\ntags = \"x, y\"\n[runners.b]\nrun-untagged = true\n",
        "[[host]]\nrunner = \"a/*.toml\"\ndaemon = \"a/daemon.json\"\n",
        "[[allow]]\nrule = \"unknown-key\"\nfile = \"*.toml\"\nat = \"x\"\nreason = \"y\"\nuntil = 2027-01-31\n",
    ] {
        assert_eq!(verdicts(text), (true, true), "{text}");
    }
}

#[test]
fn schema_and_program_refuse_the_same_files() {
    for text in [
        "failon = \"never\"\n",
        "fail-on = \"errors\"\n",
        "profile = 1\n",
        "select = [1]\n",
        "select = \"Unknown Key\"\n",
        "targets.runer = \"18\"\n",
        "targets.runner = \"latest\"\n",
        "severity.unknown-key = \"fatal\"\n",
        "files.job = \"x\"\n",
        "jobs.a = 1\n",
        "[runners.a]\ntag = \"x\"\nrun-untagged = true\n",
        "[runners.a]\ntags = []\n",
        "runners.a = {}\n",
        "[[host]]\nrunner = \"a\"\n",
        "[[host]]\nrunner = \"a\"\ndaemon = [\"b\"]\n",
        "[host]\nrunner = \"a\"\ndaemon = \"b\"\n",
        "[[allow]]\nreason = \"x\"\n",
        "[[allow]]\nrule = \"unknown-key\"\nwhy = \"x\"\n",
        "[[allow]]\nrule = \"unknown-key\"\nuntil = \"soon\"\n",
        "allow = \"unknown-key\"\n",
    ] {
        assert_eq!(verdicts(text), (false, false), "{text}");
    }
}

#[test]
fn the_schema_is_printed_as_it_is_published() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("schemas/settings.schema.json");
    let printed = run(&project(), &["config", "schema"]);
    assert_eq!(out(&printed), fs::read_to_string(path).unwrap());
}

#[test]
fn a_first_file_is_sound_once_its_settings_are_taken_in_and_is_never_overwritten() {
    let folder = project();
    assert_eq!(run(&folder, &["config", "init"]).status.code(), Some(0));
    let path = folder.path().join(".runnerlint.toml");
    let text = fs::read_to_string(&path).unwrap();
    assert_eq!(verdicts(&text), (true, true));
    let setting = |line: &str| {
        line.strip_prefix('#')
            .filter(|rest| !rest.starts_with(' '))
            .unwrap_or(line)
            .to_owned()
    };
    let all = text.lines().map(setting).collect::<Vec<_>>().join("\n");
    assert_eq!(verdicts(&all), (true, true), "{all}");
    assert!(all.contains("\n[[allow]]\nrule = "), "{all}");
    fs::write(&path, "# mine\n").unwrap();
    assert_eq!(run(&folder, &["config", "init"]).status.code(), Some(3));
    assert_eq!(fs::read_to_string(&path).unwrap(), "# mine\n");
}

#[test]
fn settings_are_shown_with_their_origins() {
    let folder = project();
    let text = "fail-on = \"warning\"\nfiles = { runner = \"a.conf\", exclude = [\"old/**\"] }\njobs.\"a b\" = \"x\"\n[runners.a]\nrun-untagged = true\n\
                [[host]]\nrunner = \"a\"\ndaemon = \"b\"\n[[allow]]\nrule = \"unknown-key\"\nreason = \"glrt-AbCdEfGhIjKlMnOpQrSt\"\n";
    fs::write(folder.path().join(".runnerlint.toml"), text).unwrap();
    let shown = out(&run(
        &folder,
        &["config", "show", "--profile", "cis", "--docker-version", "27"],
    ));
    let file = folder.path().join(".runnerlint.toml");
    let expected = format!(
        "# {file}\nfail-on = \"warning\"\n# command line\nprofile = \"cis\"\n# default\nselect = []\nignore = []\n\
         targets.runner = \"19.4\"\n# command line\ntargets.docker = \"27.5.1\"\n# default\ntargets.gitlab = \"18.11\"\n\
         # {file}\nfiles.runner = [\"a.conf\"]\nfiles.exclude = [\"old/**\"]\njobs.\"a b\" = [\"x\"]\n\
         runners.\"a\".tags = []\nrunners.\"a\".run-untagged = true\n\
         [[host]]\nrunner = \"a\"\ndaemon = \"b\"\n[[allow]]\nrule = \"unknown-key\"\n\
         reason = \"glrt-********************\"\n",
        file = file.display()
    );
    assert_eq!(shown, expected);
}
