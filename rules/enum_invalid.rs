//! Texts that have to be one of a few words.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::KnownValue;
use crate::rule::{Check, Rule, Theme};
use crate::schema::{Form, Version, Words, texts};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "enum-invalid",
    summary: "a text is none of the words that its key takes",
    theme: Theme::Values,
    severity: Severity::Error,
    consequences: &[Consequence::JobFails, Consequence::StartFails, Consequence::Ignored],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &["log_level", "log_format", "shell", "isolation", "dns_policy"],
    fix: Some(Safety::Safe),
    since: "0.1.0",
    page: include_str!("enum_invalid.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    let workspace = cx.workspace;
    for value in workspace.known_values(|key| matches!(key.path, "log_level" | "log_format" | "runners[].shell")) {
        match value.key.path {
            "log_level" | "log_format" => word(cx, &value, Consequence::StartFails),
            "runners[].shell" if !is_former_shell(cx, &value) => word(cx, &value, Consequence::JobFails),
            _ => {}
        }
    }
    for (_, docker) in workspace.docker_executors() {
        let values = workspace.docker_values(docker);
        for value in values.iter().filter(|value| value.key.name == "isolation") {
            word(cx, value, Consequence::JobFails);
        }
    }
    let pods = workspace.kubernetes_tables();
    let policies: Vec<_> = pods
        .filter_map(|(_, table)| Some(table.text("dns_policy")?.place.span))
        .collect();
    for value in workspace.known_values(|key| key.path == "runners[].kubernetes.dns_policy") {
        if policies.contains(&value.place.span) {
            word(cx, &value, Consequence::Ignored);
        }
    }
}

fn word(cx: &mut Check<'_>, value: &KnownValue<'_>, consequence: Consequence) {
    let (Form::Words(words), Some(text)) = (value.key.form(), value.as_str()) else {
        return;
    };
    let is_default = text.is_empty() && consequence != Consequence::StartFails;
    if words.allow(text) || is_default || texts::has_placeholder(text) {
        return;
    }
    let meant = words.meant(text);
    let written = meant.and_then(|meant| cx.set(&value.place, meant));
    let message = match text {
        "" => format!("`{}` is empty", value.key.name),
        _ => format!("`{}` is no `{}`", text.escape_debug(), value.key.name),
    };
    let found = cx.report(&value.place, message);
    found.consequence(consequence);
    match consequence {
        Consequence::StartFails => {
            found.note("GitLab Runner does not start with it");
        }
        Consequence::Ignored => {
            found
                .severity(Severity::Warning)
                .note("pods get the policy `cluster-first`");
        }
        _ => {}
    }
    match (written, meant) {
        (Some(written), Some(meant)) => {
            // Pods would resolve names in another way than so far.
            let safety = match consequence {
                Consequence::Ignored => Safety::Unsafe,
                _ => Safety::Safe,
            };
            found.fix(Some(written.fix(safety, format!("write `{meant}`"))));
        }
        _ if value.key.name == "shell" && text == "cmd" => {
            found.help("17.0 removed it; write \"pwsh\" or \"powershell\"");
        }
        _ => {
            found.help(list(&words));
        }
    }
}

/// Whether it is the shell that releases before 17.0 had.
fn is_former_shell(cx: &Check<'_>, value: &KnownValue<'_>) -> bool {
    value.as_str() == Some("cmd") && cx.workspace.context.targets.runner.version < Version::new(17, 0)
}

fn list(words: &Words) -> String {
    match words.words.split_last() {
        Some((last, [])) => format!("it can be `{last}`"),
        Some((last, others)) => format!("it can be `{}` or `{last}`", others.join("`, `")),
        None => String::new(),
    }
}
