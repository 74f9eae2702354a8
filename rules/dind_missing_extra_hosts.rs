//! Names that only the host knows, in jobs with a Docker daemon of their own.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::edit::Literal;
use crate::model::{Dind, DockerExecutor, Meeting, Needed};
use crate::rule::{Check, Rule, Theme, weigh};
use crate::source::{Role, Span};

pub(super) static RULE: Rule = Rule {
    name: "dind-missing-extra-hosts",
    summary: "a Docker-in-Docker job needs a name that its containers cannot look up",
    theme: Theme::Network,
    severity: Severity::Warning,
    consequences: &[Consequence::JobFails],
    needs: &[Role::RunnerConfig],
    uses: &[Role::Pipeline],
    keys: &[],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("dind_missing_extra_hosts.md"),
    check,
};

struct Fault<'w> {
    docker: &'w DockerExecutor,
    needed: Needed,
    known: Option<(String, Option<Span>)>,
}

fn check(cx: &mut Check<'_>) {
    for verdict in cx.workspace.judge(unknown_names, |fault| {
        (fault.docker.place.span, fault.needed.name.clone())
    }) {
        let Fault { docker, needed, known } = &verdict.fault;
        let name = &needed.name;
        let place = &docker.extra_hosts.place;
        let Some((address, told)) = known else {
            let found = cx.report(place, format!("containers may not find `{name}`"));
            found.severity(Severity::Info).label(needed.span, "it is needed here");
            found.help(format!(
                "if only the host's hosts file knows it, add `extra_hosts = [\"{name}:ADDRESS\"]`; `getent hosts {name}` tells the address"
            ));
            weigh(found, &verdict);
            continue;
        };
        let fix = cx.add(place, &[Literal::from(format!("{name}:{address}").as_str())]);
        let source = if told.is_some() {
            "another runner's containers"
        } else {
            "the host"
        };
        let found = cx.report(place, format!("{source} can look up `{name}`, these containers cannot"));
        found.label(needed.span, "it is needed here");
        if let Some(span) = told {
            found.label(*span, "this runner maps it");
        }
        found.help("this covers login, pull and push, but neither RUN steps nor `docker run`: these need `--add-host`");
        found.fix(fix.map(|fix| fix.fix(Safety::Unsafe, format!("map `{name}` to {address}"))));
        weigh(found, &verdict);
    }
}

fn unknown_names(meeting: Meeting<'_>) -> Vec<Fault<'_>> {
    let (Some(docker), Some(runner)) = (meeting.docker(), meeting.runner) else {
        return Vec::new();
    };
    let Some(dind) = meeting.dinds().find(Dind::is_used) else {
        return Vec::new();
    };
    let has_dns = dind
        .flags()
        .is_some_and(|flags| flags.iter().any(|flag| flag.value.starts_with("--dns")));
    let missing = meeting
        .needed_names()
        .into_iter()
        .filter(|needed| docker.extra_host(&needed.name).is_none());
    let known = |needed: &Needed| {
        let by_host = meeting.workspace.hosts_file_address(&needed.name);
        let by_host = by_host.map(|address| (address.to_owned(), None));
        let by_runner = || {
            let (other, address) = meeting.workspace.neighbour_address(runner, &needed.name)?;
            Some((address.to_owned(), Some(other.extra_hosts.place.span)))
        };
        by_host.or_else(by_runner)
    };
    missing
        .map(|needed| Fault {
            docker,
            known: known(&needed),
            needed,
        })
        .filter(|fault| fault.known.is_some() || fault.needed.is_private() && !docker.has_own_names() && !has_dns)
        .collect()
}
