//! Pull policies of jobs that the runner does not allow.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::edit::Literal;
use crate::model::{Known, List, Meeting, Verdict};
use crate::rule::{Amendment, Check, Rule, Theme, weigh};
use crate::source::{Role, Span};

pub(super) static RULE: Rule = Rule {
    name: "ci-pull-policy-not-allowed",
    summary: "a job asks for a pull policy that its runner does not allow",
    theme: Theme::PullPolicy,
    severity: Severity::Error,
    consequences: &[Consequence::JobFails],
    needs: &[Role::RunnerConfig, Role::Pipeline],
    uses: &[],
    keys: &[],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("ci_pull_policy_not_allowed.md"),
    check,
};

struct Fault<'w> {
    job: &'w str,
    asked: &'w List<String>,
    allowed: Vec<&'w str>,
    blame: Span,
}

fn check(cx: &mut Check<'_>) {
    for verdict in cx.workspace.judge(refused, |fault| fault.asked.place.span) {
        let Fault {
            job,
            asked,
            allowed,
            blame,
        } = &verdict.fault;
        let runner = verdict.runner_titles().join(" and ");
        let words: Vec<&str> = asked.values().map(String::as_str).collect();
        let message = format!(
            "`{job}` asks for pull policy {}, which is not allowed by {runner}",
            words.join(" or ")
        );
        let fix = allow(cx, &verdict);
        let found = cx.report(&asked.place, message);
        match &allowed[..] {
            [] => found.label(*blame, "this executor allows jobs no pull policy"),
            allowed => found.label(*blame, format!("only {} is allowed here", allowed.join(", "))),
        };
        found.fix(fix.map(|fix| fix.fix(Safety::Unsafe, "let jobs of the runner ask for it")));
        weigh(found, &verdict);
    }
}

/// The pull policies of images and services of which the runner allows none.
fn refused(meeting: Meeting<'_>) -> Vec<Fault<'_>> {
    let (Some(job), Some(policies)) = (meeting.job, meeting.pull_policies()) else {
        return Vec::new();
    };
    let of_image = match &job.image {
        Known::Is(image) => match &image.pull_policy {
            Known::Is(asked) => Some(asked),
            Known::Unset | Known::Unknown => None,
        },
        Known::Unset | Known::Unknown => None,
    };
    let asked = of_image
        .into_iter()
        .chain(job.services.iter().filter_map(|service| service.pull_policy.as_ref()));
    let refused = asked.filter(|asked| !asked.values().any(|word| policies.allowed.contains(&word.as_str())));
    refused
        .map(|asked| Fault {
            job: &job.name,
            asked,
            allowed: policies.allowed.clone(),
            blame: policies.place.span,
        })
        .collect()
}

/// Adds what the job asks for to what the runners allow, which the runner's own policy must be among.
fn allow(cx: &Check<'_>, verdict: &Verdict<'_, Fault<'_>>) -> Option<Amendment> {
    let word = Literal::from(verdict.fault.asked.values().next()?.as_str());
    if verdict.runner_titles().len() != 1 {
        return None;
    }
    let list = &verdict.meeting.docker()?.allowed_pull_policies;
    if !list.items.is_empty() {
        return cx.push(&list.place, &[word]);
    }
    let own = verdict.fault.allowed.iter().map(|own| Literal::from(*own));
    cx.set(&list.place, Literal::List(own.chain([word]).collect()))
}
