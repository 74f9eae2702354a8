//! What a plan of fixes promises whatever the rules are.

#![allow(clippy::unwrap_used)]

use runnerlint::diagnostic::Safety;
use runnerlint::fix::{self, Plan};
use runnerlint::model::Context;
use runnerlint::rules;
use runnerlint::settings::Settings;
use runnerlint::source::{Role, SourceFile, Sources};

fn plan(files: &[(Role, &str)]) -> Plan {
    let mut sources = Sources::new();
    for (role, text) in files {
        sources.push(SourceFile::new(role.usual_name(), *role, text.as_bytes().to_vec()));
    }
    let context = Context::default();
    fix::plan(&sources, rules::ALL, &Settings::default(), &context, Safety::Unsafe)
}

fn texts(plan: &Plan) -> Vec<&str> {
    plan.after.hosts().map(|(_, file)| file.text()).collect()
}

fn refused(plan: &Plan) -> Vec<String> {
    let line = |refused: &fix::Refused| format!("{}: {}", refused.finding.diagnostic.rule, refused.why);
    plan.refused.iter().map(line).collect()
}

#[test]
fn no_fix_is_offered_for_a_key_that_a_later_one_replaces() {
    let daemon = "{\"registry-mirror\": [\"https://m.example.com\"], \"registry-mirror\": \"https://m.example.com\"}\n";
    let job = "build:\n  variables:\n    DOCKER_AUTH_CONFIG: '{\"auth\": {\"r.example.com\": {\"auth\": \"YTpi\"}}}'\n";
    let pipeline = format!("{job}build:\n  script: make\n");
    for (role, text) in [(Role::DaemonConfig, daemon), (Role::Pipeline, &pipeline)] {
        let plan = plan(&[(role, text)]);
        assert!(!plan.remaining.findings.is_empty());
        assert_eq!(refused(&plan), [""; 0]);
        assert_eq!(texts(&plan), [text]);
    }
}

#[test]
fn a_text_inside_the_last_of_two_keys_is_fixed_and_the_first_stays() {
    let auth = "environment = ['DOCKER_AUTH_CONFIG={\"r.example.com\": {\"auth\": \"YTpi\"}}']\n";
    let fixed = "environment = ['DOCKER_AUTH_CONFIG={\"auths\": {\"r.example.com\": {\"auth\": \"YTpi\"}}}']\n";
    let head = "[[runners]]\nexecutor = \"docker\"\nenvironment = []\n";
    let plan = plan(&[(Role::RunnerConfig, &format!("{head}{auth}"))]);
    assert_eq!(refused(&plan), [""; 0]);
    assert_eq!(texts(&plan), [format!("{head}{fixed}")]);
}

#[test]
fn an_unsafe_fix_is_kept_although_it_lays_other_findings_bare() {
    let runners = "[[runners]]\n  executor = \"docker\"\n  [runners.docker]\n    privileged = true\n    \
                   volumes = [\"/var/run/docker.sock:/var/run/docker.sock\", \"/cache\"]\n    \
                   pull_policy = \"always\"\n";
    let pipeline = "build:\n  image: docker:27\n  services: [docker:27-dind]\n  script: docker build .\n";
    let plan = plan(&[(Role::RunnerConfig, runners), (Role::Pipeline, pipeline)]);
    assert_eq!(refused(&plan), [""; 0]);
    let fixed = runners.replace(
        "\"/var/run/docker.sock:/var/run/docker.sock\", \"/cache\"",
        "\"/cache\", \"/certs/client\"",
    );
    assert_eq!(texts(&plan), [fixed.as_str(), pipeline]);
}

#[test]
fn single_quotes_that_touch_other_words_are_left_alone() {
    let text = "{\"debug\": true, ebug': fa\"debug': fa}\n";
    let plan = plan(&[(Role::DaemonConfig, text)]);
    assert_eq!(refused(&plan), [""; 0]);
    assert_eq!(texts(&plan), [text]);
}

#[test]
fn a_fix_that_did_not_help_at_first_is_made_once_it_does() {
    let table = "[runners.docker]\n";
    let config = format!("{table}/l\n{table} {table}privileged=true\nprivileged=true");
    let daemon = "{Debug:true\nq:false\"debug\":true";
    for (role, text) in [(Role::RunnerConfig, config.as_str()), (Role::DaemonConfig, daemon)] {
        let first = plan(&[(role, text)]);
        assert!(!first.fixed.is_empty());
        let again = plan(&[(role, texts(&first)[0])]);
        assert_eq!(texts(&again), texts(&first));
    }
}

#[test]
fn a_text_that_a_new_name_lays_bare_was_broken_before_and_comments_of_broken_texts_stay() {
    let misspelt = "[[runners]]\nexecutor = \"docker\"\nenvirment = ['DOCKER_AUTH_CONFIG=[']\n";
    let renamed = plan(&[(Role::RunnerConfig, misspelt)]);
    assert_eq!(refused(&renamed), ["unknown-key: it does not leave less to report"]);
    let broken = "y = \"\"r\n# runnerlint: allow(t)\n=\n";
    let left = plan(&[(Role::RunnerConfig, broken)]);
    assert_eq!(refused(&left), [""; 0]);
    assert_eq!(texts(&left), [broken]);
}
