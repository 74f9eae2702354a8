//! Docker-in-Docker services of pods without the privileges that a daemon needs.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::{Certainty, Dind, Known, KubernetesExecutor, Meeting};
use crate::rule::{Check, Rule, Theme, weigh};
use crate::schema::Version;
use crate::source::{Place, Role};

pub(super) static RULE: Rule = Rule {
    name: "k8s-dind-privileged",
    summary: "a Docker-in-Docker service of a pod is not privileged, so its daemon cannot start",
    theme: Theme::Kubernetes,
    severity: Severity::Error,
    consequences: &[Consequence::JobFails],
    needs: &[Role::RunnerConfig],
    uses: &[Role::Pipeline],
    keys: &[],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("k8s_dind_privileged.md"),
    check,
};

/// The first release that can open the services only.
const OPENS_SERVICES: Version = Version::new(14, 5);

fn check(cx: &mut Check<'_>) {
    for verdict in cx.workspace.judge(powerless, |(_, pods)| blame(pods).span) {
        let (dind, pods) = &verdict.fault;
        let image = &dind.service.image;
        let fix = cx.set(blame(pods), true);
        let fix = fix.filter(|_| dind.certainty() == Certainty::Sure);
        let newer = cx.workspace.context.targets.runner.version >= OPENS_SERVICES;
        let message = format!(
            "`{}` is not privileged, so its Docker daemon cannot start",
            image.value.text
        );
        let found = cx.report(blame(pods), message);
        found.label(image.place.span, "this service runs a Docker daemon");
        if pods.services_privileged.is_none() && newer {
            found.help(
                "`privileged = true` in [runners.kubernetes.service_container_security_context] opens services only",
            );
        }
        found.fix(fix.map(|fix| fix.fix(Safety::Unsafe, "let the containers be privileged")));
        if dind.certainty() == Certainty::Maybe {
            found.severity(Severity::Warning);
        }
        weigh(found, &verdict);
    }
}

fn powerless(meeting: Meeting<'_>) -> Option<(Dind<'_>, &KubernetesExecutor)> {
    let pods = meeting.kubernetes()?;
    if meeting.socket_mount().is_some() {
        return None;
    }
    let mut used = meeting.dinds().filter(Dind::is_used);
    let dind = used.find(|dind| matches!(dind.can_run_in_pod(), Known::Is(false)))?;
    Some((dind, pods))
}

/// The setting that keeps the privileges away.
fn blame(pods: &KubernetesExecutor) -> &Place {
    &pods.services_privileged.as_ref().unwrap_or(&pods.privileged).place
}
