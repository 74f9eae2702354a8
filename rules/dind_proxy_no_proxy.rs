//! Docker clients that look for the daemon of their service behind a proxy.

use crate::diagnostic::{Consequence, Severity};
use crate::model::{Certainty, Dind, Endpoint, Given, Job, Known, Meeting, Tls};
use crate::rule::{Check, Rule, Theme, weigh};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "dind-proxy-no-proxy",
    summary: "a job sends what it says to its Docker daemon to a proxy",
    theme: Theme::Dind,
    severity: Severity::Warning,
    consequences: &[Consequence::JobFails],
    needs: &[Role::Pipeline],
    uses: &[Role::RunnerConfig],
    keys: &[],
    fix: None,
    since: "0.1.0",
    page: include_str!("dind_proxy_no_proxy.md"),
    check,
};

struct Fault<'w> {
    job: &'w Job,
    dind: Dind<'w>,
    host: String,
    port: u16,
    proxy: Given<'w>,
    exceptions: Option<Given<'w>>,
}

fn check(cx: &mut Check<'_>) {
    for verdict in cx
        .workspace
        .judge(through_proxy, |fault| (fault.proxy.place.span, fault.host.clone()))
    {
        let Fault {
            job,
            dind,
            host,
            port,
            proxy,
            exceptions,
        } = &verdict.fault;
        let found = cx.report(
            proxy.place,
            format!(
                "the Docker client of `{}` asks this proxy for `{host}:{port}`",
                job.name
            ),
        );
        found.label(
            dind.service.image.place.span,
            "the daemon is here, where no proxy looks",
        );
        match exceptions {
            Some(exceptions) => {
                found.label(exceptions.place.span, format!("`{host}` is not among these"));
                found.help(format!("add `{host}` to NO_PROXY"));
            }
            None => {
                found.help(format!(
                    "set NO_PROXY to what the proxy is not for, `{host}` among them"
                ));
            }
        }
        weigh(found, &verdict);
    }
}

/// A job whose client surely goes to a proxy to reach the daemon of its service.
///
/// Source: docker/go-connections `sockets/sockets.go`, `ConfigureTransport`, 0.6: as Go does for all addresses of TCP.
fn through_proxy(meeting: Meeting<'_>) -> Option<Fault<'_>> {
    let job = meeting.job.filter(|job| job.calls_docker())?;
    let dind = meeting.dind().filter(|dind| dind.certainty() == Certainty::Sure)?;
    let (names, usual) = match dind.tls() {
        Tls::On { .. } => (["HTTPS_PROXY", "https_proxy"], 2376),
        Tls::Off { .. } => (["HTTP_PROXY", "http_proxy"], 2375),
        Tls::Unknown => return None,
    };
    let (host, port) = match meeting.docker_host() {
        Known::Is((Endpoint::Tcp { host, port }, _)) if port == usual => (host, port),
        Known::Unset => ("docker".to_owned(), usual),
        Known::Is(_) | Known::Unknown => return None,
    };
    // Go never asks a proxy for these.
    if meeting.socket_mount().is_some() || matches!(host.as_str(), "localhost" | "127.0.0.1") {
        return None;
    }
    let proxy = first(&meeting, names)??;
    let exceptions = first(&meeting, ["NO_PROXY", "no_proxy"])?;
    let is_exempt = |given: &Given<'_>| excepts(&given.value, &host, port);
    if exceptions.as_ref().is_some_and(is_exempt) {
        return None;
    }
    Some(Fault {
        job,
        dind,
        host,
        port,
        proxy,
        exceptions,
    })
}

/// The first of these variables that says anything; `None` if that is not known.
fn first<'w>(meeting: &Meeting<'w>, names: [&str; 2]) -> Option<Option<Given<'w>>> {
    for name in names {
        match meeting.env(name) {
            Known::Is(given) if !given.value.trim().is_empty() => return Some(Some(given)),
            Known::Is(_) | Known::Unset => {}
            Known::Unknown => return None,
        }
    }
    Some(None)
}

/// Whether one of the exceptions is for a host.
///
/// Source: golang.org/x/net `http/httpproxy/proxy.go`, `config.init`, 0.40.
fn excepts(exceptions: &str, host: &str, port: u16) -> bool {
    exceptions.split(',').map(str::trim).any(|exception| {
        let (name, only) = exception.rsplit_once(':').unwrap_or((exception, ""));
        let name = name.trim_start_matches('*').trim_start_matches('.');
        let same = host.eq_ignore_ascii_case(name)
            || host
                .to_ascii_lowercase()
                .ends_with(&format!(".{}", name.to_ascii_lowercase()));
        let of_port = only.is_empty() || only == port.to_string();
        // An address or a network may be that of the host.
        let is_number = host.starts_with(|c: char| c.is_ascii_digit());
        exception == "*" || is_number || !name.is_empty() && same && of_port
    })
}
