//! Settings of a template beside its runner, which `gitlab-runner register` does not take over.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::Template;
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "template-global-ignored",
    summary: "a setting of a template is not one of its runner, and nobody reads it",
    theme: Theme::Executor,
    severity: Severity::Warning,
    consequences: &[Consequence::Ignored],
    needs: &[Role::RunnerTemplate],
    uses: &[],
    keys: &[],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("template_global_ignored.md"),
    check,
};

/// What the chart calls settings that it writes into config.toml itself.
///
/// Source: GitLab's Helm chart gitlab-runner, `templates/configmap.yaml` and `values.yaml`.
const IN_CHART: [(&str, &str); 9] = [
    ("check_interval", "checkInterval"),
    ("concurrent", "concurrent"),
    ("connection_max_age", "connectionMaxAge"),
    ("listen_address", "metrics"),
    ("log_format", "logFormat"),
    ("log_level", "logLevel"),
    ("sentry_dsn", "sentryDsn"),
    ("session_server", "sessionServer"),
    ("shutdown_timeout", "shutdown_timeout"),
];

/// Source: GitLab Runner `commands/register.go`, `configTemplate.MergeTo`, 19.4.
fn check(cx: &mut Check<'_>) {
    for template in cx.workspace.templates() {
        for (name, place) in &template.globals {
            // In a chart it is plain that somebody meant it.
            let removed = cx.remove(&[place]).filter(|_| !template.is_embedded);
            let found = cx.report(
                place,
                format!("`gitlab-runner register` does not take `{name}` from a template"),
            );
            found.help(help(&template, name));
            found.fix(removed.map(|removed| removed.fix(Safety::Unsafe, format!("take `{name}` away"))));
        }
    }
}

fn help(template: &Template, name: &str) -> String {
    let in_chart = IN_CHART.iter().find(|(own, _)| *own == name && template.is_embedded);
    match in_chart {
        Some((_, value)) => format!("set `{value}:` in the values of the chart"),
        None => format!("set `{name}` in the config.toml that the runner is added to"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Address, FileId, Place, Span};

    #[test]
    fn a_chart_has_a_value_of_its_own() {
        let template = |is_embedded| Template {
            place: Place {
                span: Span::new(FileId::new(0), 0..0),
                address: Address::root(),
            },
            runners: None,
            tokens: Vec::new(),
            globals: Vec::new(),
            is_embedded,
        };
        assert_eq!(
            help(&template(true), "check_interval"),
            "set `checkInterval:` in the values of the chart"
        );
        assert!(help(&template(true), "user").contains("config.toml"));
        assert!(help(&template(false), "check_interval").contains("`check_interval` in the config.toml"));
    }
}
