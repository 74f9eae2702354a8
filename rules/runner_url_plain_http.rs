//! GitLab's address without encryption.

use crate::diagnostic::{Consequence, Severity};
use crate::model::{Profile, Setting};
use crate::rule::{Check, Rule, Theme};
use crate::schema::texts::{Reach, Url, is_stand_in, is_template};
use crate::source::Role;

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
            let reach = Reach::of(parts.host);
            if parts.is_https || is_here(reach) || is_private(reach) && !strict {
                continue;
            }
            let message = format!("`{key}` is plain HTTP, so tokens and code go over the network unencrypted");
            let help = "write \"https://…\" as soon as GitLab has a certificate; `tls-ca-file` names that of an authority of your own";
            cx.report(&url.place, message).help(help);
        }
    }
}

/// Whether what is sent there stays on the machine or in the cluster.
fn is_here(reach: Reach) -> bool {
    matches!(
        reach,
        Reach::Machine | Reach::AnyAddress | Reach::Engine | Reach::Cluster
    )
}

/// Whether it stays in a private network.
fn is_private(reach: Reach) -> bool {
    matches!(reach, Reach::Private | Reach::Link | Reach::Home)
}
