//! Configurations of GitLab Runner in strings of YAML files: found, linted where they stand, and fixed there.

#![allow(clippy::unwrap_used)]
#![cfg(unix)]

use std::fs;
use std::process::Command;

use runnerlint::model::{Context, Workspace};
use runnerlint::source::{FileId, Role, SourceFile, Sources};
use tempfile::TempDir;

/// What Helm values have below `runners:`; two lines of it have a safe fix.
const CONFIG: &str = "\
config: |
  [[runners]]
    # why not
    executor = \"kubernetes\"
    [runners.kubernetes]
      cpu_request = 1
      memory_limit = \"1 Gi\"
";

const FIXED: [(&str, &str); 2] = [("cpu_request = 1\n", "cpu_request = \"1\"\n"), ("\"1 Gi\"", "\"1Gi\"")];

fn indented(text: &str, by: usize) -> String {
    let lines = text.split_inclusive('\n');
    lines.map(|line| format!("{:by$}{line}", "")).collect()
}

fn fixed(text: &str) -> String {
    FIXED.iter().fold(text.to_owned(), |text, (old, new)| {
        assert_eq!(text.matches(old).count(), 1, "{text}");
        text.replace(old, new)
    })
}

fn runnerlint(folder: &TempDir, arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_runnerlint"))
        .args(arguments)
        .current_dir(folder.path())
        .env_clear()
        .env("CI", "true")
        .output()
        .unwrap();
    assert!(matches!(output.status.code(), Some(0 | 1 | 4)), "{output:?}");
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

fn folder(name: &str, text: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(name), text).unwrap();
    folder
}

/// The file after its safe fixes, and what was said.
fn after_fix(name: &str, text: &str) -> (String, String) {
    let folder = folder(name, text);
    let said = runnerlint(&folder, &["fix", "--isolated", name]);
    (fs::read_to_string(folder.path().join(name)).unwrap(), said)
}

/// The findings of a file, a line each: `line:column: severity[rule]`.
fn found(name: &str, text: &str) -> Vec<String> {
    let folder = folder(name, text);
    let said = runnerlint(&folder, &["check", "--isolated", "--format", "concise", name]);
    let lines = said
        .lines()
        .filter_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
    lines
        .map(|line| line.split(']').next().unwrap().to_owned() + "]")
        .collect()
}

#[test]
fn values_of_the_chart_and_of_charts_around_it_are_fixed_in_place() {
    let chart = format!(
        "gitlabUrl: https://gitlab.example.com/\nrunners:\n{}tags: x\n",
        indented(CONFIG, 2)
    );
    let umbrella = format!("gitlab-runner:\n  runners:\n{}other: 1 # kept\n", indented(CONFIG, 4));
    for text in [chart, umbrella] {
        let (after, said) = after_fix("values.yaml", &text);
        assert_eq!(after, fixed(&text), "{said}");
    }
}

#[test]
fn line_ends_of_windows_and_a_missing_last_one_are_kept() {
    let text = format!("runnerToken: x\nrunners:\n{}", indented(CONFIG, 2));
    let windows = text.replace('\n', "\r\n");
    assert_eq!(after_fix("values.yaml", &windows).0, fixed(&text).replace('\n', "\r\n"));
    let cut = text.trim_end();
    assert_eq!(after_fix("values.yaml", cut).0, fixed(&text).trim_end());
}

#[test]
fn a_key_is_added_behind_the_indentation() {
    let text = concat!(
        "configs:\n  runner:\n    content: |\n      [[runners]]\n        name = \"a\"\n        token = \"glrt-t1_abcdefghijklmnopqrst\"\n",
        "        url = \"https://gitlab.example.com\"\n        executor = \"docker\"\n        [runners.docker]\n",
        "          image = \"alpine:3.20\"\nservices: {}\n",
    );
    let (after, said) = after_fix("compose.yaml", text);
    let wanted = text.replace("3.20\"\n", "3.20\"\n          pull_policy = \"always\"\n");
    assert_eq!(after, wanted, "{said}");
    assert!(!said.contains("abcdefghij"), "{said}");
    assert!(
        said.contains("compose.yaml: used when its containers are made anew"),
        "{said}"
    );
}

#[test]
fn objects_of_kubernetes_carry_configurations_in_any_document() {
    let release = format!(
        "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nspec:\n  values:\n    runners:\n{}",
        indented(CONFIG, 6)
    );
    let inner = indented(CONFIG, 0).replacen("config: |", "config.toml: |", 1);
    let map = format!("apiVersion: v1\nkind: ConfigMap\ndata:\n{}", indented(&inner, 2));
    assert_eq!(after_fix("release.yaml", &release).0, fixed(&release));
    assert_eq!(after_fix("map.yaml", &map).0, fixed(&map));
    let first =
        "apiVersion: v1\nkind: ConfigMap\ndata:\n  config.toml: |\n    [[runners]]\n      executor = \"shell\"\n";
    let both = format!("{first}---\n{map}");
    let (after, said) = after_fix("both.yaml", &both);
    assert_eq!(after, fixed(&both), "{said}");
}

#[test]
fn values_in_values_are_reached_through_both() {
    let values = format!("runners:\n{}", indented(CONFIG, 2));
    let map = format!(
        "apiVersion: v1\nkind: ConfigMap\ndata:\n  values.yaml: |\n{}",
        indented(&values, 4)
    );
    assert_eq!(found("map.yaml", &map)[0], "11:27: error[wrong-toml-type]");
    let (after, said) = after_fix("map.yaml", &map);
    assert_eq!(after, fixed(&map), "{said}");
    let json = runnerlint(
        &folder("map.yaml", &map),
        &["check", "--isolated", "--format", "json", "map.yaml"],
    );
    assert!(
        json.contains(r#""data.\"values.yaml\"!runners.config!runners[0].kubernetes.cpu_request""#),
        "{json}"
    );
    assert!(
        json.contains(r#""role": "manifest""#) || json.contains(r#""role":"manifest""#),
        "{json}"
    );
}

#[test]
fn a_string_in_quotes_is_linted_and_fixed_in_its_quoting() {
    let text =
        "runnerToken: x\nrunners:\n  config: \"[[runners]]\\n  [runners.kubernetes]\\n    cpu_request = 1\\n\"\n";
    let (after, said) = after_fix("values.yaml", text);
    assert_eq!(after, text.replace("= 1\\n", "= \\\"1\\\"\\n"), "{said}");
}

#[test]
fn where_yaml_folds_lines_places_are_told_and_nothing_is_written() {
    let quoted = "runnerToken: x\nrunners:\n  config: \"[[runners]]\\n  [runners.kubernetes]\\n\\\n    \\    cpu_request = 1\\n\"\n";
    assert_eq!(found("values.yaml", quoted), ["4:24: error[wrong-toml-type]"]);
    assert_eq!(after_fix("values.yaml", quoted).0, quoted);
    let folded = format!(
        "runnerToken: x\nrunners:\n{}",
        indented(CONFIG, 2).replacen('|', ">-", 1)
    );
    assert_eq!(found("values.yaml", &folded), ["8:23: error[wrong-toml-type]"]);
    assert_eq!(after_fix("values.yaml", &folded).0, folded);
}

#[test]
fn a_byte_order_mark_in_the_middle_of_a_file_begins_nothing_that_is_read() {
    let marked =
        format!("runnerToken: x\nrunners:\n{}", indented(CONFIG, 2)).replace("[[runners]]", "\u{feff}[[runners]]");
    assert_eq!(found("values.yaml", &marked), Vec::<String>::new());
    assert_eq!(after_fix("values.yaml", &marked).0, marked);
}

#[test]
fn the_chart_registers_runners_for_kubernetes() {
    let text = |executor: &str| {
        format!(
            "runnerToken: x\nrunners:\n{executor}  config: |\n    [[runners]]\n      [runners.kubernetes]\n        image = \"alpine\"\n"
        )
    };
    assert_eq!(found("values.yaml", &text("")), ["6:17: info[image-floating-tag]"]);
    assert!(found("values.yaml", &text("  executor: docker\n")).is_empty());
}

#[test]
fn what_is_lost_on_registering_and_what_cannot_be_read_is_found_where_it_stands() {
    let broken = "runnerToken: x\nrunners:\n  config: |\n    [[runners]]\n    name = \n      key: value\n";
    let found = found("values.yaml", broken);
    assert_eq!(found[0], "5:11: error[toml-syntax-error]");
    assert!(found[1].starts_with("6:"), "{found:?}");
}

#[test]
fn a_template_of_yaml_and_a_program_are_left_alone() {
    let text = format!(
        "{{{{- if .Values.x }}}}\nrunners:\n{}{{{{- end }}}}\n",
        indented(CONFIG, 2)
    );
    let (after, said) = after_fix("values.yaml", &text);
    assert_eq!(after, text);
    assert!(said.contains("it is a template of YAML"), "{said}");
    let terraform = "resource \"x\" \"y\" {\n  values = <<EOF\n[[runners]]\n  executor = \"docker\"\nEOF\n}\n";
    let (after, said) = after_fix("main.tf", terraform);
    assert_eq!(after, terraform);
    assert!(said.contains("a part of a program or a page"), "{said}");
}

#[test]
fn what_marks_stand_for_is_not_guessed() {
    let values = |lines: &str| {
        format!(
            "runnerToken: x\nrunners:\n  config: |\n    [[runners]]\n{}",
            indented(lines, 6)
        )
    };
    let quoted =
        values("[runners.kubernetes]\n  image = \"{{ printf \"%s:%s\" .Values.a .Values.b }}\"\n  cpu_limit = 2\n");
    assert_eq!(found("values.yaml", &quoted), ["7:21: error[wrong-toml-type]"]);
    assert_eq!(after_fix("values.yaml", &quoted).0, quoted.replace("= 2", "= \"2\""));
    let valued = values("limit = {{ .Values.limit }}\nrequest_concurency = 2\n");
    assert_eq!(found("values.yaml", &valued), ["6:7: warning[unknown-key]"]);
    let known = "limit = {{ .Values.limit }}\n[runners.kubernetes]\n  privileged = {{ .Values.p }}\n  pull_policy = \"alway\"\n";
    assert_eq!(
        found("values.yaml", &values(known)),
        ["8:23: error[pull-policy-invalid]"]
    );
    assert_eq!(
        after_fix("values.yaml", &values(known)).0,
        values(known),
        "of a guess nothing is fixed"
    );
    for unknown in [
        known.replace("{{ .Values.p }}", "{{ .Values.p }}\n  {{ .Values.more }}"),
        known.replace("pull_policy", "{{ .Values.key }} = 1\n  pull_policy"),
        known.replace("privileged", "helper_image"),
        known.replace("alway", "\\\"always\\\""),
    ] {
        let found = found("values.yaml", &values(&unknown));
        assert!(
            found.iter().all(|line| !line.contains("pull-policy")),
            "{unknown} {found:?}"
        );
    }
    // Whether the cache is in use depends on the mark.
    let depends =
        "[runners.cache]\n  Type = {{ .Values.type | quote }}\n  [runners.cache.gcs]\n    BucketName = \"b\"\n";
    assert!(found("values.yaml", &values(depends)).is_empty());
    let tables =
        values("[runners.kubernetes]\n  pod_labels = {{ .Values.labels | toToml }}\n  node_selector = \"x\"\n");
    assert_eq!(found("values.yaml", &tables), ["7:9: warning[unknown-key]"]);
    let shaped =
        values("{{- if .Values.s3 }}\n[runners.cache]\n  Tipe = \"s3\"\n{{- end }}\n{{ .Values.more }}\nfoo = 1\n");
    assert_eq!(found("values.yaml", &shaped), ["7:9: info[unknown-key]"]);
    assert_eq!(after_fix("values.yaml", &shaped).0, shaped);
}

#[test]
fn brackets_are_doubled_where_they_stand() {
    let text = "runnerToken: x\nrunners:\n  config: |\n    [runners]\n      limit = 1\n";
    let (after, said) = after_fix("values.yaml", text);
    assert_eq!(after, text.replace("[runners]", "[[runners]]"), "{said}");
}

#[test]
fn what_a_later_key_replaces_is_not_linted() {
    let data = "data:\n  config.toml: |\n    [[runners]]\n      executor = \"shell\"\n      eecutor = \"\"\n";
    let map = format!("apiVersion: v1\nkind: ConfigMap\n{data}data: {{}}\n");
    assert_eq!(found("map.yaml", &map), ["8:1: warning[yaml-syntax-error]"]);
}

#[test]
fn blanks_above_the_first_line_change_nothing() {
    let text = format!("runnerToken: x\nrunners:\n{}", indented(CONFIG, 2));
    let text = text.replace("config: |\n", "config: |\n \n    \n");
    assert_eq!(after_fix("values.yaml", &text).0, fixed(&text));
}

#[test]
fn a_configuration_for_the_operator_leaves_the_rest_to_registration() {
    let map = "apiVersion: v1\nkind: ConfigMap\ndata:\n  config.toml: |\n    [[runners]]\n      [runners.kubernetes]\n        image = \"alpine:3.20.3\"\n";
    assert!(found("map.yaml", map).is_empty());
    let whole = map.replace(
        "[[runners]]\n",
        "[[runners]]\n      url = \"https://gitlab.example.com\"\n",
    );
    assert!(!found("map.yaml", &whole).is_empty());
}

#[test]
fn secrets_of_what_is_carried_and_of_secret_objects_are_never_shown() {
    let values = concat!(
        "runnerRegistrationToken: CANARYcanary1\nrunners:\n  config: |\n    [[runners]]\n      token = \"CANARYcanary2\"\n",
        "      environment = [\"A_PASSWORD=CANARYcanary3\"]\n      naem = \"x\"\n",
    );
    let secret = concat!(
        "apiVersion: v1\nkind: Secret\nstringData:\n  runner: CANARYcanary4\n  config.toml: |\n    [[runners]]\n",
        "      token = \"CANARYcanary5\"\n      naem = \"x\"\n",
    );
    for (name, text) in [("values.yaml", values), ("secret.yaml", secret)] {
        for format in ["human", "json", "sarif", "patch", "markdown"] {
            let folder = folder(name, text);
            let said = runnerlint(
                &folder,
                &["check", "--isolated", "--unsafe-fixes", "--format", format, name],
            );
            assert!(!said.contains("canary"), "{format}: {said}");
            assert!(said.contains("naem"), "{format}: {said}");
        }
        let folder = folder(name, text);
        let said = runnerlint(&folder, &["fix", "--diff", "--isolated", "--unsafe-fixes", name]);
        assert!(said.contains("naem") && !said.contains("canary"), "{said}");
    }
}

/// The text as reports may show it.
fn masked(name: &str, role: Role, text: &str) -> String {
    let mut sources = Sources::new();
    sources.push(SourceFile::new(name, role, text.as_bytes().to_vec()));
    let workspace = Workspace::parse(sources, &Context::default());
    workspace.sources.get(FileId::new(0)).masked().to_string()
}

#[test]
fn secrets_in_strings_that_are_not_read_are_masked() {
    let chart = |config: &str| format!("runnerToken: x\nrunners:\n  config: {config}\n");
    for config in [
        ">\n    [[runners]]\n    token = \"canary\"\n    environment = [\"A_PASSWORD=canary\"]",
        "'[[runners]]\n\n    token = \"canary\"'",
        "\"[[runners]]\\n\\\n    token = \\\"canary\\\"\\n\"",
        "a [[runners]]\n    token = \"canary\"",
        "*c\nx: &c |\n  [[runners]]\n  token = \"canary\"",
        "x\nenvVars:\n  - name: A_TOKEN\n    value: canary",
    ] {
        let masked = masked("values.yaml", Role::HelmValues, &chart(config));
        assert!(!masked.contains("canary"), "{masked}");
    }
    for text in [
        "configs: {}\nservices:\n  a:\n    environment:\n      - A_TOKEN=canary\n",
        "configs: {}\nservices:\n  a:\n    command: register --token canary\n",
    ] {
        let masked = masked("compose.yaml", Role::Compose, text);
        assert!(!masked.contains("canary"), "{masked}");
    }
}

#[test]
fn all_that_a_secret_object_says_is_masked_wherever_it_says_it() {
    for data in [
        "x: &x {k: canary}\nstringData: *x\n",
        "stringData:\n  <<: {k: canary}\n",
        "metadata:\n  annotations:\n    kubectl.kubernetes.io/last-applied-configuration: |\n      {\"k\": \"canary\"}\n",
    ] {
        let masked = masked(
            "a.yaml",
            Role::Manifest,
            &format!("apiVersion: v1\nkind: Secret\n{data}"),
        );
        assert!(!masked.contains("canary"), "{masked}");
        assert!(masked.contains("kind: Secret"), "{masked}");
    }
}

#[test]
fn secrets_of_templates_are_masked_in_marks_and_where_nothing_could_be_read() {
    for lines in [
        "  token = {{ .x | default \"canary\" }}\n",
        "  [runners.cache.s3]\n    SecretKey = {{ \"canary\" | quote }}\n",
        "{% if x %}\n  token \"canary-canary\"\n{% endif %}\n",
        "{# not now:\n  token = \"canary\"\n  x_password = \"canary\"\n#}\n",
    ] {
        let masked = masked("config.toml.j2", Role::RunnerConfig, &format!("[[runners]]\n{lines}"));
        assert!(!masked.contains("canary"), "{masked}");
    }
    let lost = "{% if x %}\n-----BEGIN PRIVATE KEY-----\ncanary\n-----END PRIVATE KEY-----\n[[runners]]\n{% endif %}\n";
    assert!(found("config.toml.j2", lost).is_empty());
    let open = "[[runners]]\n  token = {{ .x | quote }}\n";
    assert_eq!(masked("config.toml.j2", Role::RunnerConfig, open), open);
}

#[test]
fn comments_in_what_is_carried_accept_findings_and_are_taken_away_with_their_use() {
    let text = |line: &str, value: &str| {
        format!(
            "runnerToken: x\nrunners:\n  config: |\n    [[runners]]\n      [runners.kubernetes]\n{line}        cpu_request = {value}\n"
        )
    };
    let allow = "        # runnerlint: allow(wrong-toml-type) the chart quotes it\n";
    assert_eq!(found("values.yaml", &text("", "1")), ["6:23: error[wrong-toml-type]"]);
    assert!(found("values.yaml", &text(allow, "1")).is_empty());
    let unused = text(allow, "\"1\"");
    assert_eq!(found("values.yaml", &unused), ["6:9: info[unused-allow]"]);
    let folder = folder("values.yaml", &unused);
    runnerlint(&folder, &["fix", "--isolated", "--unsafe-fixes", "values.yaml"]);
    assert_eq!(
        fs::read_to_string(folder.path().join("values.yaml")).unwrap(),
        text("", "\"1\"")
    );
    let above = format!(
        "# runnerlint: allow-file(wrong-toml-type) they are old\n{}",
        text("", "1")
    );
    assert!(found("values.yaml", &above).is_empty());
}

#[test]
fn what_is_carried_gets_pseudonyms_too() {
    let text = concat!(
        "apiVersion: v1\nkind: Secret\nmetadata: {name: canary1}\nstringData:\n  config.toml: |\n    # ask Canary2\n    [[runners]]\n",
        "      name = \"canary3\"\n      token = \"glrt-canary4canary4canary4\"\n      url = \"http://canary5.example.org\"\n",
        "      executor = \"docker\"\n      naem = \"canary6\"\n",
    );
    let folder = folder("secret.yaml", text);
    let said = runnerlint(&folder, &["anonymize", "secret.yaml"]);
    assert!(!said.to_lowercase().contains("canary"), "{said}");
    let rules = |text: &str| -> Vec<String> {
        let found = found("secret.yaml", text);
        found
            .iter()
            .map(|line| line.split(' ').next_back().unwrap().to_owned())
            .collect()
    };
    assert_eq!(rules(&said), rules(text), "{said}");
    assert!(rules(text).len() >= 2);
}
