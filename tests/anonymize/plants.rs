//! A word that nobody knows, in every place of every file: none is left, however broken the file is.

use runnerlint::schema::daemon;
use runnerlint::schema::runner::{Key, Kind, root};
use runnerlint::source::Role;

use super::treated_one;

const PLANT: &str = "zqplant";

/// What a place is given, with the word in it.
const SHAPES: [&str; 12] = [
    "zqplant",
    "ZQPLANT_TOKEN=zqplant",
    "https://zqplant:zqplant@zqplant.zqplant.de:8443/zqplant?zqplant=zqplant#zqplant",
    "zqplant@zqplant.org",
    "/home/zqplant/zqplant.d:/builds/zqplant.yml:ro",
    "zqplant:5000/zqplant/zqplant.zqplant:1.2-zqplant@sha256:zqplant",
    "zqplant.lan:10.0.0.5",
    "s3://zqplant/zqplantBuild2Go",
    "$ZQPLANT/${zqplant:-zqplant}-$[[ inputs.zqplant ]]",
    "echo zqplant | sed s/zqplant//g; export ZQPLANT=zqplant --zqplant -p zqplant",
    "*.zqplant.com,.zqplant.com;<zqplant> {{ zqplant }} %zqplant% größezqplant",
    "glrt-zqplant0123456789 AKIAzqplant0123456789",
];

fn assert_gone(role: Role, text: &str, about: &str) {
    assert!(text.to_lowercase().contains(PLANT), "{about}: nothing is planted");
    let out = treated_one(role, text);
    let left: Vec<&str> = out.lines().filter(|line| line.to_lowercase().contains(PLANT)).collect();
    assert!(left.is_empty(), "{about}: {left:#?}");
}

/// The text whole, and cut after every 13th byte.
fn assert_gone_when_cut(role: Role, text: &str, about: &str) {
    assert_gone(role, text, about);
    let first = text.to_lowercase().find(PLANT).unwrap_or(0) + PLANT.len();
    for end in (first..text.len())
        .step_by(13)
        .filter(|end| text.is_char_boundary(*end))
    {
        assert_gone(role, &text[..end], &format!("{about} up to byte {end}"));
    }
}

fn of_kind(kind: &Kind, text: &str) -> Option<String> {
    match kind {
        Kind::String | Kind::Any | Kind::StringOrList | Kind::Duration | Kind::Datetime => Some(format!("\"{text}\"")),
        Kind::List(inner) => Some(format!("[{}, '{text}']", of_kind(inner, text)?)),
        Kind::Map(inner) => Some(format!("{{ zqplant = {}, \"{text}\" = 'a' }}", of_kind(inner, text)?)),
        _ => None,
    }
}

fn table(key: &Key, path: &str, text: &str, out: &mut String) {
    let is_table = |key: &&Key| matches!(key.kind, Kind::Table | Kind::Tables);
    for child in key.keys.iter().filter(|child| !is_table(child)) {
        if let Some(value) = of_kind(&child.kind, text) {
            *out += &format!("{} = {value} # {text}\n", child.name);
        }
    }
    for child in key.keys.iter().filter(is_table) {
        let path = format!("{path}{}", child.name);
        *out += &match child.kind {
            Kind::Tables => format!("[[{path}]]\n"),
            _ => format!("[{path}]\nzqplant = 'zqplant'\n[{path}.zqplant.a]\n"),
        };
        table(child, &format!("{path}."), text, out);
    }
}

#[test]
fn nothing_is_left_in_any_key_of_config_toml() {
    for shape in SHAPES {
        let mut text = format!("# {shape}\n");
        table(root(), "", shape, &mut text);
        assert_gone(Role::RunnerConfig, &text, shape);
        assert_gone(Role::RunnerTemplate, &text, shape);
        let broken = text.replacen(" = \"", " = ", 9);
        assert_gone(Role::RunnerConfig, &broken, &format!("{shape} without quotes"));
    }
}

#[test]
fn nothing_is_left_in_any_key_of_daemon_json() {
    for shape in SHAPES {
        for value in [
            format!("\"{shape}\""),
            format!("[\"{shape}\"]"),
            format!("{{\"{shape}\": [{{\"a\": \"{shape}\"}}]}}"),
        ] {
            let members = daemon::keys().iter().map(|key| format!("  \"{}\": {value}", key.name));
            let text = format!(
                "{{\n{},\n  \"zqplant\": 1\n}}\n",
                members.collect::<Vec<_>>().join(",\n")
            );
            assert_gone(Role::DaemonConfig, &text, &value);
            assert_gone(
                Role::DaemonConfig,
                &text.replace("\": ", " : "),
                &format!("{value}, unquoted"),
            );
        }
    }
}

const AUTH: &str = r#"{
  "auths": {"zqplant.de:5000": {"auth": "enFwbGFudDp6cXBsYW50", "email": "zqplant@zqplant.de", "username": "zqplant"}},
  "credHelpers": {"zqplant.io": "zqplant"}, "credsStore": "zqplant",
  "HttpHeaders": {"X-zqplant": "zqplant"}, "proxies": {"default": {"httpProxy": "http://zqplant:3128", "noProxy": "zqplant"}},
  "a": "\u007aqplant \u007a\u0071\u0070\u006c\u0061\u006e\u0074"
}
"#;

#[test]
fn nothing_is_left_in_a_docker_client_configuration() {
    assert_gone_when_cut(Role::DockerAuth, AUTH, "config.json");
    let out = treated_one(Role::DockerAuth, AUTH);
    assert!(!out.contains("enFwbGFud"), "{out}");
    assert!(!out.contains("u007") && !out.contains("u006"), "{out}");
}

const PIPELINE: &str = r#"# @ at @.de
%YAML: @
spec: { inputs: { @: { default: "@", description: '@ is @' } } }
---
stages: [@, test-@]
variables: { @: "@", DB_PASSWORD: @, "@ @": { value: "@", options: ["@"], description: @ } }
include:
  - { project: @/@, file: "/@.yml", ref: @ }
  - { component: $CI_SERVER_FQDN/@/@@1.0, inputs: { @: @ } }
  - remote: https://@.de/@.yml
workflow: { name: "@", rules: [ { if: '$CI_COMMIT_BRANCH =~ /^@-\d+@$/ && $@ == "@"', variables: { @: @ } } ] }
.@: &@
  image: { name: "@.de:5000/@/@:@", entrypoint: ["@"], docker: { user: "@", platform: @ } }
  tags: [@]
  cache: { key: "@-$CI_COMMIT_REF_SLUG", paths: [ "@/@" ] }
build @ 1/2:
  <<: *@
  extends: .@
  services: [ { name: @/@, alias: @, command: [ "--@=@" ], variables: { @: @ } } ]
  needs: [ "@", { job: @, project: @/@, ref: @ } ]
  environment: { name: review/@, url: "https://@.@.de", on_stop: @ }
  secrets: { @: { vault: "@/@/@@@" } }
  id_tokens: { @: { aud: "https://@.de" } }
  rules: [ { changes: [ "@/**/*.@" ] } ]
  parallel: { matrix: [ { @: [ @, "@" ] } ] }
  artifacts: { name: "@", paths: [ @ ], reports: { dotenv: @.env } }
  script:
    - docker login -u @ -p @ @.de # @
    - !reference [.@, script]
    - 'curl -H "PRIVATE-TOKEN: @" https://@.de/api/v4/projects/@%2F@'
    - |
      export @=@
      ssh @@@.de "C:\Users\@ \@ \d@ @"   # @
      -----BEGIN PRIVATE KEY-----
      @
      -----END @-----
    - >-
      folded @
      text @
    - "double \"@\" \t@ \x7aqplant \u007aqplant"
  @: @
*@ : &b-@ !@ '@ ''@'''
...
@
"#;

#[test]
fn nothing_is_left_in_a_pipeline() {
    for plant in [PLANT, "Zqplant", "ZQPLANT_X"] {
        let text = PIPELINE.replace('@', plant);
        assert_gone_when_cut(Role::Pipeline, &text, plant);
        for line in 0..text.lines().count() {
            let moved = |(at, text): (usize, &str)| {
                if at == line {
                    format!("   {text}\n")
                } else {
                    format!("{text}\n")
                }
            };
            let text: String = text.lines().enumerate().map(moved).collect();
            assert_gone(Role::Pipeline, &text, &format!("line {line} is indented otherwise"));
        }
    }
}
