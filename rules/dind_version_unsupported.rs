//! Docker-in-Docker of releases that get no fixes any more.

use crate::diagnostic::{Consequence, Severity};
use crate::model::{Certainty, Dind, Image};
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "dind-version-unsupported",
    summary: "a Docker-in-Docker service is of a release that gets no fixes",
    theme: Theme::Dind,
    severity: Severity::Warning,
    consequences: &[Consequence::JobFails, Consequence::Advice],
    needs: &[],
    uses: &[Role::RunnerConfig, Role::Pipeline],
    keys: &[],
    fix: None,
    since: "0.1.0",
    page: include_str!("dind_version_unsupported.md"),
    check,
};

/// The last release before daemons could do without the old control groups: 20.10 can.
const NEEDS_OLD_CGROUPS: (u16, u16) = (20, 10);
/// The last releases that surely get no fixes, from anybody, and the last ones that are out of date by years. Later ones
/// are still kept by some.
///
/// Source: docker-library/official-images, history of `library/docker`: 20.10 left in May 2023, 27 in February 2025.
const UNFIXED: u16 = 24;
const OUTDATED: u16 = 20;

fn check(cx: &mut Check<'_>) {
    for verdict in cx.workspace.judge(
        |meeting| meeting.dinds().filter(is_old).collect::<Vec<_>>(),
        |dind| dind.service.image.place.span,
    ) {
        let image = &verdict.fault.service.image;
        let Some((major, minor)) = image.value.docker_version() else {
            continue;
        };
        let found = match is_stable(&image.value) {
            true => cx
                .report(&image.place, "`stable` is Docker 19.03, and has been since 2020")
                .note("no release after it got this tag"),
            false => cx.report(&image.place, format!("Docker {major} gets no fixes any more")),
        };
        if (major, minor.unwrap_or(u16::MAX)) < NEEDS_OLD_CGROUPS {
            found
                .help("it does not start on hosts with cgroup v2; take the present release, for job and service alike");
        } else {
            found.consequence(Consequence::Advice);
            found.help("take the present release, for job and service alike");
        }
        if major > OUTDATED {
            found.severity(Severity::Info);
        }
    }
}

fn is_old(dind: &Dind<'_>) -> bool {
    let version = dind.service.image.value.docker_version();
    dind.certainty() == Certainty::Sure && version.is_some_and(|(major, _)| (1..=UNFIXED).contains(&major))
}

fn is_stable(image: &Image) -> bool {
    image.tag.as_deref().is_some_and(|tag| tag.starts_with("stable"))
}
