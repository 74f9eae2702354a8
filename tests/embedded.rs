//! Docker client configurations inside config.toml and .gitlab-ci.yml: where they are found, and what is secret.

// Clippy allows these in test functions only, not in what they share.
#![allow(clippy::unwrap_used)]

use runnerlint::model::{Context, Workspace};
use runnerlint::source::{Role, SourceFile, Sources};

/// What must never be seen: `ci:s3cret`.
const CANARY: &str = "Y2k6czNjcmV0";

fn workspace(name: &str, role: Role, text: &str) -> Workspace {
    let mut sources = Sources::new();
    sources.push(SourceFile::new(name, role, text.into()));
    let context = Context::default();
    Workspace::parse(sources, &context)
}

fn runner(executor: &str, entry: &str) -> Workspace {
    let text = format!("[[runners]]\n  executor = \"{executor}\"\n  environment = [\"A=1\", {entry}]\n");
    workspace("config.toml", Role::RunnerConfig, &text)
}

fn pipeline(text: &str) -> Workspace {
    workspace(".gitlab-ci.yml", Role::Pipeline, text)
}

/// The addresses of the texts that were found inside the file.
fn found(workspace: &Workspace) -> Vec<String> {
    let embedded = workspace.documents_of(Role::DockerAuth);
    embedded.map(|document| document.base.to_string()).collect()
}

/// The file as reports see it.
fn shown(workspace: &Workspace) -> String {
    let (_, file) = workspace.sources.hosts().next().unwrap();
    let masked = file.masked().into_owned();
    for (_, file) in workspace.sources.iter() {
        assert!(!file.masked().contains(CANARY), "{}", file.masked());
    }
    masked
}

#[test]
fn runners_and_jobs_have_docker_client_configurations() {
    let entry = r#"'DOCKER_AUTH_CONFIG={"auths": {"r:5000": {"auth": "Y2k6czNjcmV0"}}}'"#;
    assert_eq!(found(&runner("docker", entry)), ["runners[0].environment[1]!"]);
    let text = concat!(
        "variables:\n  DOCKER_AUTH_CONFIG: '{\"auths\": {}}'\n",
        "build:\n  variables:\n    DOCKER_AUTH_CONFIG:\n      value: '{\"auths\": {}}'\n",
        "  rules:\n    - variables:\n        DOCKER_AUTH_CONFIG: |\n          {\"auths\": {}}\n",
    );
    let addresses = [
        "variables.DOCKER_AUTH_CONFIG!",
        "build.variables.DOCKER_AUTH_CONFIG.value!",
        "build.rules[0].variables.DOCKER_AUTH_CONFIG!",
    ];
    assert_eq!(found(&pipeline(text)), addresses);
}

#[test]
fn what_is_decided_elsewhere_is_not_read() {
    for entry in [
        "'DOCKER_AUTH_CONFIG=$AUTH'",
        r#"'DOCKER_AUTH_CONFIG={"auths": {"r": {"auth": "$AUTH"}}}'"#,
        "'DOCKER_AUTH_CONFIG=/root/.docker/config.json'",
        "'DOCKER_AUTH_CONFIG='",
        r#"'MY_AUTH={"auths": {}}'"#,
    ] {
        assert!(found(&runner("docker", entry)).is_empty(), "{entry}");
    }
    let entry = r#"'DOCKER_AUTH_CONFIG={"auths": {}}'"#;
    assert!(found(&runner("shell", entry)).is_empty());
    assert_eq!(found(&runner("kubernetes", entry)).len(), 1);
}

#[test]
fn only_the_secrets_of_a_sound_configuration_are_hidden() {
    let entry = r#""DOCKER_AUTH_CONFIG={\"auths\": {\"r:5000\": {\"auth\": \"Y2k6czNjcmV0\"}}}""#;
    let shown = shown(&runner("docker", entry));
    assert!(
        shown.contains(r#"{\"auths\": {\"r:5000\": {\"auth\": \"************\"}}}"#),
        "{shown}"
    );
}

#[test]
fn a_configuration_with_a_missing_brace_shows_no_secret() {
    let entry = r#"'DOCKER_AUTH_CONFIG={"auths": {"r:5000": {"auth": "Y2k6czNjcmV0",}}'"#;
    let shown = shown(&runner("docker", entry));
    assert!(
        shown.contains(r#"{"auths": {"r:5000": {"auth": "************",}}"#),
        "{shown}"
    );
}

#[test]
fn a_broken_configuration_is_hidden_as_a_whole() {
    for broken in [
        r#"{"auths": {"r": {"auth": Y2k6czNjcmV0}}}"#,
        r#"{"auths": {"r": {"auth" "Y2k6czNjcmV0"}}}"#,
        r#"{"auths": {"r": {"auth": "Y2k6czNjcmV0}}}"#,
        r#"{"auths": {"r": {"Y2k6czNjcmV0"}}}"#,
        r#"{"auths": {"r": Y2k6czNjcmV0"#,
    ] {
        let shown = shown(&runner("docker", &format!("'DOCKER_AUTH_CONFIG={broken}'")));
        assert!(shown.contains("DOCKER_AUTH_CONFIG=***"), "{shown}");
        let job = format!("build:\n  variables:\n    DOCKER_AUTH_CONFIG: '{broken}'\n");
        assert!(self::shown(&pipeline(&job)).contains("DOCKER_AUTH_CONFIG: '***"));
    }
}

#[test]
fn a_configuration_that_is_not_read_is_hidden_as_a_whole() {
    for text in [
        "Y2k6czNjcmV0",
        r#"{"auths": {"r": {"auth": "Y2k6czNjcmV0"}}, "x": "$Y"}"#,
    ] {
        shown(&runner("docker", &format!("'DOCKER_AUTH_CONFIG={text}'")));
        shown(&runner("shell", &format!("'DOCKER_AUTH_CONFIG={text}'")));
        shown(&pipeline(&format!("variables:\n  DOCKER_AUTH_CONFIG: '{text}'\n")));
        shown(&pipeline(&format!(
            "---\nspec: {{}}\n---\nvariables:\n  DOCKER_AUTH_CONFIG: '{text}'\n"
        )));
    }
}

#[test]
fn text_after_the_configuration_shows_no_secret() {
    let entry = r#"'DOCKER_AUTH_CONFIG={"auths": {}} {"auths": {"r": {"auth": "Y2k6czNjcmV0"}}}'"#;
    shown(&runner("docker", entry));
}

#[test]
fn a_broken_file_shows_no_secret() {
    for text in [
        r#"{"auths": {"r": {"auth": Y2k6czNjcmV0}}}"#,
        "{\"auths\": {\"r\": {\"auth\":\n\"Y2k6czNjcmV0}}}\n",
        "{\"auths\": {\"r\": {\"auth\"\n\"Y2k6czNjcmV0\"}}}\n",
    ] {
        shown(&workspace("config.json", Role::DockerAuth, text));
    }
}
