//! Registry mirrors on the Internet that are asked without TLS.

use crate::diagnostic::{Consequence, Severity};
use crate::rule::{Check, Rule, Theme};
use crate::schema::daemon;
use crate::schema::texts::has_placeholder;
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "daemon-mirror-plain-http",
    summary: "a registry mirror on the Internet is asked without TLS",
    theme: Theme::Registry,
    severity: Severity::Warning,
    consequences: &[Consequence::Risk],
    needs: &[Role::DaemonConfig],
    uses: &[],
    keys: &[],
    fix: None,
    since: "0.1.0",
    page: include_str!("daemon_mirror_plain_http.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    let version = cx.workspace.context.targets.docker.version;
    for mirror in cx.workspace.daemons().flat_map(|daemon| &daemon.registry_mirrors.items) {
        let value = &mirror.value;
        let is_read = value.fault(version).is_none() && !value.is_several() && !has_placeholder(&value.text);
        // What is known of a mirror is said by other rules.
        let known = daemon::mirror(&value.host).is_some() || value.is_docker_hub();
        if value.is_plain_http() && value.is_public() && is_read && !known {
            let found = cx.report(
                &mirror.place,
                "whoever sits on the way decides which images this machine runs",
            );
            found.help(
                "use a mirror with https://; a tag is looked up without any check of where the answer comes from",
            );
        }
    }
}
