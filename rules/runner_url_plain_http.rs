//! GitLab's address without encryption.

use core::net::IpAddr;

use crate::diagnostic::{Consequence, Severity};
use crate::model::{Needed, Profile, Setting};
use crate::rule::{Check, Rule, Theme};
use crate::schema::texts::{Url, is_stand_in, is_template};
use crate::source::{Role, Span};

pub(super) static RULE: Rule = Rule {
    name: "runner-url-plain-http",
    summary: "a runner talks to GitLab without encryption, tokens and code included",
    theme: Theme::Network,
    severity: Severity::Warning,
    consequences: &[Consequence::Risk],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &[],
    fix: None,
    since: "0.1.0",
    page: include_str!("runner_url_plain_http.md"),
    check,
};

/// How far what is sent to a host goes.
#[derive(PartialEq, Eq)]
enum Reach {
    /// Not beyond the machine or the cluster.
    Here,
    /// Through a private network.
    Private,
    /// Perhaps through the internet.
    Public,
}

fn check(cx: &mut Check<'_>) {
    let strict = cx.workspace.context.profile != Profile::Default;
    for runner in cx.workspace.runners() {
        for (key, url) in [("url", &runner.url), ("clone_url", &runner.clone_url)] {
            let is_open = |url: &&Setting<String>| !url.value.starts_with("https://");
            let is_known = |url: &&Setting<String>| !is_template(&url.value) && !is_stand_in(&url.value);
            let Some(url) = url.as_ref().filter(is_open).filter(is_known) else {
                continue;
            };
            let Ok(parts) = Url::parse(&url.value) else { continue };
            if parts.is_https {
                continue;
            }
            let reach = reach(parts.host, url.place.span);
            if reach == Reach::Here || reach == Reach::Private && !strict {
                continue;
            }
            let message = format!("`{key}` is plain HTTP, so tokens and code go over the network unencrypted");
            let help = "write \"https://…\" as soon as GitLab has a certificate; `tls-ca-file` names that of an authority of your own";
            cx.report(&url.place, message).help(help);
        }
    }
}

fn reach(host: &str, span: Span) -> Reach {
    let name = host.trim_end_matches('.').to_lowercase();
    if let Ok(address) = name.parse::<IpAddr>() {
        return reach_of(address);
    }
    let here = [
        "localhost",
        "svc",
        "svc.cluster.local",
        "docker.internal",
        "containers.internal",
    ];
    let ends_in = |end: &str| name == end || name.strip_suffix(end).is_some_and(|rest| rest.ends_with('.'));
    let needed = Needed {
        name: name.clone(),
        span,
    };
    if here.iter().any(|end| ends_in(end)) {
        Reach::Here
    } else if needed.is_private() || ends_in("home.arpa") || ends_in("fritz.box") {
        Reach::Private
    } else {
        Reach::Public
    }
}

fn reach_of(address: IpAddr) -> Reach {
    let (here, private) = match address {
        IpAddr::V4(v4) => (
            v4.is_loopback() || v4.is_unspecified(),
            v4.is_private() || v4.is_link_local(),
        ),
        IpAddr::V6(v6) => (
            v6.is_loopback() || v6.is_unspecified(),
            v6.is_unique_local() || v6.is_unicast_link_local(),
        ),
    };
    match (here, private) {
        (true, _) => Reach::Here,
        (false, true) => Reach::Private,
        (false, false) => Reach::Public,
    }
}
