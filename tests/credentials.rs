//! Repaired credentials are JSON for everybody, and for the registries they were for.

#![allow(clippy::unwrap_used)]

use runnerlint::diagnostic::Safety;
use runnerlint::fix::plan;
use runnerlint::model::registry_match::registry_path;
use runnerlint::model::{Context, Workspace};
use runnerlint::rules;
use runnerlint::settings::Settings;
use runnerlint::source::{Role, SourceFile, Sources};

/// The text after all fixes, unsafe ones included.
fn repaired(name: &str, role: Role, text: &str) -> Sources {
    let mut sources = Sources::new();
    sources.push(SourceFile::new(name, role, text.as_bytes().to_vec()));
    plan(
        &sources,
        rules::ALL,
        &Settings::default(),
        &Context::default(),
        Safety::Unsafe,
    )
    .after
}

fn registries(sources: &Sources) -> Vec<String> {
    let workspace = Workspace::parse(sources.bare(), &Context::default());
    let auths = workspace.registry_auths();
    let version = workspace.context.targets.runner.version;
    let entries = auths.flat_map(|auth| auth.registries);
    entries.map(|entry| registry_path(&entry.registry, version)).collect()
}

#[test]
fn repaired_files_are_strict_json_for_the_same_registries() {
    let cases = [
        (
            "{\n  \"auths\": {\n    \"10.0.0.7:8088\": {\n      \"auth\": \"Y2k6czNjcmV0\"\n    },\n  },\n  \
             \"HttpHeaders\": {\n    \"User-Agent\": \"Docker-Client\"\n  }\n",
            vec!["10.0.0.7:8088"],
        ),
        (
            "{\"auths\": {\"10.0.0.7:8088\": {\"auth\": \"Y2k6czNjcmV0\"}}",
            vec!["10.0.0.7:8088"],
        ),
        (
            "{\"auths\": {\"https://Reg.example.com/v2/\": {\"auth\": \"Y2k6czNjcmV0Cg==\",},}}",
            vec!["reg.example.com"],
        ),
    ];
    for (text, expected) in cases {
        let after = repaired(".docker/config.json", Role::DockerAuth, text);
        let file = after.iter().next().unwrap().1;
        serde_json::from_str::<serde_json::Value>(file.text()).unwrap();
        assert_eq!(registries(&after), expected, "{text}");
    }
}

#[test]
fn repaired_entries_are_strict_json_for_the_same_registries() {
    let json = [
        r#"{"auths": {"10.0.0.7:8088": {"auth": "Y2k6czNjcmV0"}}"#,
        r#"{"auths": {"10.0.0.7:8088": {"auth": "Y2k6czNjcmV0",}}}"#,
        r#"{"10.0.0.7:8088": {"auth": "Y2k6czNjcmV0"}}"#,
        r#""{"auths": {"10.0.0.7:8088": {"auth": "Y2k6czNjcmV0"}}}""#,
    ];
    for json in json {
        let text = format!("[[runners]]\n  executor = \"docker\"\n  environment = ['DOCKER_AUTH_CONFIG={json}']\n");
        let after = repaired("config.toml", Role::RunnerConfig, &text);
        let file = after.iter().next().unwrap().1.text();
        let value = file
            .split_once("DOCKER_AUTH_CONFIG=")
            .unwrap()
            .1
            .split_once('\'')
            .unwrap()
            .0;
        serde_json::from_str::<serde_json::Value>(value).unwrap();
        assert_eq!(registries(&after), ["10.0.0.7:8088"], "{json}");
    }
}
