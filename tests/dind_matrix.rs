//! Which rules speak for which combination of runner and job, with Docker-in-Docker: one row each.

#![allow(clippy::unwrap_used)]

use runnerlint::diagnostic::Severity;
use runnerlint::lint::lint;
use runnerlint::model::{Context, Workspace};
use runnerlint::rule::Rule;
use runnerlint::rules;
use runnerlint::settings::Settings;
use runnerlint::source::{Role, SourceFile, Sources};

/// A runner: `p` privileged, `c` certificates shared, `s` the host's socket mounted.
fn docker(letters: &str) -> String {
    docker_by("docker", letters)
}

fn docker_by(executor: &str, letters: &str) -> String {
    let has = |letter: char| letters.contains(letter);
    let mut volumes = vec!["\"/cache\""];
    if has('c') {
        volumes.push("\"/certs/client\"");
    }
    if has('s') {
        volumes.push("\"/var/run/docker.sock:/var/run/docker.sock\"");
    }
    format!(
        "[[runners]]\nname = \"r\"\nexecutor = \"{executor}\"\n[runners.docker]\nprivileged = {}\nvolumes = [{}]\n",
        has('p'),
        volumes.join(", ")
    )
}

/// A runner: `u` not privileged, `c` certificates shared, `s` the node's socket mounted, `d` with a daemon of its own.
fn kubernetes(letters: &str) -> String {
    let mut text = format!(
        "[[runners]]\nname = \"r\"\nexecutor = \"kubernetes\"\n[runners.kubernetes]\nprivileged = {}\n",
        !letters.contains('u')
    );
    if letters.contains('c') {
        text += "[[runners.kubernetes.volumes.empty_dir]]\nname = \"c\"\nmount_path = \"/certs/client\"\n";
    }
    if letters.contains('s') {
        text += "[[runners.kubernetes.volumes.host_path]]\nname = \"s\"\nmount_path = \"/var/run/docker.sock\"\n";
    }
    if letters.contains('d') {
        text += "[[runners.kubernetes.services]]\nname = \"docker:27-dind\"\n";
    }
    text
}

/// A job with `DOCKER_HOST` and `DOCKER_TLS_CERTDIR`; `-` for one that is not set.
fn job(host: &str, folder: &str, dind: &str) -> String {
    let mut text = format!("build:\n  image: docker:27\n  services: ['docker:{dind}']\n  script: [docker build .]\n");
    if (host, folder) != ("-", "-") {
        text += "  variables:\n";
    }
    if host != "-" {
        text += &format!("    DOCKER_HOST: '{host}'\n");
    }
    if folder != "-" {
        text += &format!("    DOCKER_TLS_CERTDIR: '{folder}'\n");
    }
    text
}

/// What is said of the daemon itself, whoever talks with it.
const ON_VERSIONS: [&str; 3] = [
    "dind-floating-tag",
    "dind-plain-tcp-slow-start",
    "dind-version-unsupported",
];

/// The rules that are about Docker daemons and speak, each with the first letter of its severity.
fn found(config: &str, pipeline: &str) -> Vec<String> {
    let mut sources = Sources::new();
    for (path, role, text) in [
        ("config.toml", Role::RunnerConfig, config),
        (".gitlab-ci.yml", Role::Pipeline, pipeline),
    ] {
        sources.push(SourceFile::new(path, role, text.as_bytes().to_vec()));
    }
    let context = Context::default();
    let about_daemons = |rule: &&&Rule| {
        let themes = [
            "dind-",
            "k8s-dind-",
            "socket-with-",
            "socket-mount-privileged",
            "ci-docker-without-",
        ];
        themes.iter().any(|theme| rule.name.starts_with(theme))
    };
    let rules: Vec<&'static Rule> = rules::ALL.iter().filter(about_daemons).copied().collect();
    let report = lint(&Workspace::parse(sources, &context), &rules, &Settings::default());
    let mut found: Vec<String> = report
        .findings
        .iter()
        .filter(|finding| !ON_VERSIONS.contains(&finding.diagnostic.rule))
        .map(|finding| {
            let letter = match finding.diagnostic.severity {
                Severity::Error => 'E',
                Severity::Warning => 'W',
                Severity::Info => 'I',
            };
            format!("{letter} {}", finding.diagnostic.rule)
        })
        .collect();
    found.sort();
    found
}

const CERTS: &str = "E dind-missing-certs-volume";
const PORT: &str = "E dind-docker-host-port-mismatch";
const PRIVILEGED: &str = "E dind-requires-privileged";
const DEAD: &str = "E dind-socket-mounted";
const ON_HOST: &str = "W dind-socket-mounted";
const BOTH: &str = "W socket-mount-privileged";
const NONE: &str = "E ci-docker-without-daemon";
const LOCAL: &str = "E dind-localhost-docker-executor";
const IMAGE: &str = "W dind-image-without-entrypoint";
const VERIFY: &str = "E dind-tls-verify-with-plain-host";
const PLAIN: &str = "tcp://docker:2375";
const TLS: &str = "tcp://docker:2376";
const UNIX: &str = "unix:///var/run/docker.sock";

#[test]
fn a_docker_runner_and_a_job_are_judged_as_their_daemon_would() {
    let rows: &[(&str, &str, &str, &str, &[&str])] = &[
        ("pc", "-", "-", "27-dind", &[]),
        ("pc", "-", "/certs", "27-dind", &[]),
        ("pc", "-", "", "27-dind", &[]),
        ("pc", "-", "-", "18.09-dind", &[]),
        ("pc", TLS, "-", "27-dind", &[]),
        ("pc", TLS, "/certs", "29-dind", &[]),
        ("pc", TLS, "", "27-dind", &[PORT]),
        ("pc", TLS, "-", "18.09-dind", &[PORT]),
        ("pc", PLAIN, "-", "27-dind", &[PORT]),
        ("pc", PLAIN, "/certs", "29-dind", &[PORT]),
        ("pc", PLAIN, "", "27-dind", &[]),
        ("pc", PLAIN, "-", "18.09-dind", &[]),
        ("p", "-", "-", "27-dind", &[CERTS]),
        ("p", "-", "/certs", "dind", &[CERTS]),
        ("p", "-", "", "27-dind", &[]),
        ("p", TLS, "-", "27-dind", &[CERTS]),
        ("p", TLS, "", "27-dind", &[PORT]),
        ("p", PLAIN, "", "27-dind", &[]),
        ("p", PLAIN, "-", "27-dind", &[PORT, CERTS]),
        ("pc", UNIX, "-", "27-dind", &[NONE]),
        ("p", UNIX, "", "27-dind", &[NONE]),
        ("pc", "tcp://localhost:2376", "-", "27-dind", &[LOCAL]),
        ("p", "tcp://127.0.0.1:2375", "", "27-dind", &[LOCAL]),
        ("pcs", "-", "-", "27-dind", &[ON_HOST, BOTH]),
        ("ps", "-", "-", "27-dind", &[ON_HOST, BOTH]),
        ("ps", UNIX, "-", "27-dind", &[ON_HOST, BOTH]),
        ("pcs", TLS, "-", "27-dind", &[DEAD, BOTH]),
        ("ps", "tcp://localhost:2375", "", "27-dind", &[DEAD, BOTH]),
        ("c", "-", "-", "27-dind", &[PRIVILEGED]),
        ("c", TLS, "-", "27-dind", &[PRIVILEGED]),
        ("", PLAIN, "", "27-dind", &[PRIVILEGED]),
        ("s", "-", "-", "27-dind", &[ON_HOST]),
        ("s", UNIX, "", "27-dind", &[ON_HOST]),
        ("s", PLAIN, "", "27-dind", &[DEAD]),
    ];
    for (runner, host, folder, dind, expected) in rows {
        for executor in ["docker", "docker-autoscaler"] {
            let found = found(&docker_by(executor, runner), &job(host, folder, dind));
            assert_eq!(found, *expected, "{executor} {runner} {host} {folder:?} {dind}");
        }
    }
}

#[test]
fn a_kubernetes_runner_and_a_job_are_judged_as_their_daemon_would() {
    let local = "tcp://localhost:2375";
    let (env, volume) = ("E k8s-dind-explicit-env", "E k8s-dind-certs-volume");
    let powerless = "E k8s-dind-privileged";
    let rows: &[(&str, &str, &str, &str, &[&str])] = &[
        ("c", TLS, "/certs", "1", &[]),
        ("c", TLS, "-", "1", &[]),
        ("c", "tcp://localhost:2376", "/certs", "1", &[]),
        ("", PLAIN, "", "-", &[]),
        ("", local, "", "-", &[]),
        ("c", "-", "/certs", "-", &[env]),
        ("", "-", "", "-", &[env]),
        ("c", TLS, "/certs", "-", &[env]),
        ("", TLS, "/certs", "1", &[volume]),
        ("", local, "/certs", "-", &[PORT]),
        ("", PLAIN, "-", "-", &[PORT]),
        ("c", TLS, "", "-", &[PORT]),
        ("", PLAIN, "", "1", &[VERIFY]),
        ("u", PLAIN, "", "-", &[powerless]),
        ("uc", TLS, "/certs", "1", &[powerless]),
        ("s", "-", "/certs", "-", &[ON_HOST]),
        ("s", UNIX, "/certs", "-", &[ON_HOST]),
        ("cs", TLS, "/certs", "1", &[DEAD]),
        ("cd", TLS, "/certs", "1", &["E dind-duplicate-service"]),
    ];
    for (runner, host, folder, verify, expected) in rows {
        let mut pipeline = job(host, folder, "27-dind");
        if *verify != "-" {
            pipeline += &format!("    DOCKER_TLS_VERIFY: '{verify}'\n    DOCKER_CERT_PATH: /certs/client\n");
        }
        let found = found(&kubernetes(runner), &pipeline);
        assert_eq!(found, *expected, "{runner} {host} {folder:?} {verify}");
    }
}

/// What a row above becomes if one thing is changed.
#[test]
fn one_change_of_a_working_job_is_told() {
    let dind = "services: ['docker:27-dind'], script: [docker build .]";
    let rows: &[(&str, &str, &[&str])] = &[
        // TLS without a daemon that has it: any text turns it on.
        (
            "p",
            "image: 'docker:27', variables: {DOCKER_TLS_CERTDIR: '', DOCKER_TLS_VERIFY: '0'}",
            &[VERIFY],
        ),
        (
            "p",
            "image: 'docker:27', variables: {DOCKER_TLS_CERTDIR: '', DOCKER_TLS_VERIFY: ''}",
            &[],
        ),
        (
            "pc",
            "image: 'docker:27', variables: {DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: /certs/client}",
            &[],
        ),
        // Images without the entrypoint of the official one.
        ("pc", "image: 'alpine:3.20'", &[IMAGE]),
        (
            "pc",
            "image: 'alpine:3.20', variables: {DOCKER_HOST: 'tcp://docker:2376'}",
            &[IMAGE],
        ),
        (
            "p",
            "image: 'alpine:3.20', variables: {DOCKER_HOST: 'tcp://docker:2375', DOCKER_TLS_CERTDIR: ''}",
            &[],
        ),
        ("pc", "image: {name: 'docker:27', entrypoint: ['']}", &[IMAGE]),
        ("pc", "image: registry.example.com/build:1", &[]),
        ("s", "image: 'alpine:3.20'", &[ON_HOST]),
        // Both daemons of one name: the runner's wins.
        ("pcd", "image: 'docker:27'", &["W dind-duplicate-service"]),
    ];
    for (runner, rest, expected) in rows {
        let mut config = docker(runner);
        if runner.contains('d') {
            config += "[[runners.docker.services]]\nname = \"docker:27-dind\"\n";
        }
        let found = found(&config, &format!("build: {{{rest}, {dind}}}\n"));
        assert_eq!(found, *expected, "{runner} {rest}");
    }
}

#[test]
fn services_of_other_names_and_none_at_all_are_told() {
    let rows: &[(&str, &str, &[&str])] = &[
        (
            "pc",
            "services: ['registry.example.com/docker:27-dind']",
            &["E dind-alias-missing"],
        ),
        (
            "pc",
            "services: [{name: 'registry.example.com/docker:27-dind', alias: docker}]",
            &[],
        ),
        (
            "pc",
            "services: [{name: 'docker:27-dind', alias: d}], variables: {DOCKER_HOST: 'tcp://d:2376'}",
            &["E dind-tls-san-mismatch"],
        ),
        (
            "p",
            "services: [{name: 'docker:27-dind', command: [dockerd]}], variables: {DOCKER_HOST: 'tcp://docker:2375'}",
            &["E dind-command-replaces-entrypoint-args"],
        ),
        ("pc", "services: []", &[NONE]),
        ("s", "services: []", &[]),
        (
            "s",
            "variables: {DOCKER_HOST: 'tcp://docker:2375'}",
            &["E socket-with-tcp-docker-host"],
        ),
        ("s", "variables: {DOCKER_HOST: 'tcp://build.example.com:2375'}", &[]),
    ];
    for (runner, rest, expected) in rows {
        let pipeline = format!("build: {{image: 'docker:27', {rest}, script: [docker build .]}}\n");
        let found = found(&docker(runner), &pipeline);
        assert_eq!(found, *expected, "{runner} {rest}");
    }
}

/// A script that is faster than its daemon, and a network of the cluster with a smaller MTU: the job is the working one, and
/// so it is with what helps.
#[test]
fn what_stands_in_no_file_is_passed_over_with_its_remedies() {
    let variables = "  variables: {DOCKER_HOST: 'tcp://docker:2376', DOCKER_TLS_CERTDIR: /certs, DOCKER_TLS_VERIFY: '1', \
                     DOCKER_CERT_PATH: /certs/client}\n";
    for more in [
        "",
        ", variables: {HEALTHCHECK_TCP_PORT: '2376'}",
        ", command: [--mtu=1450]",
    ] {
        let service = format!("{{name: 'docker:27-dind'{more}}}");
        let pipeline =
            format!("build:\n  image: docker:27\n  services: [{service}]\n  script: [docker build .]\n{variables}");
        assert!(found(&kubernetes("c"), &pipeline).is_empty(), "{pipeline}");
    }
}

#[test]
fn what_cannot_be_known_is_passed_over() {
    let unsure = [
        "include: {project: a/b, file: c.yml}\nbuild: {image: 'docker:27', services: ['docker:27-dind'], script: [docker build .]}\n",
        "build: {image: 'docker:27', services: ['docker:27-dind'], variables: {DOCKER_HOST: $HOST}, script: [docker build .]}\n",
        "build: {image: 'docker:27', services: ['docker:27-dind'], variables: {DOCKER_TLS_CERTDIR: $X}, script: [docker build .]}\n",
        "build: {image: 'docker:27', services: ['docker:$V-dind'], script: [docker build .]}\n",
        "build: {image: 'docker:27', services: [{name: 'docker:27-dind', entrypoint: [sh]}], script: [docker build .]}\n",
        "build: {image: 'docker:27', services: ['docker:27-dind'], script: ['export DOCKER_HOST=tcp://x:1', docker build .]}\n",
        "build: {extends: .gone, services: ['docker:27-dind'], script: [docker build .]}\n",
    ];
    for pipeline in unsure {
        assert!(found(&docker("p"), pipeline).is_empty(), "{pipeline}");
    }
}
