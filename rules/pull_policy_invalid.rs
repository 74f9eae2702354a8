//! Words in config.toml and pipelines that are no pull policy.

use crate::diagnostic::{Consequence, Diagnostic, Safety, Severity};
use crate::model::{PipelineFaultKind, Setting};
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "pull-policy-invalid",
    summary: "a pull policy does not exist: the runner's jobs fail, or GitLab refuses the pipeline",
    theme: Theme::PullPolicy,
    severity: Severity::Error,
    consequences: &[Consequence::JobFails, Consequence::Refused],
    needs: &[],
    uses: &[Role::RunnerConfig, Role::Pipeline],
    keys: &[],
    fix: Some(Safety::Safe),
    since: "0.1.0",
    page: include_str!("pull_policy_invalid.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    let of_runners: Vec<_> = cx
        .workspace
        .pull_settings()
        .flat_map(|policies| policies.invalid())
        .collect();
    for word in of_runners {
        report(cx, word);
    }
    let of_jobs = cx.workspace.invalid_job_policies();
    for word in &of_jobs {
        let found = report(cx, word);
        found
            .consequence(Consequence::Refused)
            .note("GitLab makes no pipeline with this word");
    }
    for fault in cx.refusals(PipelineFaultKind::PullPolicy) {
        if !of_jobs.iter().any(|word| word.place.span == fault.place.span) {
            cx.refuse(fault);
        }
    }
}

fn report<'c>(cx: &'c mut Check<'_>, word: &Setting<String>) -> &'c mut Diagnostic {
    let meant = meant(&word.value);
    let written = meant.and_then(|(policy, _)| cx.set(&word.place, policy));
    let message = format!("`{}` is no pull policy", word.value.escape_debug());
    let found = cx.report(&word.place, message);
    match (written, meant) {
        (Some(written), Some((policy, safety))) => {
            found.fix(Some(written.fix(safety, format!("write `{policy}`"))));
        }
        _ => {
            found.help("the policies are `always`, `if-not-present` and `never`");
        }
    }
    found
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
