//! Too little waiting for services, or none.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::{Certainty, Service};
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "wait-for-services-timeout",
    summary: "jobs start before their services are ready",
    theme: Theme::Scaling,
    severity: Severity::Info,
    consequences: &[Consequence::JobFails],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &["wait_for_services_timeout"],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("wait_for_services_timeout.md"),
    check,
};

/// In seconds; the default is 30.
const SHORT: i64 = 10;

/// Images whose servers take a while until they can be reached.
const SLOW: [&str; 8] = [
    "postgres",
    "mysql",
    "mariadb",
    "mongo",
    "rabbitmq",
    "elasticsearch",
    "opensearch",
    "kafka",
];

fn check(cx: &mut Check<'_>) {
    let mut found = Vec::new();
    for (_, docker) in cx.workspace.docker_executors() {
        let table = cx.workspace.table(&docker.place);
        let Some(timeout) = table.and_then(|table| table.number("wait_for_services_timeout")) else {
            continue;
        };
        let slow = docker.services.iter().find(|service| is_slow(service));
        match (timeout.value, slow) {
            (1..SHORT, _) => {
                let message = format!("jobs wait {} seconds for their services at most", timeout.value);
                found.push((timeout, message, None));
            }
            (value, Some(service)) if value < 0 => {
                let message = "jobs do not wait for their services".to_owned();
                found.push((timeout, message, Some(service.place.span)));
            }
            _ => {}
        }
    }
    for (timeout, message, service) in found {
        let usual = cx.set(&timeout.place, 30);
        let found = cx.report(&timeout.place, message);
        if let Some(service) = service {
            found.label(service, "this one takes a while");
        }
        found.fix(usual.map(|usual| usual.fix(Safety::Unsafe, "write the default")));
    }
}

fn is_slow(service: &Service) -> bool {
    let image = &service.image.value;
    image.dind() != Certainty::No || SLOW.contains(&image.base())
}
