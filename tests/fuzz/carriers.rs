//! YAML files that carry a config.toml, and templates of one: made of any config.toml.

use crate::numbers::Numbers;

/// What stands around a configuration, which takes the place of `@`, in as many blanks more than its line has.
const CARRIERS: [&str; 12] = [
    "gitlabUrl: https://gitlab.example.com/\nrunners:\n  # Mounted into the runner.\n  config: |\n    @\n  tags: a, b\n",
    "gitlab-runner:\n  runnerToken: \"\"\n  runners:\n    privileged: true\n    builds: {cpuLimit: 1}\n    config: |-\n      @\n",
    "apiVersion: v1\nkind: ConfigMap\ndata:\n  other: x\n---\napiVersion: v1\nkind: ConfigMap\ndata:\n  config.toml: |\n    @\n---\nkind: Secret\napiVersion: v1\nstringData:\n  a: b\n",
    "apiVersion: v1\nkind: Secret\nstringData:\n  password: x\n  config.template.toml: |+ # kept\n      @\n\n",
    "apiVersion: v1\nkind: ConfigMap\ndata:\n  values.yaml: |\n    runnerToken: x\n    runners:\n      config: |\n        @\n      name: é 😀\n",
    "apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec:\n  source:\n    helm:\n      values: |-\n        runners:\n          config: |\n            @\n",
    "services:\n  runner: {image: gitlab/gitlab-runner}\nconfigs:\n  runner:\n    content: |2\n        @\n",
    "apiVersion: v1\nkind: List\nitems:\n- kind: ConfigMap\n  data:\n    config.toml: |\n      @\n- kind: Secret\n  data: {a: Yg==}\n",
    "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nspec:\n  values:\n    runners: {config: '@'}\n",
    "runnerToken: x\nrunners:\n  config: \"@\"\n  name: a\n",
    "runnerToken: x\nx: &config |\n  @\nrunners:\n  config: *config\n",
    "runnerToken: x\nrunners:\n  config: |\n    @",
];

/// Marks that may take the place of a line or a value.
const MARKS: [&str; 10] = [
    "{{ .Values.x }}",
    "{{- if .Values.x }}",
    "{{- end }}",
    "{{ include \"a.b\" . | nindent 4 }}",
    "{% if x %}",
    "{% endif %}",
    "${x}",
    "%{ if x ~}",
    "<%= @x['y'] %>",
    "{# why #}",
];

/// A YAML file that carries a configuration.
pub(crate) fn carrier(config: &str, numbers: &mut Numbers) -> String {
    let around = *numbers.one(&CARRIERS);
    let at = around.find('@').expect("each carries something");
    let before = &around[..at];
    let line = before.rfind('\n').map_or(0, |end| end + 1);
    let carried = if around.contains("\"@") {
        format!("{config:?}").trim_matches('"').to_owned()
    } else if around.contains("'@") {
        config.lines().collect::<Vec<_>>().join(" ").replace('\'', "''")
    } else {
        let indent = format!("\n{}", &before[line..]);
        config
            .trim_end()
            .replace('\n', &indent)
            .replace(&format!("{indent}\n"), "\n\n")
    };
    format!("{before}{carried}{}", &around[at + 1..])
}

/// A template of a configuration.
pub(crate) fn template(config: &str, numbers: &mut Numbers) -> String {
    let line = |line: &str| {
        let mark = *numbers.one(&MARKS);
        match (numbers.below(8), line.split_once('=')) {
            (0, _) => format!("{mark}\n{line}\n"),
            (1, Some((key, _))) => format!("{key}= {mark}\n"),
            (2, Some((key, _))) => format!("{key}= \"{mark}/a\"\n"),
            _ => format!("{line}\n"),
        }
    };
    config.lines().map(line).collect()
}
