//! Variables of Docker's old links, which services no longer make.

use crate::diagnostic::{Consequence, Severity};
use crate::model::{Known, Meeting, Setting, expansions};
use crate::rule::{Check, Rule, Theme, weigh};
use crate::schema::Version;
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "links-removed",
    summary: "a script uses a variable that GitLab Runner made of a service before 18.7",
    theme: Theme::Network,
    severity: Severity::Warning,
    consequences: &[Consequence::JobFails],
    needs: &[Role::RunnerConfig],
    uses: &[Role::Pipeline],
    keys: &[],
    fix: None,
    since: "0.1.0",
    page: include_str!("links_removed.md"),
    check,
};

struct Fault<'w> {
    script: &'w Setting<String>,
    variable: String,
    alias: String,
}

fn check(cx: &mut Check<'_>) {
    if cx.workspace.context.targets.runner.version < Version::new(18, 7) {
        return;
    }
    let place = |fault: &Fault<'_>| (fault.script.place.span, fault.variable.clone());
    for verdict in cx.workspace.judge(empty, place) {
        let Fault {
            script,
            variable,
            alias,
        } = &verdict.fault;
        let found = cx.report(&script.place, format!("`{variable}` is empty since GitLab Runner 18.7"));
        found.note("services are no links any more");
        found.help(format!("write the name `{alias}` and the port"));
        weigh(found, &verdict);
    }
}

/// Variables of the job's services in its scripts that nothing else sets.
fn empty(meeting: Meeting<'_>) -> Vec<Fault<'_>> {
    let (Some(job), Some(docker)) = (meeting.job, meeting.docker()) else {
        return Vec::new();
    };
    // Those of the admin's own still make such variables, with Docker before 29.
    if !docker.links.items.is_empty() {
        return Vec::new();
    }
    let services = || meeting.runner_services().iter().chain(meeting.job_services());
    let mut faults: Vec<Fault<'_>> = Vec::new();
    for script in &job.scripts {
        for variable in link_variables(&script.text.value) {
            let Some((name, _)) = variable.split_once("_PORT_") else {
                continue;
            };
            let of_service = |alias: &String| alias.to_ascii_uppercase().replace('-', "_") == name;
            let is_unset = matches!(meeting.env(variable), Known::Unset);
            let mut aliases = services().flat_map(|service| service.aliases());
            if let Some(alias) = aliases.find(of_service).filter(|_| is_unset) {
                faults.push(Fault {
                    script: &script.text,
                    variable: variable.to_owned(),
                    alias,
                });
            }
        }
    }
    faults
}

/// `$DB_PORT_5432_TCP_ADDR` and the like; not with a default behind.
///
/// Source: docs.docker.com, "Legacy container links", "Environment variables".
fn link_variables(script: &str) -> Vec<&str> {
    // Most scripts have none, and reading them is slow.
    let all = script.contains("_PORT_").then(|| expansions(script));
    let starts = all.into_iter().flatten().filter_map(|at| script.get(at + 1..));
    let names = starts.filter_map(|rest| {
        let (inner, is_braced) = rest.strip_prefix('{').map_or((rest, false), |inner| (inner, true));
        let end = inner
            .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
            .unwrap_or(inner.len());
        let (name, after) = (inner.get(..end)?, inner.get(end..)?);
        (!is_braced || after.starts_with('}')).then_some(name)
    });
    names.filter(|name| is_link_variable(name)).collect()
}

fn is_link_variable(name: &str) -> bool {
    let Some((_, rest)) = name.split_once("_PORT_") else {
        return false;
    };
    let Some((port, rest)) = rest.split_once('_') else {
        return false;
    };
    let kind = rest.strip_prefix("TCP").or(rest.strip_prefix("UDP"));
    port.parse::<u16>().is_ok() && kind.is_some_and(|kind| matches!(kind, "" | "_ADDR" | "_PORT" | "_PROTO"))
}
