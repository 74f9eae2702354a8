//! Tokens and private keys in pipelines.

use crate::diagnostic::{Consequence, Severity};
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "ci-hardcoded-secret",
    summary: "a pipeline holds a token or a private key",
    theme: Theme::Versions,
    severity: Severity::Warning,
    consequences: &[Consequence::Risk],
    needs: &[Role::Pipeline],
    uses: &[],
    keys: &[],
    fix: None,
    since: "0.1.0",
    page: include_str!("ci_hardcoded_secret.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for token in cx.workspace.known_tokens() {
        let at = cx.workspace.place_within(&token.place, token.range.clone());
        let message = match token.prefix.as_str() {
            "" => "a private key stands in the pipeline".to_owned(),
            prefix => format!("a token (`{prefix}…`) stands in the pipeline"),
        };
        let found = cx.report(&at, message);
        found.note("everybody who can read the repository has it, and its history keeps it");
        found.help("revoke it, and make the new one a masked CI/CD variable");
    }
}
