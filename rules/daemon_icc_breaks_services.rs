//! Services that jobs cannot reach because dockerd keeps containers apart.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::{Known, Meeting, NETWORK_PER_BUILD, Network, Service, Setting};
use crate::rule::{Check, Rule, Theme, weigh};
use crate::schema::Version;
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "daemon-icc-breaks-services",
    summary: "dockerd keeps containers apart, and jobs cannot reach their services",
    theme: Theme::Network,
    severity: Severity::Error,
    consequences: &[Consequence::JobFails],
    needs: &[Role::RunnerConfig, Role::DaemonConfig],
    uses: &[Role::Pipeline],
    keys: &[],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("daemon_icc_breaks_services.md"),
    check,
};

/// The first release that writes services into hosts files. Earlier ones link them, and dockerd lets links through.
///
/// Source: GitLab Runner `executors/docker/services.go`, 18.6 and 18.7.
const WITHOUT_LINKS: Version = Version::new(18, 7);

struct Fault<'w> {
    icc: Setting<bool>,
    service: &'w Service,
}

fn check(cx: &mut Check<'_>) {
    if cx.workspace.context.targets.runner.version < WITHOUT_LINKS {
        return;
    }
    for verdict in cx.workspace.judge(apart, |fault| fault.service.place.span) {
        let Fault { icc, service } = &verdict.fault;
        let Some(runner) = verdict.meeting.runner else { continue };
        let named = verdict.meeting.docker().and_then(|docker| docker.network_mode.as_ref());
        let on = cx
            .set(&runner.feature_flags.place_of(NETWORK_PER_BUILD), true)
            .filter(|_| named.is_none());
        let found = cx.report(
            &service.image.place,
            "jobs cannot reach this service, because dockerd keeps containers apart",
        );
        found.label(
            icc.place.span,
            "containers on the default network cannot talk to each other",
        );
        if let Some(named) = named {
            found.label(named.place.span, "this is the default network");
            found.help(format!("take `network_mode` away and set {NETWORK_PER_BUILD}"));
        }
        let title = format!("set {NETWORK_PER_BUILD}, which gives each job a network");
        found.fix(on.map(|on| on.fix(Safety::Unsafe, title)));
        weigh(found, &verdict);
    }
}

fn apart(meeting: Meeting<'_>) -> Vec<Fault<'_>> {
    let fault = || {
        let docker = meeting.docker()?;
        let network = matches!(docker.network(), Network::Unset | Network::Bridge);
        let off = matches!(meeting.has_own_network(), Known::Is(false));
        let daemon = meeting.workspace.host_daemon(meeting.runner?)?;
        let table = meeting.workspace.daemon_table(daemon)?;
        let icc = table.flag("icc").filter(|icc| !icc.value && network && off)?;
        let service = meeting.runner_services().iter().chain(meeting.job_services()).next()?;
        Some(Fault { icc, service })
    };
    fault().into_iter().collect()
}
