//! Tokens in templates, which `gitlab-runner register` blanks.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "template-token-ignored",
    summary: "a template has a token, which `gitlab-runner register` does not use",
    theme: Theme::Executor,
    severity: Severity::Warning,
    consequences: &[Consequence::Ignored],
    needs: &[Role::RunnerTemplate],
    uses: &[],
    keys: &["token"],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("template_token_ignored.md"),
    check,
};

/// Source: GitLab Runner `commands/register.go`, `configTemplate.MergeTo`, 19.4.
fn check(cx: &mut Check<'_>) {
    for template in cx.workspace.templates() {
        for token in &template.tokens {
            let removed = cx.remove(&[token]);
            cx.report(token, "`gitlab-runner register` uses no token from a template")
                .help("give it to `gitlab-runner register --token`, or as CI_SERVER_TOKEN")
                .fix(removed.map(|removed| removed.fix(Safety::Unsafe, "take the token away")));
        }
    }
}
