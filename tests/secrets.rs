//! No secret is ever shown: unique ones are planted where secrets stand, and looked for in every output of every
//! command, for whole files and for files that are broken anywhere.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "fuzz/targets/outputs.rs"]
mod outputs;

use std::fs;
use std::process::Command;

use runnerlint::diagnostic::Safety;
use runnerlint::model::{Context, Profile, Workspace};
use runnerlint::source::{FileId, Role, SourceFile, Sources};

const CONFIG: &str = r#"concurrent = 2
sentry_dsn = "https://canary-sentry@sentry.example.com/1"
[[runners]]
  name = "docker-1"
  url = "https://user:canary-url@gitlab.example.com"
  token = "canary-token-0001"
  # token = "canary-comment-02"
  executor = "docker"
  environment = ["A=b", "DB_PASSWORD=canary-env-0003", 'DOCKER_AUTH_CONFIG={"auths": {"reg:5000": {"auth": "Y2FuYXJ5OmNhbmFyeQ==",}}']
  [runners.cache]
    Type = "s3"
    [runners.cache.s3]
      AccessKey = "canary-access-05"
      SecretKey = '''canary-secret-06'''
  [runners.docker]
    image = "alpine:3.20"
    privileged = "true"
    auth_config = { username = "ci", password = "canary-auth-007", server = "registry.example.com" }
    volumes = ["/var/run/docker.sock:/var/run/docker.sock"]
  [runners.unknown]
    api_key = "canary-unknown-8"
    note = "glrt-canaryTokenShape0009"
"#;

const PIPELINE: &str = r#"variables:
  DEPLOY_TOKEN: canary-variable-10
  DOCKER_AUTH_CONFIG: '{"auths": {"reg:5000": {"auth": "Y2FuYXJ5LXBpcGU6eA=="}}'
build:
  image: docker:27
  services: [docker:27-dind]
  variables:
    PASSWORD: { value: canary-value-0011, description: x }
  script:
    - docker login -u ci -p canary-login-012 registry.example.com
    - 'curl -H "PRIVATE-TOKEN: canary-header-13" https://ci:canary-clone-14@git.example.com'
"#;

const DAEMON: &str = r#"{
  "registry-mirrors": ["https://me:canary-mirror-15@mirror.example.com", "mirror2"],
  "registry-mirror": "x",
  "api-token": "canary-daemon-16",
}
"#;

const CANARIES: [&str; 3] = ["canary-", "Y2FuYXJ5", "canaryTokenShape"];

fn context() -> Context {
    Context {
        profile: Profile::Hardened,
        ..Context::default()
    }
}

/// Everything that can be printed about these files.
fn outputs(files: &[(&str, Role, &str)]) -> String {
    let mut sources = Sources::new();
    for (name, role, text) in files {
        sources.push(SourceFile::new(*name, *role, text.as_bytes().to_vec()));
    }
    let limits = [Safety::Safe, Safety::Unsafe];
    limits
        .map(|limit| outputs::outputs(&sources, &context(), limit))
        .concat()
}

fn assert_silent(output: &str, about: &str) {
    for canary in CANARIES {
        if let Some(at) = output.find(canary) {
            let line = output[..at].rfind('\n').map_or(0, |at| at + 1);
            panic!("{about}: {}", output[line..].lines().next().unwrap());
        }
    }
}

#[test]
fn whole_files_show_no_secret() {
    let files = [
        ("config.toml", Role::RunnerConfig, CONFIG),
        (".gitlab-ci.yml", Role::Pipeline, PIPELINE),
        ("daemon.json", Role::DaemonConfig, DAEMON),
    ];
    assert_silent(&outputs(&files), "whole");
}

#[test]
fn files_that_end_anywhere_show_no_secret() {
    for (name, role, text) in [
        ("config.toml", Role::RunnerConfig, CONFIG),
        (".gitlab-ci.yml", Role::Pipeline, PIPELINE),
        ("daemon.json", Role::DaemonConfig, DAEMON),
    ] {
        for end in 1..text.len() {
            assert_silent(
                &outputs(&[(name, role, &text[..end])]),
                &format!("{name} up to byte {end}"),
            );
        }
    }
}

#[test]
fn files_with_any_sign_missing_or_misplaced_show_no_secret() {
    for (name, role, text) in [
        ("config.toml", Role::RunnerConfig, CONFIG),
        (".gitlab-ci.yml", Role::Pipeline, PIPELINE),
        ("daemon.json", Role::DaemonConfig, DAEMON),
    ] {
        // In a command a secret is known by the option before it only, so commands are left as they are.
        let end = text.find("  script:").unwrap_or(text.len());
        for at in 1..end {
            // Only signs between words are touched: a name or token that is another one hides nothing.
            let part = |c: char| c.is_alphanumeric() || c == '_';
            let bytes = text.as_bytes();
            let inside = bytes[at] == b'-' && part(char::from(bytes[at - 1]));
            if part(char::from(bytes[at])) || inside {
                continue;
            }
            let (before, rest) = text.split_at(at);
            let without = before.to_owned() + &rest[1..];
            assert_silent(
                &outputs(&[(name, role, &without)]),
                &format!("{name} without byte {at}"),
            );
            let sign = ["\"", "[", "{", "'", "\n", ":"][at % 6];
            let with = before.to_owned() + sign + rest;
            assert_silent(
                &outputs(&[(name, role, &with)]),
                &format!("{name} with {sign:?} at byte {at}"),
            );
        }
    }
}

#[test]
fn no_command_shows_a_secret() {
    let runs: [&[&str]; 18] = [
        &["check", "."],
        &["check", "-v", "--show-suppressed", "."],
        &["check", "--format", "json", "."],
        &["check", "--format", "concise", "."],
        &["check", "--format", "gitlab", "."],
        &["check", "--format", "sarif", "."],
        &["check", "--format", "junit", "."],
        &["check", "--format", "github", "."],
        &["check", "--format", "rdjson", "."],
        &["check", "--format", "markdown", "."],
        &["check", "--format", "patch", "--unsafe-fixes", "."],
        &["check", "--statistics", "."],
        &["check", "--show-files", "."],
        &["check", "--diff", "."],
        &["check", "--diff", "--unsafe-fixes", "."],
        &["check", "--color", "always", "."],
        &["fix", "."],
        &["fix", "--unsafe-fixes", "."],
    ];
    let folder = tempfile::tempdir().unwrap();
    for arguments in runs {
        for (name, text) in [
            ("config.toml", CONFIG),
            (".gitlab-ci.yml", PIPELINE),
            ("daemon.json", DAEMON),
        ] {
            fs::write(folder.path().join(name), text).unwrap();
        }
        let mut command = Command::new(env!("CARGO_BIN_EXE_runnerlint"));
        let output = command
            .args(arguments)
            .current_dir(folder.path())
            .env("XDG_STATE_HOME", folder.path().join(".state"))
            .output()
            .unwrap();
        let all = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
        assert!(!all.is_empty());
        assert_silent(&all, &arguments.join(" "));
    }
}

#[test]
fn a_credential_in_a_key_is_hidden_in_messages_and_addresses() {
    let text = "['DOCKER_AUTH_CONFIG={\"auths\":{\"r.example.com\":{\"auth\":\"Y2k6czNjcmV0\"}}}']\na = 1\n";
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("config.toml"), text).unwrap();
    let formats = [
        "human", "concise", "json", "gitlab", "sarif", "junit", "github", "rdjson", "markdown",
    ];
    for format in formats {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_runnerlint"))
            .args(["--format", format, "--kind", "runner", "config.toml"])
            .current_dir(folder.path())
            .output()
            .unwrap();
        let out = String::from_utf8_lossy(&output.stdout);
        assert!(out.contains("unknown-key"), "{format}: {out}");
        assert!(!out.contains("Y2k6czNjcmV0"), "{format}: {out}");
    }
}

/// A run over a pipeline alone.
fn pipeline(text: &str) -> Workspace {
    let mut sources = Sources::new();
    sources.push(SourceFile::new(".gitlab-ci.yml", Role::Pipeline, text.into()));
    Workspace::parse(sources, &context())
}

#[test]
fn a_job_that_is_called_after_secrets_is_shown() {
    let text =
        "secret-detection:\n  script: [make scan]\n  variables: { A_TOKEN: s3cr3t }\n.token-login:\n  - make login\n";
    let workspace = pipeline(text);
    let masked = workspace.sources.get(FileId::new(0)).masked().into_owned();
    assert_eq!(masked, text.replace("s3cr3t", "******"));
}

#[test]
fn what_is_like_a_misspelt_variable_elsewhere_is_shown() {
    let text = "include: templates/token:x.yml\ndefault: { image: \"r.example.com/token:1\" }\n\"token:rotate\":\n  script: [make a, \"echo token: \
        x\"]\n  needs: [\"auth:unit\"]\n  variables: { A_TOKEN: $B, X: \"auth:x\" }\nb: { variables: !reference [.token, variables], script: x }\n";
    let masked = pipeline(text).sources.get(FileId::new(0)).masked().into_owned();
    assert_eq!(masked, text);
}

#[test]
fn secrets_of_commands_are_hidden_unless_they_are_variables() {
    let hidden = [
        "export X_TOKEN=hush1 && make",
        "export X_TOKEN=\"hush2 hush2\"",
        "deploy --password hush3 --user me",
        "deploy --api-token='hush4'",
        "sshpass -p hush5 ssh host",
        "curl -H 'PRIVATE-TOKEN: hush6' $URL",
        "docker login -p hush7 reg",
        "curl https://git.example.com/x?private_token=hush8",
        "A_PASSWORD=hush9 run",
    ];
    let shown = [
        "export X_TOKEN=$CI_JOB_TOKEN",
        "deploy --password $PASSWORD --password-stdin me --user $ME",
        "test $X_TOKEN == shown || docker run -p 80:80",
        "export X_TOKEN=$(cat file) TOKEN_PATH=/a/b",
        "mkdir -p folder",
    ];
    let list = |lines: &[&str]| {
        lines
            .iter()
            .map(|line| format!("    - >-\n      {line}\n"))
            .collect::<String>()
    };
    let text = format!("build:\n  script:\n{}{}", list(&hidden), list(&shown));
    let workspace = pipeline(&text);
    let masked = workspace.sources.get(FileId::new(0)).masked().into_owned();
    assert!(!masked.contains("hush"), "{masked}");
    for line in shown {
        assert!(masked.contains(line), "{line}: {masked}");
    }
    for limit in [Safety::Safe, Safety::Unsafe] {
        let out = outputs::outputs(&workspace.sources.bare(), &context(), limit);
        assert!(!out.contains("hush"), "{out}");
    }
}

#[test]
fn a_short_value_on_a_line_that_cannot_be_read_is_hidden_and_a_word_is_not() {
    let masked = |text: &str| {
        let mut sources = Sources::new();
        sources.push(SourceFile::new("config.toml", Role::RunnerConfig, text.into()));
        let workspace = Workspace::parse(sources, &context());
        workspace.sources.get(FileId::new(0)).masked().into_owned()
    };
    for value in ["\"hu5h\"", "hu5h", "'hu5h'"] {
        let text = format!("[runners.cache.s3]\nSecretKey =\n{value}\n");
        assert!(!masked(&text).contains("hu5h"), "{}", masked(&text));
    }
    assert_eq!(masked("concurrent\n"), "concurrent\n");
}

#[test]
fn short_secrets_are_not_repeated_in_messages() {
    let text = "[[runners]]\n  name = \"hu5h\"\n  token = \"hu5h\"\n  executor = \"hu5h\"\n  [runners.docker]\n    pull_policy = \"hu5h\"\n    \
        network_mode = \"hu5h\"\n    hu5h = 1\n";
    let mut sources = Sources::new();
    sources.push(SourceFile::new(
        "config.toml",
        Role::RunnerConfig,
        text.as_bytes().to_vec(),
    ));
    let workspace = Workspace::parse(sources, &context());
    let report = runnerlint::lint::lint(
        &workspace,
        runnerlint::rules::ALL,
        &runnerlint::settings::Settings::default(),
    );
    let masked = |finding: &runnerlint::lint::Finding| finding.diagnostic.message.contains("`****`");
    assert!(report.findings.iter().any(masked), "no message would repeat it");
    for finding in &report.findings {
        let found = &finding.diagnostic;
        let labels = found.related.iter().map(|label| label.text.as_str());
        let said = [
            Some(found.message.as_str()),
            found.note.as_deref(),
            found.help.as_deref(),
        ];
        for text in said.into_iter().flatten().chain(labels) {
            assert!(!text.contains("hu5h"), "{}: {text}", found.rule);
        }
    }
}
