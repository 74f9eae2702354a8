//! Secrets in daemon.json, in Docker client configurations and in what is read beside them.

use runnerlint::schema::daemon::keys;
use runnerlint::source::Role;

use super::{Canaries, Leaks};

/// A value with a text in it.
type Spelling = fn(&str) -> String;

const SPELLINGS: [Spelling; 4] = [
    |text| format!("\"{text}\""),
    |text| format!("[\"{text}\"]"),
    |text| format!("{{\"a\": \"{text}\"}}"),
    |text| format!("[{{\"base\": \"{text}\", \"size\": \"{text}\"}}]"),
];

#[test]
fn what_looks_like_a_secret_is_never_shown_whatever_the_key() {
    let mut leaks = Leaks::new();
    for spelling in SPELLINGS {
        for make in [Canaries::url, Canaries::token] {
            let mut canaries = Canaries::new();
            let members = keys()
                .iter()
                .map(|key| format!("  \"{}\": {}", key.name, spelling(&make(&mut canaries))));
            let text = format!("{{\n{}\n}}\n", members.collect::<Vec<_>>().join(",\n"));
            leaks.look(&[("daemon.json", Role::DaemonConfig, &text)], spelling("…").as_str());
        }
    }
    leaks.none();
}

#[test]
fn values_of_names_that_say_secret_are_never_shown() {
    let mut leaks = Leaks::new();
    for spelling in SPELLINGS {
        let mut canaries = Canaries::new();
        let names = [
            "api-token",
            "registry-password",
            "x-auth",
            "secret",
            "AccessKey",
            "credentials",
        ];
        let mut member = |name: &str| format!("\"{name}\": {}", spelling(&canaries.plain()));
        let all: Vec<String> = names.iter().map(|name| member(name)).collect();
        let text = format!(
            "{{{0}, \"log-driver\": \"splunk\", \"log-opts\": {{\"splunk-token\": {1}}}, \"proxies\": {{{0}}}}}",
            all.join(", "),
            member("splunk-token").split_once(": ").unwrap().1
        );
        leaks.look(&[("daemon.json", Role::DaemonConfig, &text)], &text);
        leaks.look_when_cut("daemon.json", Role::DaemonConfig, &text);
    }
    leaks.none();
}

#[test]
fn client_configurations_show_no_secret() {
    let mut leaks = Leaks::new();
    let mut canaries = Canaries::new();
    let mut secret = || canaries.plain();
    let text = format!(
        "{{\"auths\": {{\"reg.example.com\": {{\"auth\": \"{}\", \"username\": \"{}\", \"password\": \"{}\", \
         \"identitytoken\": \"{}\", \"registrytoken\": \"{}\", \"email\": \"{}\"}}, \"b\": \"{}\"}},\n \"HttpHeaders\": \
         {{\"X-Auth\": \"{}\"}}, \"credHelpers\": {{}}, \"auth\": \"{}\", \"proxies\": {{\"default\": {{\"httpProxy\": \
         \"http://u:{}@p:3128\"}}}}}}\n",
        secret(),
        secret(),
        secret(),
        secret(),
        secret(),
        secret(),
        secret(),
        secret(),
        secret(),
        secret()
    );
    leaks.look(&[("config.json", Role::DockerAuth, &text)], "as it should be");
    leaks.look_when_cut("config.json", Role::DockerAuth, &text);
    for sign in ["\"", ",", ":", "{", "}"] {
        for (at, _) in text.match_indices(sign) {
            let damaged = format!("{}{}", &text[..at], &text[at + 1..]);
            leaks.look(
                &[("config.json", Role::DockerAuth, &damaged)],
                &format!("no {sign} at {at}"),
            );
        }
    }
    let host = format!(
        "[[runners]]\n  executor = \"docker\"\n  environment = ['DOCKER_AUTH_CONFIG={}']\n",
        text.replace('\n', " ")
    );
    leaks.look(&[("config.toml", Role::RunnerConfig, &host)], "inside config.toml");
    leaks.look_when_cut("config.toml", Role::RunnerConfig, &host);
    leaks.none();
}

#[test]
fn units_and_keys_show_no_secret() {
    let mut leaks = Leaks::new();
    let mut canaries = Canaries::new();
    let unit = format!(
        "[Service]\nEnvironment=\"HTTP_PROXY=http://u:{}@p:3128\"\nEnvironment=REGISTRY_PASSWORD={} A=b\nExecStart=/usr/bin/dockerd \
         -H fd:// --registry-mirror={} --log-opt splunk-token={}\n",
        canaries.plain(),
        canaries.plain(),
        canaries.url(),
        canaries.plain()
    );
    let key = format!(
        "-----BEGIN RSA PRIVATE KEY-----\n{}\n-----END RSA PRIVATE KEY-----\n",
        canaries.plain()
    );
    let files = [
        (
            "daemon.json",
            Role::DaemonConfig,
            "{\"hosts\": [\"tcp://0.0.0.0:2375\"], \"registry-mirrors\": []}",
        ),
        ("docker.service", Role::SystemdUnit, unit.as_str()),
        (
            "docker/certs.d/reg.example.com/client.key",
            Role::Certificate,
            key.as_str(),
        ),
    ];
    leaks.look(&files, "beside a daemon.json");
    leaks.none();
}
