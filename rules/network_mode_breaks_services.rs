//! Networks in which jobs do not find their services.

use crate::diagnostic::{Consequence, Severity};
use crate::model::{DockerExecutor, Meeting, Network, Service};
use crate::rule::{Check, Rule, Theme, weigh};
use crate::schema::Version;
use crate::source::{Place, Role};

pub(super) static RULE: Rule = Rule {
    name: "network-mode-breaks-services",
    summary: "jobs cannot reach their services through the network that the runner gives them",
    theme: Theme::Network,
    severity: Severity::Error,
    consequences: &[Consequence::JobFails, Consequence::WrongResult],
    needs: &[Role::RunnerConfig],
    uses: &[Role::Pipeline],
    keys: &[],
    fix: None,
    since: "0.1.0",
    page: include_str!("network_mode_breaks_services.md"),
    check,
};

struct Fault<'w> {
    docker: &'w DockerExecutor,
    mode: &'w Place,
    service: &'w Service,
}

fn check(cx: &mut Check<'_>) {
    links(cx);
    // Since 18.7 names of services stand in hosts files and are no links any more.
    let by_links = cx.workspace.context.targets.runner.version < Version::new(18, 7);
    for verdict in cx.workspace.judge(unreachable, |fault| fault.mode.span) {
        let Fault { docker, mode, service } = &verdict.fault;
        let network = docker.network();
        let message = match network {
            Network::None => "jobs without a network cannot reach their services".to_owned(),
            _ if by_links => format!("Docker makes no container with services in {}", title(network)),
            _ => format!("jobs in {} cannot reach their services by name", title(network)),
        };
        let found = cx.report(mode, message);
        found.label(service.image.place.span, "this is a service");
        found.help("leave `network_mode` out; with FF_NETWORK_PER_BUILD each job gets a network of its own");
        if network != Network::None && !by_links {
            // At localhost they are reached.
            found.severity(Severity::Info).consequence(Consequence::WrongResult);
            found.help(
                "services are reached at `localhost` there, and two jobs that run at once get into each other's way",
            );
        } else {
            weigh(found, &verdict);
        }
    }
}

fn title(network: Network) -> &'static str {
    match network {
        Network::Container => "another container's network",
        _ => "the host's network",
    }
}

fn unreachable(meeting: Meeting<'_>) -> Option<Fault<'_>> {
    let docker = meeting.docker()?;
    let mode = &docker.network_mode.as_ref()?.place;
    if !matches!(docker.network(), Network::Host | Network::Container | Network::None) {
        return None;
    }
    let service = meeting.runner_services().iter().chain(meeting.job_services()).next()?;
    Some(Fault { docker, mode, service })
}

/// Links to other containers, which Docker refuses there whatever the services are.
///
/// Source: moby `daemon/internal/runconfig/hostconfig_unix.go`, `validateNetMode`, 29.7.
fn links(cx: &mut Check<'_>) {
    for (_, docker) in cx.workspace.docker_executors() {
        let network = docker.network();
        let Some(mode) = docker.network_mode.as_ref().filter(|_| !docker.links.items.is_empty()) else {
            continue;
        };
        if matches!(network, Network::Host | Network::Container) {
            let message = format!("Docker takes no links in {}", title(network));
            let found = cx.report(&docker.links.place, message);
            found.label(mode.place.span, "this is the network");
            found.help("take one of the two away");
        }
    }
}
