//! Docker-in-Docker services that do not have the name under which a job asks for them.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::edit::Literal;
use crate::model::{Certainty, Dind, Endpoint, Given, Job, Known, Lead, Meeting, Tls};
use crate::rule::{Amendment, Check, Rule, Theme, weigh};
use crate::source::{Place, Role};

pub(super) static RULE: Rule = Rule {
    name: "dind-alias-missing",
    summary: "no service has the name under which a job asks for its Docker daemon",
    theme: Theme::Dind,
    severity: Severity::Error,
    consequences: &[Consequence::JobFails],
    needs: &[Role::RunnerConfig, Role::Pipeline],
    uses: &[],
    keys: &[],
    fix: Some(Safety::Safe),
    since: "0.1.0",
    page: include_str!("dind_alias_missing.md"),
    check,
};

/// Names that are surely meant for a service; another one may be a host of the network.
const OF_SERVICES: [&str; 2] = ["docker", "dind"];

struct Fault<'w> {
    job: &'w Job,
    dind: Dind<'w>,
    host: String,
    port: Option<u16>,
    given: Option<Given<'w>>,
}

fn check(cx: &mut Check<'_>) {
    for verdict in cx.workspace.judge(unnamed, |fault| fault.dind.service.place.span) {
        let Fault {
            job, dind, host, given, ..
        } = &verdict.fault;
        let fix = named(cx, &verdict.fault);
        let meetings = verdict.meetings.iter();
        let safe = { meetings }
            .filter_map(|meeting| unnamed(*meeting))
            .all(|fault| is_ready(&fault));
        let safety = if safe { Safety::Safe } else { Safety::Unsafe };
        let message = format!(
            "`{}` asks for its Docker daemon as `{host}`, which no service is called",
            job.name
        );
        let found = cx.report(&dind.service.image.place, message);
        let names: Vec<String> = dind.service.aliases().iter().map(|name| format!("`{name}`")).collect();
        found.note(format!("this service is called {}", names.join(", ")));
        if let Some(given) = given {
            found.label(given.place.span, "clients look for the daemon here");
        }
        match fix {
            Some(fix) => found.fix(Some(fix.fix(safety, format!("call the service `{host}`")))),
            None => found.help(format!("give the service the alias `{host}`")),
        };
        weigh(found, &verdict);
    }
}

fn unnamed(meeting: Meeting<'_>) -> Option<Fault<'_>> {
    meeting.docker()?;
    let job = meeting
        .job
        .filter(|job| job.calls_docker() && !job.finds_own_daemon())?;
    let (host, port, given) = match meeting.docker_host() {
        Known::Is((Endpoint::Tcp { host, port }, given)) => (host, Some(port), Some(given)),
        Known::Unset if meeting.image_lead() == Lead::Entrypoint => ("docker".to_owned(), None, None),
        _ => return None,
    };
    if !OF_SERVICES.contains(&host.as_str()) || meeting.may_resolve(&host) || meeting.socket_mount().is_some() {
        return None;
    }
    let mut dinds = meeting.dinds().filter(Dind::is_used);
    let dind = dinds.find(|dind| dind.certainty() == Certainty::Sure && !dind.is_of_runner)?;
    Some(Fault {
        job,
        dind,
        host,
        port,
        given,
    })
}

/// The service with the name as its alias, if it has none that others may use.
fn named(cx: &Check<'_>, fault: &Fault<'_>) -> Option<Amendment> {
    let Fault { dind, host, .. } = fault;
    let service = dind.service;
    let certified = match dind.tls() {
        Tls::Off { .. } => true,
        Tls::On { .. } | Tls::Unknown => dind.certifies(host),
    };
    if service.alias.is_some() || service.image.is_inherited() || !certified {
        return None;
    }
    if cx.workspace.table(&service.place).is_none() {
        let name = Literal::from(service.image.value.text.as_str());
        let entries = vec![("name".to_owned(), name), ("alias".to_owned(), host.as_str().into())];
        return cx.set(&service.place, Literal::Table(entries));
    }
    let alias = Place {
        span: service.place.span,
        address: service.place.address.key("alias"),
    };
    cx.set(&alias, host.as_str())
}

/// Whether the job reaches the daemon as soon as it has the name.
fn is_ready(fault: &Fault<'_>) -> bool {
    let Fault {
        job, dind, host, port, ..
    } = fault;
    let reached = match (dind.tls(), port) {
        (Tls::On { folder, .. }, None | Some(2376)) => dind.certifies(host) && dind.clients_use_tls(&folder),
        (Tls::Off { .. }, None | Some(2375)) => dind.clients_use_no_tls(),
        _ => false,
    };
    reached && !job.is_shared
}
