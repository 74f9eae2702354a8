//! What the CIS Docker Benchmark asks of daemon.json.

use crate::diagnostic::{Consequence, Severity};
use crate::model::{Daemon, Profile, Table};
use crate::rule::{Check, Rule, Theme};
use crate::source::{Place, Role, Span};

pub(super) static RULE: Rule = Rule {
    name: "daemon-cis-baseline",
    summary: "the CIS Docker Benchmark asks for another setting",
    theme: Theme::Daemon,
    severity: Severity::Info,
    consequences: &[Consequence::Risk],
    needs: &[Role::DaemonConfig],
    uses: &[],
    keys: &[],
    fix: None,
    since: "0.1.0",
    page: include_str!("daemon_cis_baseline.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    if cx.workspace.context.profile != Profile::Cis {
        return;
    }
    let tables: Vec<_> = cx.workspace.daemon_tables().collect();
    for (daemon, table) in tables {
        for (number, key, message, help) in missed(daemon, &table) {
            let place = daemon.key(key).map(|key| key.place.clone());
            let found = cx.report(
                &place.unwrap_or_else(|| start(&table, key)),
                format!("CIS {number}: {message}"),
            );
            found.help(help);
        }
    }
}

type Item = (&'static str, &'static str, &'static str, &'static str);

/// Where a missing key is missing: at the brace that opens the object.
fn start(table: &Table<'_>, key: &'static str) -> Place {
    let place = table.missing(key);
    Place {
        span: Span::new(place.span.file, place.span.range().start..place.span.range().start + 1),
        address: place.address,
    }
}

/// The number of each item that the file misses, the key it is about, what is so, and what to do.
///
/// Source: CIS Docker Benchmark 1.6, chapter 2; docker-bench-security `tests/2_docker_daemon_configuration.sh`.
fn missed(daemon: &Daemon, table: &Table<'_>) -> Vec<Item> {
    let is = |key: &str, value: bool| table.flag(key).is_some_and(|flag| flag.value == value);
    let text = |key: &str| table.text(key).map(|text| text.value).unwrap_or_default();
    let has_entries = |key: &str| table.is_filled(key);
    let opts = table.texts("storage-opts");
    let has_tcp = daemon.hosts.values().any(|host| host.starts_with("tcp://"));
    let log_driver = text("log-driver");
    let log_level = text("log-level");
    let items: [(bool, Item); 17] = [
        (
            !is("icc", false),
            (
                "2.2",
                "icc",
                "containers on the default bridge reach each other",
                "set `icc` to false; services of jobs then need a network per build",
            ),
        ),
        (
            !matches!(log_level.as_str(), "" | "info"),
            ("2.3", "log-level", "the log level is not `info`", "set it to `info`"),
        ),
        (
            is("iptables", false),
            (
                "2.4",
                "iptables",
                "dockerd makes no firewall rules",
                "take `iptables` out",
            ),
        ),
        (
            has_entries("insecure-registries"),
            (
                "2.5",
                "insecure-registries",
                "registries are not checked",
                "put their CA certificates into /etc/docker/certs.d",
            ),
        ),
        (
            text("storage-driver") == "aufs",
            (
                "2.6",
                "storage-driver",
                "the storage driver is `aufs`",
                "use `overlay2`",
            ),
        ),
        (
            has_tcp && !is("tlsverify", true),
            (
                "2.7",
                "hosts",
                "dockerd listens on the network without `tlsverify`",
                "set `tlsverify` and its certificates",
            ),
        ),
        (
            !has_entries("default-ulimits"),
            (
                "2.8",
                "default-ulimits",
                "containers have no limits of their own",
                "set `default-ulimits`",
            ),
        ),
        (
            text("userns-remap").is_empty(),
            (
                "2.9",
                "userns-remap",
                "root in a container is root on the machine",
                "set `userns-remap` to `default`; privileged jobs then need `userns_mode = \"host\"`",
            ),
        ),
        (
            !text("cgroup-parent").is_empty(),
            (
                "2.10",
                "cgroup-parent",
                "containers are in another cgroup than the usual one",
                "take it out, unless the cgroup was made for this",
            ),
        ),
        (
            opts.values().any(|option| option.starts_with("dm.basesize")),
            (
                "2.11",
                "storage-opts",
                "the size of containers was changed",
                "take `dm.basesize` out",
            ),
        ),
        (
            !has_entries("authorization-plugins"),
            (
                "2.12",
                "authorization-plugins",
                "nobody asks who may do what with dockerd",
                "set `authorization-plugins`",
            ),
        ),
        (
            matches!(log_driver.as_str(), "" | "json-file"),
            (
                "2.13",
                "log-driver",
                "logs stay on this machine",
                "set a `log-driver` that sends them elsewhere",
            ),
        ),
        (
            !is("no-new-privileges", true),
            (
                "2.14",
                "no-new-privileges",
                "processes in containers may gain privileges",
                "set `no-new-privileges` to true; `sudo` in jobs then fails",
            ),
        ),
        (
            !is("live-restore", true),
            (
                "2.15",
                "live-restore",
                "containers stop with dockerd",
                "set `live-restore` to true",
            ),
        ),
        (
            !is("userland-proxy", false),
            (
                "2.16",
                "userland-proxy",
                "published ports go through a program",
                "set `userland-proxy` to false",
            ),
        ),
        (
            text("seccomp-profile") == "unconfined",
            (
                "2.17",
                "seccomp-profile",
                "containers may make any system call",
                "take `seccomp-profile` out",
            ),
        ),
        (
            is("experimental", true),
            (
                "2.18",
                "experimental",
                "experimental features are on",
                "take `experimental` out",
            ),
        ),
    ];
    items
        .into_iter()
        .filter(|(is_missed, _)| *is_missed)
        .map(|(_, item)| item)
        .collect()
}
