//! Secrets in pipelines.

use runnerlint::source::Role;

use super::{Canaries, Leaks};

const NAME: &str = ".gitlab-ci.yml";

/// Secrets in all places of a pipeline that can name one; `@` stands for one, `%` for a token, `~` for a URL.
const PIPELINE: &str = r#"# DEPLOY_PASSWORD: @
variables:
  DEPLOY_TOKEN: @
  API_KEY: { value: "@", description: "the key", options: ["@", x] }
  BESIDE_TOKEN: { value: "", my_token: "@" }
  LIST_SECRET: [@, "@"]
  MAP_PASSWORD: { a: @, b: { c: '@' } }
  MIRROR: ~
  PLAIN: %
  DOCKER_AUTH_CONFIG: '{"auths": {"reg:5000": {"auth": "@"}}, "credsStore": ""}'
  FOLDED_TOKEN: >
    @
    @
  LITERAL_TOKEN: |
    @
default:
  image: { name: "~", docker: { user: "%" } }
  cache: { key: "%", paths: ["~"] }
  id_tokens: { A_TOKEN: { aud: "@" } }
include:
  - { remote: "~" }
  - { project: a/b, file: x.yml, inputs: { my_token: @ } }
  - { component: "~", rules: [ { if: '$A == "%"' } ] }
workflow:
  name: "%"
  rules: [ { if: '$A == "%"', variables: { A_SECRET: @ } } ]
build:
  image: "ci:@@reg.example.com/a"
  services:
    - { name: "docker:27-dind", alias: "%", command: ["--insecure-registry=~", "%"], variables: { A_PASSWORD: @ } }
    - "~"
  tags: ["%"]
  variables:
    <<: { B_TOKEN: @ }
    SECRET_KEY: !reference [.x, "%"]
  parallel: { matrix: [ { A_TOKEN: [@, "@"], B: ["%"] } ]  }
  rules: [ { if: '$X == "%"', variables: { C_PASSWD: @ } } ]
  environment: { name: "%", url: "~" }
  secrets: { DB_PASSWORD: { vault: "~", token: @ } }
  script:
    - docker login -u ci -p @ registry.example.com
    - docker login --username ci --password=@ registry.example.com
    - 'curl -H "PRIVATE-TOKEN: @" ~'
    - curl -H PRIVATE-TOKEN:@ $CI_API_V4_URL/projects
    - "curl --header 'Authorization: Bearer @' $URL"
    - git clone ~ && echo %
    - |
      echo "-----BEGIN PRIVATE KEY-----
      @
      -----END PRIVATE KEY-----"
down:
  trigger: { project: "~", inputs: { my_secret: @ } }
  variables: { X_TOKEN: @ }
wrong: { script: 1, image: [%], services: "~", tags: { "%": 1 }, needs: ["%"], stage: "%", when: "%", extends: "%", "%": 1 }
"%": { script: [x], needs: ["~"], retry: "%", timeout: "%", coverage: "%", cache: "%", only: ["%"] }
"#;

fn planted(text: &str) -> String {
    let mut canaries = Canaries::new();
    // In a URL the sign stands for itself.
    let text = text.replace("@@", "\0\u{1}");
    let pieces = text.chars().map(|c| match c {
        '@' | '\0' => canaries.plain(),
        '\u{1}' => "@".into(),
        '%' => canaries.token(),
        '~' => canaries.url(),
        c => c.to_string(),
    });
    pieces.collect()
}

#[test]
fn secrets_of_pipelines_are_never_shown() {
    let mut leaks = Leaks::new();
    leaks.look(&[(NAME, Role::Pipeline, &planted(PIPELINE))], "a pipeline");
    leaks.none();
}

#[test]
fn secrets_of_one_job_are_never_shown_whatever_is_wrong_with_it() {
    let mut leaks = Leaks::new();
    let start = PIPELINE.find("build:").unwrap();
    for line in PIPELINE[start..].lines().filter(|line| line.contains(['@', '%', '~'])) {
        let text = match line.starts_with(' ') {
            true => format!("build:\n  script: [x]\n{line}\n"),
            false => format!("{line}\n"),
        };
        leaks.look(&[(NAME, Role::Pipeline, &planted(&text))], line);
    }
    leaks.none();
}

#[test]
fn a_pipeline_that_ends_anywhere_shows_no_secret() {
    let mut leaks = Leaks::new();
    leaks.look_when_cut(NAME, Role::Pipeline, &planted(PIPELINE));
    leaks.none();
}

#[test]
fn a_pipeline_with_a_line_indented_otherwise_shows_no_secret() {
    let mut leaks = Leaks::new();
    let text = planted(PIPELINE);
    let lines: Vec<&str> = text.lines().collect();
    for at in (0..lines.len()).step_by(3) {
        let mut lines = lines.clone();
        let other = format!("   {}", lines[at]);
        lines[at] = &other;
        leaks.look(&[(NAME, Role::Pipeline, &lines.join("\n"))], &other);
    }
    leaks.none();
}
