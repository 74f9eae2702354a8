//! TLS that is switched on without a certificate.

use crate::diagnostic::{Consequence, Safety, Severity};
use crate::rule::{Check, Rule, Theme};
use crate::source::Role;

pub(super) static RULE: Rule = Rule {
    name: "daemon-tls-without-certificate",
    summary: "dockerd is to speak TLS and has no certificate",
    theme: Theme::Daemon,
    severity: Severity::Error,
    consequences: &[Consequence::Refused],
    needs: &[Role::DaemonConfig],
    uses: &[Role::SystemdUnit],
    keys: &[],
    fix: Some(Safety::Unsafe),
    since: "0.1.0",
    page: include_str!("daemon_tls_without_certificate.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    let start = cx.workspace.dockerd_start();
    let started = start.as_ref().and_then(|start| cx.workspace.daemon_of(start));
    for (daemon, table) in cx.workspace.daemon_tables() {
        let start = start
            .as_ref()
            .filter(|_| started.is_some_and(|started| started.file == daemon.file));
        let by_flag = |key: &str| start.is_some_and(|start| !start.flags_for(key).is_empty());
        let is_missing = |key: &&str| table.text(key).is_none_or(|path| path.value.is_empty()) && !by_flag(key);
        let missing: Vec<&str> = ["tlscert", "tlskey"]
            .into_iter()
            .filter(|key| is_missing(key))
            .collect();
        // Even `false` switches TLS on.
        let verify = table.cursor.get("tlsverify");
        let tls = table.cursor.get("tls").filter(|tls| tls.node.as_bool() == Some(true));
        let Some(on) = verify.or(tls).filter(|_| !missing.is_empty()) else {
            continue;
        };
        let removed = cx.remove(&[&on.place()]).filter(|_| on.node.as_bool() == Some(false));
        let fix = removed.map(|removed| removed.fix(Safety::Unsafe, "remove `tlsverify`"));
        let (lacks, help) = match missing[..] {
            ["tlscert"] => ("certificate", "set `tlscert` to the file of the daemon's certificate"),
            ["tlskey"] => (
                "key for the certificate",
                "set `tlskey` to the file of the certificate's key",
            ),
            _ => (
                "certificate",
                "set `tlscert` and `tlskey` to the files of the daemon's certificate and key",
            ),
        };
        let switch = match on.node.as_bool() {
            Some(false) => "`tlsverify` switches TLS on, even with false",
            _ => "TLS is switched on",
        };
        let found = cx.report(&on.place(), format!("{switch}, and there is no {lacks}"));
        found.fix(fix).help(help);
    }
}
