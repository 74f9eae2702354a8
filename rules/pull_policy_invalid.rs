//! Words in config.toml that are no pull policy.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "pull-policy-invalid",
    summary: "a pull policy does not exist, and every job of the runner fails",
    theme: Theme::PullPolicy,
    severity: Severity::Error,
    consequences: &[Consequence::JobFails],
    needs: &[Role::RunnerConfig],
    uses: &[],
    fix: Some(Safety::Safe),
    since: "0.1.0",
    page: include_str!("pull_policy_invalid.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    for policies in cx.workspace.pull_settings() {
        for word in policies.invalid() {
            let meant = meant(&word.value);
            let written = meant.and_then(|(policy, _)| cx.set(&word.place, policy));
            let found = cx.report(
                &word.place,
                format!("`{}` is no pull policy", word.value.escape_debug()),
            );
            match (written, meant) {
                (Some(written), Some((policy, safety))) => {
                    found.fix(Some(written.fix(safety, format!("write `{policy}`"))));
                }
                _ => {
                    found.help("the policies are `always`, `if-not-present` and `never`");
                }
            }
        }
    }
}

/// The policy that another spelling surely means, or, of Docker's word `missing`, probably.
fn meant(word: &str) -> Option<(&'static str, Safety)> {
    let letters: String = word.chars().filter(|c| !" -_".contains(*c)).collect();
    match letters.to_ascii_lowercase().as_str() {
        "always" => Some(("always", Safety::Safe)),
        "never" => Some(("never", Safety::Safe)),
        "ifnotpresent" => Some(("if-not-present", Safety::Safe)),
        "missing" => Some(("if-not-present", Safety::Unsafe)),
        _ => None,
    }
}
