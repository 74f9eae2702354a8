//! Secrets that are given to variables and options, in texts of any kind.

use runnerlint::source::Role;

use super::{Canaries, Leaks};

/// Looks through what is said of each text alone, with a secret for every `@`.
fn silent(name: &str, role: Role, texts: &[String]) {
    let mut leaks = Leaks::new();
    for text in texts {
        let mut canaries = Canaries::new();
        let pieces = text.split_inclusive('@').map(|piece| match piece.strip_suffix('@') {
            Some(before) => format!("{before}{}", canaries.plain()),
            None => piece.to_owned(),
        });
        leaks.look(&[(name, role, &pieces.collect::<String>())], text);
    }
    leaks.none();
}

#[test]
fn what_is_given_in_values_of_a_runner_is_never_shown() {
    let values = [
        "pre_build_script = \"export DB_PASSWORD=@\"",
        "pre_build_script = \"\"\"\nPASSWORD=@ ./x\n\"\"\"",
        "pre_get_sources_script = '''\n$env:TOKEN=\"@\"\n'''",
        "post_build_script = \"sshpass -p @ ssh me\"",
        "environment = [\"JAVA_OPTS=-Dx.password=@\"]",
        "environment = [\"X=--token=@\", \"M=--password @\"]",
        "environment = [[\"PASSWORD=@\"]]",
        "environment = [[[\"PASSWORD=@ @\"]], \"A=b\"]",
        "environment = [{name=\"DB_PASSWORD\", value=\"@\"}]",
        "environment = [\"PASSWORD\", \"@\"]",
        "environment = [[\"PASSWORD\", \"@=\"]]",
        "environment = { name = \"A_TOKEN\", value = [\"@\"] }",
        "[runners.docker]\n    services = [{ name = \"a\", command = [\"--password\", \"@\"] }]",
        "clone_url = \"https://h.example.com/?private_token=@\"",
        "unknown = \"--api-key @\"",
        "\"token=@\" = 1",
    ];
    let text = |value: &&str| format!("[[runners]]\n  executor = \"docker\"\n  {value}\n");
    silent(
        "config.toml",
        Role::RunnerConfig,
        &values.iter().map(text).collect::<Vec<_>>(),
    );
}

#[test]
fn what_is_given_in_values_of_a_daemon_is_never_shown() {
    let values = [
        "\"labels\": [\"token=@\"]",
        "\"storage-opts\": [\"dm.token=@\"]",
        "\"runtimes\": {\"a\": {\"path\": \"b\", \"runtimeArgs\": [\"--token=@\"]}}",
        "\"registry-mirrors\": [\"https://h.example.com/?token=@\"]",
        "\"exec-opts\": [\"password=@ @\"]",
        "\"runtimes\": {\"a\": {\"path\": \"b\", \"runtimeArgs\": [\"--token\", \"@\"]}}",
        "\"token=@\": 1",
    ];
    let text = |value: &&str| format!("{{\n  {value},\n  \"debug\": \"x\"\n}}\n");
    silent(
        "daemon.json",
        Role::DaemonConfig,
        &values.iter().map(text).collect::<Vec<_>>(),
    );
}

#[test]
fn what_is_given_in_a_unit_is_never_shown() {
    let unit = "[Service]\nEnvironment=\"A_PASSWORD=@ @\"\nEnvironment=A_TOKEN=-@\nExecStart=/usr/bin/dockerd --foo-token \"@\" --bar-token @\n";
    silent("docker.service", Role::SystemdUnit, &[unit.to_owned()]);
}

#[test]
fn what_a_misspelt_variable_is_given_is_never_shown() {
    let texts = [
        "variables:\n  MYSQL_PASSWORD:@\nbuild: {script: x}\n",
        "variables:\n  MYSQL_PASSWORD @\nbuild: {script: x}\n",
        "variables:\n  MYSQL_PASSWORD\n  @\nbuild: {script: x}\n",
        "variables:\n  MYSQL_PASSWORD:\n  @\nbuild: {script: x}\n",
        "variables:\n  MYSQL_PASSWORD\n    @\nbuild: {script: x}\n",
        "variables:\n  A: b\n  MYSQL_PASSWORD:@\nbuild: {script: x}\n",
        "variables:\n  MYSQL_PASSWORD:@\n  A: b\nbuild: {script: x}\n",
        "variables:\n  A:b\n  MYSQL_PASSWORD:@\nbuild: {script: x}\n",
        "variables:\n  A:b\n  MYSQL_PASSWORD: @\nbuild: {script: x}\n",
        "variables:\n  - MYSQL_PASSWORD:@\nbuild: {script: x}\n",
        "variables:\n  - MYSQL_PASSWORD @\nbuild: {script: x}\n",
        "variables: MYSQL_PASSWORD:@\nbuild: {script: x}\n",
        "variables: {MYSQL_PASSWORD:@}\nbuild: {script: x}\n",
        "variables: {MYSQL_PASSWORD @, A: b}\nbuild: {script: x}\n",
        "variables: {? MYSQL_PASSWORD:@}\nbuild: {script: x}\n",
        "variables: {'MYSQL_PASSWORD:@': 1}\nbuild: {script: x}\n",
        "build:\n  script: x\n  variables:\n    MYSQL_PASSWORD:@\n",
        "build:\n  script: x\n  MYSQL_PASSWORD:@\n",
        "build:\n  MYSQL_PASSWORD:@\n",
        "build:\n  script: x\n  variables: [MYSQL_PASSWORD:@]\n",
        "build:\n  script: x\n  services: [{name: a, variables: {MYSQL_PASSWORD:@}}]\n",
        "build:\n  script: x\n  services: [{name: a, variables: {MYSQL_PASSWORD=@}}]\n",
        "build:\n  script: x\n  services: [{name: a, variables: {MYSQL_PASSWORD @}}]\n",
        "build:\n  script: x\n  services: [{name: a, variables: MYSQL_PASSWORD:@}]\n",
        "build:\n  script: x\n  services:\n    - name: a\n      variables:\n        MYSQL_PASSWORD:@\n",
        "build:\n  script: x\n  parallel: {matrix: [MYSQL_PASSWORD:@]}\n",
        "build:\n  script: x\n  parallel: {matrix: [{MYSQL_PASSWORD:@}]}\n",
        "build:\n  script: x\n  parallel:\n    matrix:\n      - MYSQL_PASSWORD:@\n",
        "build:\n  script: x\n  rules: [{if: $A, variables: {MYSQL_PASSWORD:@}}]\n",
        "build:\n  script: x\n  rules:\n    - if: $A\n      variables:\n        MYSQL_PASSWORD:@\n",
        "MYSQL_PASSWORD:@\nbuild: {script: x}\n",
        "MYSQL_PASSWORD:@\n",
        "include: [{project: a/b, file: x, inputs: {my_token:@}}]\nbuild: {script: x}\n",
        "include:\n  - project: a/b\n    file: x\n    inputs:\n      my_token:@\nbuild: {script: x}\n",
        "build:\n  script: x\n  variables: &a\n    MYSQL_PASSWORD:@\nb: {script: x, variables: *a}\n",
        "variables: \"MYSQL_PASSWORD: @\"\nbuild: {script: x}\n",
        "variables: |\n  MYSQL_PASSWORD: @\nbuild: {script: x}\n",
    ];
    silent(".gitlab-ci.yml", Role::Pipeline, &texts.map(str::to_owned));
}
