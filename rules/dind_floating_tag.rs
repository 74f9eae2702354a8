//! Docker-in-Docker of whatever release is the newest.

use crate::diagnostic::{Consequence, Severity};
use crate::model::{Certainty, Dind, Profile};
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "dind-floating-tag",
    summary: "a Docker-in-Docker service is another release of Docker after each release",
    theme: Theme::Dind,
    severity: Severity::Info,
    consequences: &[Consequence::Advice],
    needs: &[],
    uses: &[Role::RunnerConfig, Role::Pipeline],
    keys: &[],
    fix: None,
    since: "0.1.0",
    page: include_str!("dind_floating_tag.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    let strict = cx.workspace.context.profile != Profile::Default;
    for verdict in cx.workspace.judge(
        |meeting| meeting.dinds().filter(is_floating).collect::<Vec<_>>(),
        |dind| dind.service.image.place.span,
    ) {
        let image = &verdict.fault.service.image;
        let found = cx.report(
            &image.place,
            format!("`{}` names no release of Docker", image.value.text),
        );
        found.note("this is another daemon after each release");
        found.help("write the tag of a release, such as `docker:29.1-dind`, and the same one for the job");
        if strict {
            found.severity(Severity::Warning);
        }
    }
}

/// Whether the tag moves with the newest release, or with what comes after it.
fn is_floating(dind: &Dind<'_>) -> bool {
    let image = &dind.service.image.value;
    let moves = |tag: &str| matches!(tag.split('-').next(), Some("dind" | "latest" | "edge" | "test" | "rc"));
    dind.certainty() == Certainty::Sure && image.digest.is_none() && image.tag.as_deref().is_some_and(moves)
}
