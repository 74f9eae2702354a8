//! Settings of daemon.json that take one of a few words.

use crate::schema::{Version, Words};

/// The words that a setting takes, if it takes only these and this release looks at it. An empty text is the default.
///
/// Source: moby `daemon/config/config.go` and `config_linux.go`, `Validate`, 23.0 to 29.7; logrus `ParseLevel`, up to
/// Docker 24.0.
pub fn words(key: &str, version: Version) -> Option<Words> {
    let (words, since, match_case): (&[&'static str], _, _) = match key {
        "log-level" if version < Version::new(25, 0) => (
            &["panic", "fatal", "error", "warn", "warning", "info", "debug", "trace"],
            Version::new(1, 10),
            false,
        ),
        "log-level" => (
            &["panic", "fatal", "error", "warn", "info", "debug", "trace"],
            Version::new(25, 0),
            false,
        ),
        "log-format" => (&["text", "json"], Version::new(25, 0), true),
        "default-ipc-mode" => (&["private", "shareable"], Version::new(17, 9), true),
        "default-cgroupns-mode" => (&["private", "host"], Version::new(20, 10), true),
        "firewall-backend" => (&["iptables", "nftables"], Version::new(29, 0), true),
        _ => return None,
    };
    let words = words.to_vec();
    (since <= version).then_some(Words { words, match_case })
}

/// The settings that take one of a few words.
pub const WORD_KEYS: &[&str] = &[
    "default-cgroupns-mode",
    "default-ipc-mode",
    "firewall-backend",
    "log-format",
    "log-level",
];

/// The numbers that a setting takes, if this release looks at it.
///
/// Source: moby `daemon/config/config.go`, `Validate`, 23.0 to 29.7.
pub fn range(key: &str, version: Version) -> Option<core::ops::RangeInclusive<i64>> {
    let (range, since) = match key {
        "default-stop-timeout" => (0..=i64::MAX, Version::new(29, 7)),
        "max-concurrent-downloads" | "max-concurrent-uploads" => (0..=i64::MAX, Version::new(1, 12)),
        "max-download-attempts" => (0..=i64::MAX, Version::new(20, 10)),
        "mtu" => (0..=i64::MAX, Version::new(23, 0)),
        "network-diagnostic-port" => (0..=65_535, Version::new(28, 0)),
        _ => return None,
    };
    (since <= version).then_some(range)
}

/// The settings whose numbers have limits.
pub const RANGE_KEYS: &[&str] = &[
    "default-stop-timeout",
    "max-concurrent-downloads",
    "max-concurrent-uploads",
    "max-download-attempts",
    "mtu",
    "network-diagnostic-port",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn warning_was_a_level_up_to_24() {
        let allows = |version| words("log-level", version).is_some_and(|words| words.allow("Warning"));
        assert!(allows(Version::new(24, 0)) && !allows(Version::new(25, 0)));
    }

    #[test]
    fn settings_are_looked_at_from_a_release_on() {
        assert!(words("log-format", Version::new(24, 0)).is_none());
        assert!(range("network-diagnostic-port", Version::new(27, 5)).is_none());
        let ports = range("network-diagnostic-port", Version::new(28, 0)).unwrap();
        assert!(ports.contains(&65_535) && !ports.contains(&65_536));
    }
}
