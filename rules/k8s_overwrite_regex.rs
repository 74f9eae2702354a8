//! Patterns for what jobs may overwrite that allow more than they seem to.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::Setting;
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "k8s-overwrite-regex",
    summary: "a pattern lets jobs choose any namespace or service account",
    theme: Theme::Kubernetes,
    severity: Severity::Warning,
    consequences: &[Consequence::Risk],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &["kubernetes"],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("k8s_overwrite_regex.md"),
    check,
};

/// The keys whose patterns guard what a job is allowed to do, and what they guard.
const GUARDS: [(&str, &str); 2] = [
    ("namespace_overwrite_allowed", "namespace"),
    ("service_account_overwrite_allowed", "service account"),
];

fn check(cx: &mut Check<'_>) {
    let tables = cx.workspace.kubernetes_tables().map(|(_, table)| table);
    let mut patterns: Vec<(&str, Setting<String>)> = Vec::new();
    for table in tables {
        patterns.extend(
            GUARDS
                .iter()
                .filter_map(|(key, guarded)| Some((*guarded, table.text(key)?))),
        );
    }
    for (guarded, pattern) in patterns {
        if takes_everything(&pattern.value) {
            let message = format!("every job may choose any {guarded}");
            let found = cx.report(&pattern.place, message);
            found.help("name the ones that jobs may have, like \"^ci-[a-z0-9-]+$\", or leave the key out");
        } else if is_open(&pattern.value) {
            let right = format!("^{}$", pattern.value);
            let fix = cx.set(&pattern.place, right.as_str());
            let message = format!("this pattern is looked for anywhere in the name of the {guarded}");
            let found = cx.report(&pattern.place, message);
            found.severity(Severity::Info);
            found.fix(fix.map(|fix| fix.fix(Safety::Unsafe, format!("write {right:?}"))));
        }
    }
}

/// Whether every name matches, whatever surrounds the pattern.
fn takes_everything(pattern: &str) -> bool {
    let bare = pattern.strip_prefix('^').unwrap_or(pattern);
    let bare = bare.strip_suffix('$').unwrap_or(bare);
    matches!(bare, ".*" | ".+" | "(.*)" | "(.+)" | ".*?" | ".+?") || pattern == "."
}

/// Whether a pattern of plain words holds within longer names too. Anything that makes it hard to read, or that
/// names its ends itself, is left alone.
fn is_open(pattern: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '*' | '+' | '[' | ']');
    !pattern.is_empty() && pattern.chars().all(plain)
}
