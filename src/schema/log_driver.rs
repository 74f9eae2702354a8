//! The log drivers of dockerd and their options.
//!
//! Source: moby `daemon/logger`, 20.10 to 29.7. An option that any of these releases knows is in the lists.

mod values;

use super::Version;

pub use values::{Wanted, wanted};

/// Options of all drivers.
pub const COMMON: &[&str] = &[
    "mode",
    "max-buffer-size",
    "cache-disabled",
    "cache-max-file",
    "cache-max-size",
    "cache-compress",
    "cache-labels",
    "cache-labels-regex",
    "cache-env",
    "cache-env-regex",
    "cache-tag",
];

/// Options of the drivers that write files.
pub const ROTATION: &[&str] = &["max-size", "max-file", "compress"];

/// The facilities of syslog, which have numbers as well.
pub const FACILITIES: &[&str] = &[
    "kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron", "authpriv", "ftp", "local0",
    "local1", "local2", "local3", "local4", "local5", "local6", "local7",
];

const LABELS: &[&str] = &["labels", "labels-regex", "env", "env-regex", "tag"];

/// The drivers and their options.
const DRIVERS: &[(&str, &[&str])] = &[
    (
        "json-file",
        &[
            "max-size",
            "max-file",
            "compress",
            "labels",
            "labels-regex",
            "env",
            "env-regex",
            "tag",
        ],
    ),
    (
        "local",
        &[
            "max-size",
            "max-file",
            "compress",
            "labels",
            "labels-regex",
            "env",
            "env-regex",
            "tag",
        ],
    ),
    ("journald", LABELS),
    (
        "syslog",
        &[
            "labels",
            "labels-regex",
            "env",
            "env-regex",
            "tag",
            "syslog-address",
            "syslog-facility",
            "syslog-tls-ca-cert",
            "syslog-tls-cert",
            "syslog-tls-key",
            "syslog-tls-skip-verify",
            "syslog-format",
        ],
    ),
    (
        "fluentd",
        &[
            "labels",
            "labels-regex",
            "env",
            "env-regex",
            "tag",
            "fluentd-address",
            "fluentd-async",
            "fluentd-async-connect",
            "fluentd-async-reconnect-interval",
            "fluentd-buffer-limit",
            "fluentd-max-retries",
            "fluentd-request-ack",
            "fluentd-retry-wait",
            "fluentd-sub-second-precision",
            "fluentd-write-timeout",
            "fluentd-read-timeout",
        ],
    ),
    (
        "gelf",
        &[
            "labels",
            "labels-regex",
            "env",
            "env-regex",
            "tag",
            "gelf-address",
            "gelf-compression-level",
            "gelf-compression-type",
            "gelf-tcp-max-reconnect",
            "gelf-tcp-reconnect-delay",
        ],
    ),
    (
        "splunk",
        &[
            "labels",
            "labels-regex",
            "env",
            "env-regex",
            "tag",
            "splunk-url",
            "splunk-token",
            "splunk-source",
            "splunk-sourcetype",
            "splunk-index",
            "splunk-capath",
            "splunk-caname",
            "splunk-insecureskipverify",
            "splunk-format",
            "splunk-verify-connection",
            "splunk-gzip",
            "splunk-gzip-level",
            "splunk-index-acknowledgment",
        ],
    ),
    (
        "awslogs",
        &[
            "tag",
            "awslogs-region",
            "awslogs-endpoint",
            "awslogs-group",
            "awslogs-stream",
            "awslogs-create-group",
            "awslogs-create-stream",
            "awslogs-datetime-format",
            "awslogs-multiline-pattern",
            "awslogs-credentials-endpoint",
            "awslogs-force-flush-interval-seconds",
            "awslogs-max-buffered-events",
            "awslogs-format",
        ],
    ),
    (
        "gcplogs",
        &[
            "labels",
            "labels-regex",
            "env",
            "env-regex",
            "gcp-project",
            "gcp-log-cmd",
            "gcp-meta-zone",
            "gcp-meta-name",
            "gcp-meta-id",
        ],
    ),
];

/// The options of a driver of dockerd's own that checks them.
pub fn options(driver: &str) -> Option<&'static [&'static str]> {
    let known = DRIVERS.iter().find(|(name, _)| *name == driver);
    known.map(|(_, options)| *options)
}

/// The release that removed an option which earlier ones have, and what it has in its place.
///
/// Source: moby `daemon/logger/fluentd/fluentd.go`, `ValidateLogOpt`, 27.5 and 28.0.
pub fn removed_option(option: &str) -> Option<(Version, &'static str)> {
    (option == "fluentd-async-connect").then_some((Version::new(28, 0), "fluentd-async"))
}

/// The release that removed a driver.
pub fn removed(driver: &str) -> Option<Version> {
    (driver == "logentries").then_some(Version::new(25, 0))
}

/// The driver that a name which is none surely means. Other names may be those of plugins.
pub fn meant(name: &str) -> Option<&'static str> {
    let names = || DRIVERS.iter().map(|(name, _)| *name).chain(["none"]);
    if names().any(|known| known == name) || name.contains(['/', ':']) {
        return None;
    }
    let letters = |text: &str| text.to_ascii_lowercase().replace(['-', '_', ' ', '.'], "");
    let word = letters(name);
    let other = match word.as_str() {
        "json" | "file" | "jsonlog" | "jsonfiles" => Some("json-file"),
        "journal" | "journalctl" | "systemd" => Some("journald"),
        "rsyslog" => Some("syslog"),
        "cloudwatch" => Some("awslogs"),
        _ => None,
    };
    let near = || names().find(|known| known.len() > 5 && strsim::damerau_levenshtein(known, name) == 1);
    names().find(|known| letters(known) == word).or(other).or_else(near)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn misspelt_drivers_are_told_from_plugins() {
        for (name, driver) in [
            ("jsonfile", "json-file"),
            ("json", "json-file"),
            ("JSON-File", "json-file"),
            ("journal", "journald"),
            ("syslogd", "syslog"),
            ("fluent", "fluentd"),
        ] {
            assert_eq!(meant(name), Some(driver), "{name}");
        }
        for name in [
            "json-file",
            "none",
            "loki",
            "etwlogs",
            "grafana/loki-docker-driver:latest",
            "",
            "elastic",
            "helf",
        ] {
            assert_eq!(meant(name), None, "{name}");
        }
    }
}
