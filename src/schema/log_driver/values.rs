//! What the values of log options have to be so that dockerd starts with them.

use super::FACILITIES;
use crate::schema::Version;
use crate::schema::texts::{bytes, duration, is_scheme, truth};

/// What a log option takes, and a value is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// `true` or `false`.
    Flag,
    /// An amount of memory.
    Size,
    /// A duration.
    Duration,
    /// Nothing, or a duration from 100ms to 10s.
    Interval,
    /// A number from 0 on.
    Count,
    /// A number from 1 on.
    Positive,
    /// A number from -1 to 9.
    Level,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A facility of syslog.
    Facility,
    /// `tcp://HOST:PORT`, `tls://HOST:PORT` or `unix:///PATH`.
    FluentdAddress,
    /// `udp://HOST:PORT` or `tcp://HOST:PORT`.
    GelfAddress,
}

/// What dockerd wants in place of the value of a log option, if it does not start with it.
///
/// Source: moby `daemon/logger/fluentd/fluentd.go`, `daemon/logger/awslogs/cloudwatchlogs.go`, `daemon/logger/gelf/gelf.go`
/// and `daemon/logger/syslog/syslog.go`, `ValidateLogOpt`, and `daemon/logger/loggerutils/cache/validate.go`, 23.0 to 29.7.
/// `splunk` looks at values when a container starts.
pub fn wanted(driver: &str, option: &str, value: &str, version: Version) -> Option<Wanted> {
    let wanted = match (driver, option) {
        (_, "cache-disabled") => Wanted::Flag,
        ("fluentd", "fluentd-address") => Wanted::FluentdAddress,
        ("fluentd", "fluentd-async" | "fluentd-sub-second-precision" | "fluentd-request-ack") => Wanted::Flag,
        ("fluentd", "fluentd-async-reconnect-interval") => Wanted::Interval,
        ("fluentd", "fluentd-buffer-limit") => Wanted::Size,
        ("fluentd", "fluentd-max-retries") => Wanted::Count,
        ("fluentd", "fluentd-retry-wait" | "fluentd-write-timeout" | "fluentd-read-timeout") => Wanted::Duration,
        ("awslogs", "awslogs-create-group") => Wanted::Flag,
        ("awslogs", "awslogs-create-stream") if version >= Version::new(29, 0) => Wanted::Flag,
        ("awslogs", "awslogs-force-flush-interval-seconds" | "awslogs-max-buffered-events") => Wanted::Positive,
        ("awslogs", "awslogs-format") if version >= Version::new(23, 0) => Wanted::Word(&["json/emf"]),
        ("gelf", "gelf-address") => Wanted::GelfAddress,
        ("gelf", "gelf-compression-level") => Wanted::Level,
        ("gelf", "gelf-compression-type") => Wanted::Word(&["gzip", "zlib", "none"]),
        ("gelf", "gelf-tcp-max-reconnect" | "gelf-tcp-reconnect-delay") => Wanted::Count,
        ("syslog", "syslog-format") => Wanted::Word(&["rfc3164", "rfc5424", "rfc5424micro"]),
        ("syslog", "syslog-facility") => Wanted::Facility,
        _ => return None,
    };
    // An empty value is none, but for the numbers and words of `gelf`, whose address is asked for elsewhere.
    let is_none = value.is_empty() && (driver != "gelf" || option == "gelf-address");
    (!is_none && !is(wanted, option, value)).then_some(wanted)
}

fn is(wanted: Wanted, option: &str, value: &str) -> bool {
    let number = |range: std::ops::RangeInclusive<i64>| value.parse().is_ok_and(|number| range.contains(&number));
    match wanted {
        Wanted::Flag => truth(value).is_some(),
        Wanted::Size => bytes(value).is_some(),
        // Only a time to wait may be below zero.
        Wanted::Duration => duration(value).is_some_and(|length| length >= 0 || option == "fluentd-retry-wait"),
        Wanted::Interval => duration(value).is_some_and(|length| length == 0 || INTERVAL.contains(&length)),
        Wanted::Count if option == "fluentd-max-retries" => !value.starts_with('+') && number(0..=i64::from(u32::MAX)),
        Wanted::Count => number(0..=i64::MAX),
        Wanted::Positive => number(1..=i64::MAX),
        Wanted::Level => number(-1..=9),
        Wanted::Word(words) => words.contains(&value),
        Wanted::Facility => number(0..=23) || FACILITIES.contains(&value),
        Wanted::FluentdAddress => is_fluentd(value),
        Wanted::GelfAddress => is_gelf(value),
    }
}

/// The nanoseconds of 100ms to 10s.
const INTERVAL: std::ops::RangeInclusive<i64> = 100_000_000..=10_000_000_000;

/// Whether `fluentd` takes an address; without a scheme it is one of TCP.
fn is_fluentd(value: &str) -> bool {
    let with_scheme = match value.contains("://") {
        true => value.to_owned(),
        false => format!("tcp://{value}"),
    };
    let Some(address) = Address::parse(&with_scheme) else {
        return false;
    };
    match address.scheme.as_str() {
        "unix" => !address.path.trim_start_matches('/').is_empty(),
        "tcp" | "tls" => address.path.is_empty() && address.port.is_none_or(|port| port.is_empty() || is_port(port)),
        _ => false,
    }
}

fn is_port(text: &str) -> bool {
    text.parse::<u16>().is_ok()
}

fn is_gelf(value: &str) -> bool {
    let address = Address::parse(value);
    address.is_some_and(|address| matches!(address.scheme.as_str(), "udp" | "tcp") && address.port.is_some())
}

/// The parts of a URL as Go's `net/url` takes it apart.
struct Address<'a> {
    scheme: String,
    port: Option<&'a str>,
    path: &'a str,
}

impl Address<'_> {
    fn parse(text: &str) -> Option<Address<'_>> {
        let (scheme, rest) = text.split_once("://").filter(|(scheme, _)| is_scheme(scheme))?;
        let rest = rest.split(['?', '#']).next()?;
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let host = authority.rsplit('@').next()?;
        let port = match (host.rfind(':'), host.rfind(']')) {
            (Some(colon), bracket) if bracket.is_none_or(|bracket| bracket < colon) => host.get(colon + 1..),
            _ => None,
        };
        let digits = port.is_none_or(|port| port.bytes().all(|byte| byte.is_ascii_digit()));
        let closed = host.starts_with('[') == host.contains(']');
        let readable = digits && closed && !text.contains(char::is_control) && !host.contains(' ');
        readable.then(|| Address {
            scheme: scheme.to_ascii_lowercase(),
            port,
            path,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEWEST: Version = Version::new(29, 7);

    fn takes(driver: &str, option: &str, value: &str) -> bool {
        wanted(driver, &format!("{driver}-{option}"), value, NEWEST).is_none()
    }

    #[test]
    fn addresses_of_fluentd_are_told_apart() {
        for address in [
            "",
            "localhost",
            "localhost:24224",
            "tcp://fluentd.example.com",
            "tls://[::1]:24224",
            "unix:///run/fluentd.sock",
            ":24224",
        ] {
            assert!(takes("fluentd", "address", address), "{address}");
        }
        for address in [
            "http://fluentd.example.com:24224",
            "tcp://fluentd.example.com:24224/",
            "fluentd.example.com:24224/path",
            "unix://",
            "unix://run",
            "localhost:port",
            "localhost:70000",
            "my host",
        ] {
            assert!(!takes("fluentd", "address", address), "{address}");
        }
    }

    #[test]
    fn addresses_of_gelf_have_a_scheme_and_a_port() {
        assert!(takes("gelf", "address", "udp://graylog.example.com:12201"));
        assert!(takes("gelf", "address", "TCP://[::1]:12201"));
        for address in [
            "graylog.example.com:12201",
            "udp://graylog.example.com",
            "http://x:12201",
        ] {
            assert!(!takes("gelf", "address", address), "{address}");
        }
    }

    #[test]
    fn numbers_durations_and_flags_are_read_as_go_reads_them() {
        for (driver, option, good, bad) in [
            ("fluentd", "async", "True", "yes"),
            ("fluentd", "buffer-limit", "8MB", "8 parts"),
            ("fluentd", "retry-wait", "-1s", "1"),
            ("fluentd", "write-timeout", "1500ms", "-1s"),
            ("fluentd", "async-reconnect-interval", "0", "11s"),
            ("fluentd", "async-reconnect-interval", "100ms", "99ms"),
            ("fluentd", "max-retries", "0", "-1"),
            ("awslogs", "max-buffered-events", "4096", "0"),
            ("awslogs", "format", "json/emf", "json"),
            ("gelf", "compression-level", "-1", "10"),
            ("gelf", "compression-type", "none", ""),
            ("syslog", "facility", "local0", "local8"),
        ] {
            assert!(takes(driver, option, good), "{driver}-{option} {good}");
            assert!(!takes(driver, option, bad), "{driver}-{option} {bad}");
        }
        assert_eq!(wanted("local", "cache-disabled", "yes", NEWEST), Some(Wanted::Flag));
        assert_eq!(wanted("splunk", "splunk-gzip", "yes", NEWEST), None);
    }
}
