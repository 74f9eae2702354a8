//! Name servers that are no addresses.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::model::is_address;
use crate::rule::{Check, Rule, Theme};
use crate::schema::Version;
use crate::schema::texts::ip_meant;
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "dns-server-invalid",
    summary: "a name server is no IP address, and every job of the runner fails",
    theme: Theme::Network,
    severity: Severity::Error,
    consequences: &[Consequence::JobFails, Consequence::WrongResult],
    needs: &[Role::RunnerConfig],
    uses: &[],
    keys: &["dns"],
    fix: Some(Safety::Safe),
    since: "0.1.0",
    page: include_str!("dns_server_invalid.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    // Older releases hand the text to Docker, which writes it where no resolver can use it.
    let refuses = cx.workspace.context.targets.runner.version >= Version::new(19, 2);
    for (_, docker) in cx.workspace.docker_executors() {
        for server in &docker.dns.items {
            let text = server.value.as_str();
            if is_address(text) || text.contains("{{") {
                continue;
            }
            let written = ip_meant(text).and_then(|address| cx.set(&server.place, address));
            let message = match text {
                "" => "a name server is empty".to_owned(),
                _ => format!("`{}` is no IP address", text.escape_debug()),
            };
            let found = cx.report(&server.place, message);
            if !refuses {
                found.severity(Severity::Warning).consequence(Consequence::WrongResult);
            }
            match written {
                Some(written) => found.fix(Some(written.fix(Safety::Safe, "write the address alone"))),
                None if text.contains([',', ' ']) => found.help("write each address in quotes of its own"),
                None => {
                    found.help("write the IP address of the name server; names and variables are not resolved here")
                }
            };
        }
    }
}
