//! Names and texts that are ours, and the ones that are not.

use super::*;

fn role(path: &str, text: &str) -> Option<Role> {
    recognise(Path::new(path), text).role
}

#[test]
fn a_runner_configuration_is_known_by_its_content() {
    for text in [
        "concurrent = 4\n",
        "check_interval = 0\n",
        "[session_server]\n  session_timeout = 1800\n",
        "[[runners]]\n  name = \"a\"\n",
        "[[ Runners ]]\n",
        "[runners]\n  executor = \"docker\"\n",
        "[runners.docker]\n  image = \"alpine\"\n",
        "runners = [{ name = \"a\" }]\n",
    ] {
        assert_eq!(role("config.toml", text), Some(Role::RunnerConfig), "{text}");
    }
}

#[test]
fn the_config_toml_of_other_programs_is_left_alone() {
    for text in [
        "[build]\nrustflags = []\n[target.x86_64-unknown-linux-gnu]\nrunner = \"qemu\"\n",
        "baseURL = \"https://example.org/\"\ntitle = \"x\"\n[params]\nurl = \"y\"\n",
        "[[redirects]]\nfrom = \"/a\"\nto = \"/b\"\n",
        "[tool.poetry]\nname = \"x\"\n",
        "version = 2\n[plugins.\"io.containerd.grpc.v1.cri\".registry]\n",
        "concurrent = true\n",
        "",
    ] {
        assert_eq!(role("config.toml", text), None, "{text}");
    }
}

#[test]
fn a_runner_configuration_of_another_name_needs_more_evidence() {
    let runner = "[[runners]]\n  token = \"x\"\n";
    assert_eq!(role("deploy/runner.toml", runner), Some(Role::RunnerConfig));
    assert_eq!(role("config.toml.example", runner), Some(Role::RunnerConfig));
    assert_eq!(role("race.toml", "[[runners]]\nshoes = 42\n"), None);
    assert_eq!(role("Cargo.toml", "concurrent = 4\n"), None);
}

#[test]
fn a_broken_runner_configuration_is_known_too() {
    assert_eq!(
        role("config.toml", "concurrent = \n[[runners]\n"),
        Some(Role::RunnerConfig)
    );
}

#[test]
fn a_template_is_known_by_its_name_and_content() {
    let text = "[[runners]]\n  [runners.docker]\n    privileged = true\n";
    assert_eq!(role("config.template.toml", text), Some(Role::RunnerTemplate));
    assert_eq!(role("site.template.toml", "title = \"x\"\n"), None);
}

#[test]
fn a_file_where_the_program_reads_it_needs_no_content() {
    assert_eq!(role("/etc/gitlab-runner/config.toml", ""), Some(Role::RunnerConfig));
    assert_eq!(role("/etc/docker/daemon.json", "nonsense"), Some(Role::DaemonConfig));
    assert_eq!(role("/root/.docker/config.json", "{}"), Some(Role::DockerAuth));
}

#[test]
fn pipelines_are_known_by_their_name_only() {
    assert_eq!(role(".gitlab-ci.yml", ""), Some(Role::Pipeline));
    assert_eq!(role("ci/Build.gitlab-ci.yml", ""), Some(Role::Pipeline));
    assert_eq!(role("docker-compose.yml", "build:\n  script: [make]\n"), None);
}

#[test]
fn a_daemon_json_is_known_by_its_name_unless_it_is_clearly_another_programs() {
    for text in [
        "",
        "{}",
        "{ \"registry-mirors\": [] }",
        "{ \"debug\": true, \"x\": 1, \"y\": 2 }",
        "{ \"dns\" [",
        "{ \"Registry-Mirrors\": [] }",
        "{ \"Debug\": true, \"Hosts\": [] }",
    ] {
        assert_eq!(role("daemon.json", text), Some(Role::DaemonConfig), "{text}");
    }
    for text in [
        "{ \"jvmOptions\": [], \"workers\": 3 }",
        "{ \"Debug\": true, \"Workers\": 3, \"Queue\": \"x\" }",
    ] {
        assert_eq!(role("daemon.json", text), None, "{text}");
    }
}

#[test]
fn json_of_other_names_is_known_by_its_outermost_keys() {
    let daemon = "{\n  \"registry-mirrors\": [\"https://m.example\"],\n  \"debug\": true\n}";
    assert_eq!(role("files/docker.json", daemon), Some(Role::DaemonConfig));
    let login = r#"{"auths": {"r.example": {}}}"#;
    assert_eq!(role("config.json", login), Some(Role::DockerAuth));
    let nested = r#"{"name": "x", "docker": {"registry-mirrors": []}, "text": "auths"}"#;
    assert_eq!(role("package.json", nested), None);
    let escaped = r#"{"a\"": ["x"], "auths": {}}"#;
    assert_eq!(role("config.json", escaped), Some(Role::DockerAuth));
}

#[test]
fn a_text_without_a_telling_name_is_known_by_its_content() {
    assert_eq!(role("-", " {\"insecure-registries\": []}"), Some(Role::DaemonConfig));
    assert_eq!(role("-", "[[runners]]\nurl = \"x\"\n"), Some(Role::RunnerConfig));
    assert_eq!(role("-", "build:\n  script: make\n"), None);
}

#[test]
fn a_hundred_thousand_brackets_take_no_time() {
    let text = "{[".repeat(100_000);
    assert_eq!(role("a.json", &text), None);
    assert_eq!(role("a.toml", &text), None);
}

#[test]
fn yaml_is_known_by_what_it_carries() {
    let values = "gitlabUrl: https://gitlab.example.com/\nrunners:\n  config: |\n    [[runners]]\n";
    assert_eq!(role("values.yaml", values), Some(Role::HelmValues));
    assert_eq!(
        role("prod.yml", &format!("runner:\n  {}", values.replace('\n', "\n  "))),
        Some(Role::HelmValues)
    );
    assert_eq!(
        role("values.yaml", "runners: {}\nrunnerToken: x\n"),
        Some(Role::HelmValues)
    );
    let map = "apiVersion: v1\nkind: ConfigMap\ndata:\n  config.toml: |\n    [[runners]]\n";
    assert_eq!(role("map.yaml", map), Some(Role::Manifest));
    let compose = "services: {}\nconfigs:\n  runner:\n    content: |\n      [[runners]]\n";
    assert_eq!(role("compose.yaml", compose), Some(Role::Compose));
    assert_eq!(
        role(
            "templates/map.yaml",
            &format!("{{{{- if .Values.x }}}}\n{map}{{{{- end }}}}\n")
        ),
        None
    );
    assert_eq!(role("values.yaml", "runners: {}\n"), None);
    assert_eq!(role("play.yml", "- shell: |\n    echo '[[runners]]'\n"), None);
}

#[test]
fn yaml_that_is_filled_in_is_left_alone_and_yaml_that_carries_marks_is_not() {
    let map =
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\n@data:\n  config.toml: |- # why\n    [[runners]]\n";
    for line in [
        "  {{- with .x }}\n",
        "  %{ if x }\n",
        "  labels: {{- .x }}\n",
        "- {{ x }}\n",
    ] {
        assert_eq!(role("map.yaml", &map.replace('@', line)), None, "{line}");
    }
    for line in [
        "  # labels: {{- .x }}\n",
        "  labels: '{{- .x }}'\n",
        "a:\n- |\n  {{ x }}\n",
    ] {
        assert_eq!(
            role("map.yaml", &map.replace('@', line)),
            Some(Role::Manifest),
            "{line}"
        );
    }
    let marked = format!("{}\n    {{{{- if .x }}}}\n", map.replace('@', ""));
    assert_eq!(role("map.yaml", &marked), Some(Role::Manifest));
}

#[test]
fn templates_and_programs_are_no_files_of_the_programs_themselves() {
    let text = "[[runners]]\n  executor = \"docker\"\n  {{ more }}\n";
    assert_eq!(role("config.toml.j2", text), Some(Role::RunnerConfig));
    assert_eq!(role("runner-config.tftpl", text), Some(Role::RunnerConfig));
    assert_eq!(role("config.template.toml.tpl", text), Some(Role::RunnerTemplate));
    assert_eq!(role("daemon.json.j2", "{\"bip\": {{ bip }}}"), None);
    assert_eq!(role("main.tf", &format!("x = <<EOF\n{text}EOF\n")), None);
    assert!(
        recognise(Path::new("register.sh"), text)
            .why
            .contains("a part of a program")
    );
    assert!(could_be(Path::new("config.toml.j2")) && !could_be(Path::new("_helpers.tpl")));
}
