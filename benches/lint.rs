//! How fast texts are read and linted: `cargo bench`.

use divan::Bencher;
use divan::counter::BytesCount;
use runnerlint::lint::lint;
use runnerlint::model::{Context, Workspace};
use runnerlint::rules;
use runnerlint::settings::Settings;
use runnerlint::source::{FileId, Role, SourceFile, Sources};
use runnerlint::syntax;

fn main() {
    divan::main();
}

/// A config.toml of `runners` entries, about 600 bytes each.
fn config(runners: usize) -> String {
    let entry = |number: usize| {
        format!(
            "[[runners]]\n  name = \"docker-{number}\"\n  url = \"https://gitlab.example.com\"\n  \
             token = \"glrt-EXAMPLEexample{number:06}\"\n  executor = \"docker\"\n  limit = 4 # jobs\n  \
             environment = [\"A=b\", 'C={{\"d\": 1}}']\n  [runners.cache]\n    Type = \"s3\"\n    [runners.cache.s3]\n      \
             BucketName = \"cache\"\n  [runners.docker]\n    image = \"alpine:3.20\"\n    privileged = false\n    \
             volumes = [\"/cache\", \"/certs/client\"]\n    extra_hosts = [\"registry.example.com:192.0.2.10\"]\n    \
             pull_policy = \"always\"\n\n"
        )
    };
    std::iter::once("concurrent = 4\n\n".to_owned())
        .chain((0..runners).map(entry))
        .collect()
}

/// A pipeline of `jobs` jobs.
fn pipeline(jobs: usize) -> String {
    let job = |number: usize| {
        format!(
            "job-{number}:\n  image: docker:27\n  services:\n    - docker:27-dind\n  variables:\n    \
             DOCKER_TLS_CERTDIR: \"/certs\"\n  script:\n    - docker build -t app:{number} . # build\n    - make test\n\n"
        )
    };
    (0..jobs).map(job).collect()
}

fn sources(role: Role, text: &str) -> Sources {
    let mut sources = Sources::new();
    sources.push(SourceFile::new("file", role, text.into()));
    sources
}

fn parsing(bencher: Bencher<'_, '_>, role: Role, text: &str) {
    let file = SourceFile::new("file", role, text.into());
    bencher
        .counter(BytesCount::of_str(text))
        .bench(|| syntax::parse(FileId::new(0), &file));
}

fn linting(bencher: Bencher<'_, '_>, role: Role, text: &str) {
    let context = Context::default();
    let bencher = bencher
        .counter(BytesCount::of_str(text))
        .with_inputs(|| sources(role, text));
    bencher.bench_values(|sources| {
        let workspace = Workspace::parse(sources, &context);
        lint(&workspace, rules::ALL, &Settings::default())
    });
}

#[divan::bench(args = [1, 500, 5000])]
fn parse_toml(bencher: Bencher<'_, '_>, runners: usize) {
    parsing(bencher, Role::RunnerConfig, &config(runners));
}

#[divan::bench(args = [1, 500, 5000])]
fn lint_toml(bencher: Bencher<'_, '_>, runners: usize) {
    linting(bencher, Role::RunnerConfig, &config(runners));
}

#[divan::bench(args = [1, 1000, 9000])]
fn parse_yaml(bencher: Bencher<'_, '_>, jobs: usize) {
    parsing(bencher, Role::Pipeline, &pipeline(jobs));
}

#[divan::bench(args = [1, 1000])]
fn lint_yaml(bencher: Bencher<'_, '_>, jobs: usize) {
    linting(bencher, Role::Pipeline, &pipeline(jobs));
}
