//! Settings files as users write them, and the answers to their mistakes.

use super::*;
use crate::diagnostic::Severity;
use crate::model::ServerRunner;
use crate::source::Role;

const RULES: &[&str] = &["unknown-key", "pull-policy-missing"];

fn reading(text: &str) -> Result<Settings, Vec<String>> {
    let file = SourceFile::new(".runnerlint.toml", Role::Settings, text.into());
    read(&file, Settings::default(), RULES).map_err(|problems| problems.iter().map(Problem::to_string).collect())
}

fn problem(text: &str) -> String {
    reading(text).unwrap_err().join("\n")
}

#[test]
fn every_setting_is_read() {
    let text = r#"
profile = "hardened"
fail-on = "warning"
select = ["unknown-key", "pull-policy-missing"]
ignore = "unknown-key"
targets = { runner = "18.9.0", docker = "28", gitlab = "18.11" }

[severity]
unknown-key = "error"

[files]
pipeline = ["ci/*.yml"]

[jobs]
"build*" = ["docker-1", "docker-2"]

[runners."docker-1"]
tags = ["docker", "linux, x86"]
run-untagged = true

[[host]]
runner = "a/*.toml"
daemon = "a/daemon.json"

[[allow]]
rule = "unknown-key"
file = "deploy/*.toml"
at = 'runners[name="docker-1"].docker.x'
reason = "a fork knows it"
until = 2027-01-31
"#;
    let settings = reading(text).unwrap();
    assert_eq!(settings.profile, Profile::Hardened);
    assert_eq!(settings.fail_on, FailOn::At(Severity::Warning));
    assert_eq!(settings.select, ["unknown-key", "pull-policy-missing"]);
    assert_eq!(settings.ignore, ["unknown-key"]);
    assert_eq!(settings.targets.runner.version.to_string(), "18.9");
    assert!(settings.targets.docker.given);
    assert_eq!(settings.severity["unknown-key"], Severity::Error);
    assert_eq!(settings.files, [(Role::Pipeline, vec!["ci/*.yml".to_owned()])]);
    let jobs = vec![("build*".to_owned(), vec!["docker-1".to_owned(), "docker-2".to_owned()])];
    assert_eq!(settings.jobs, jobs);
    let runner = ServerRunner {
        name: "docker-1".to_owned(),
        tags: ["docker", "linux", "x86"].map(str::to_owned).to_vec(),
        runs_untagged: true,
    };
    assert_eq!(settings.runners, [runner]);
    assert_eq!(
        (settings.hosts[0].runner.as_str(), settings.hosts.len()),
        ("a/*.toml", 1)
    );
    assert_eq!(settings.hosts[0].daemon, "a/daemon.json");
    let allow = &settings.allow[0];
    assert_eq!(allow.at.as_deref(), Some("runners[name=\"docker-1\"].docker.x"));
    assert_eq!(allow.until.as_deref(), Some("2027-01-31"));
}

#[test]
fn an_empty_file_changes_nothing() {
    assert_eq!(reading("# nothing yet\n"), Ok(Settings::default()));
}

#[test]
fn an_unknown_key_is_an_error_that_names_the_closest() {
    assert_eq!(
        problem("\nfailon = \"info\"\n"),
        "2:1: `failon` is not a setting; did you mean `fail-on`?"
    );
    assert_eq!(
        problem("[targets]\nruner = \"18\"\n"),
        "2:1: `runer` is not a target; did you mean `runner`?"
    );
    assert_eq!(problem("[files]\npipe = \"x\"\n"), "2:1: `pipe` is not a kind of files");
}

#[test]
fn an_unknown_rule_is_an_error_wherever_it_is_named() {
    let answer = "`unkown-key` is not a rule; did you mean `unknown-key`?";
    assert_eq!(problem("ignore = [\"unkown-key\"]\n"), format!("1:11: {answer}"));
    assert_eq!(problem("[severity]\nunkown-key = \"info\"\n"), format!("2:1: {answer}"));
}

#[test]
fn an_unknown_rule_of_an_allow_is_left_to_be_a_finding() {
    let settings = reading("[[allow]]\nrule = \"unkown-key\"\n").unwrap();
    assert_eq!(settings.allow[0].rule, "unkown-key");
}

#[test]
fn values_of_the_wrong_kind_are_named_with_what_is_needed() {
    assert_eq!(problem("fail-on = 1\n"), "1:11: needs to be a string in quotes");
    assert_eq!(
        problem("fail-on = \"errors\"\n"),
        "1:11: needs to be one of error, warning, info, never"
    );
    assert_eq!(problem("select = { a = 1 }\n"), "1:10: needs to be a list of strings");
    assert_eq!(
        problem("targets.runner = \"latest\"\n"),
        "1:18: `latest` is no version; write MAJOR[.MINOR[.PATCH]], such as 18.9"
    );
    assert_eq!(problem("files.pipeline = \"a***\"\n").lines().count(), 1);
    assert_eq!(problem("targets = \"18\"\n"), "1:11: needs to be a table");
}

#[test]
fn an_allow_needs_a_rule_and_a_day_of_the_calendar() {
    assert_eq!(problem("[[allow]]\nreason = \"x\"\n"), "1:1: needs a `rule`");
    let text = "[[allow]]\nrule = \"unknown-key\"\nuntil = \"2027-02-30\"\n";
    assert_eq!(problem(text), "3:9: needs to be a day such as 2027-01-31");
    assert_eq!(
        problem("allow = \"unknown-key\"\n"),
        "1:9: needs to be written as [[allow]]"
    );
}

#[test]
fn a_syntax_error_has_a_place() {
    assert!(problem("select = [\n").starts_with("1:"), "{}", problem("select = [\n"));
}

#[test]
fn a_runner_has_tags_or_runs_untagged_jobs() {
    assert_eq!(
        problem("[runners.a]\ntag = [\"x\"]\nrun-untagged = true\n"),
        "2:1: `tag` is not a key of a runner; did you mean `tags`?"
    );
    assert_eq!(
        problem("[runners.a]\nrun_untagged = true\ntags = \"x\"\n"),
        "2:1: `run_untagged` is not a key of a runner; did you mean `run-untagged`?"
    );
    assert_eq!(
        problem("runners.a = { run-untagged = \"yes\", tags = [\"x\"] }\n"),
        "1:30: needs to be true or false"
    );
    assert_eq!(
        problem("runners.a.tags = []\n"),
        "1:9: takes no job: needs `tags`, or `run-untagged = true`"
    );
    assert_eq!(
        problem("[[runners]]\nname = \"a\"\n"),
        "1:1: needs to be written as [runners.\"name\"]"
    );
    assert_eq!(problem("runners.a = 1\n"), "1:13: needs to be a table");
}

#[test]
fn a_host_has_a_runner_and_a_daemon() {
    assert_eq!(
        problem("[[host]]\nrunner = \"a\"\ndeamon = \"b\"\n"),
        "1:1: needs a `runner` and a `daemon`\n3:1: `deamon` is not a key of [[host]]; did you mean `daemon`?"
    );
    assert_eq!(
        problem("[host]\nrunner = \"a\"\n"),
        "1:1: needs to be written as [[host]]"
    );
    assert_eq!(
        problem("[[hosts]]\n"),
        "1:3: `hosts` is not a setting; did you mean `host`?"
    );
    assert_eq!(
        problem("[[host]]\nrunner = [\"a\"]\ndaemon = \"b\"\n"),
        "2:10: needs to be a string in quotes"
    );
    assert_eq!(problem("host = [1]\n"), "1:9: needs to be a table");
}
