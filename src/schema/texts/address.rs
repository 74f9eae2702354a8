//! IP addresses, as Kubernetes reads them.

use core::net::IpAddr;

/// Whether a text is an IP address for the older fields of Kubernetes, which allow zeros in front: `010.0.0.1`.
///
/// Source: k8s.io/apimachinery `pkg/util/validation/ip.go`, `IsValidIPForLegacyField`, v0.36.
pub fn is_ip(text: &str) -> bool {
    let octets = text.split('.').map(|octet| {
        let number = octet.trim_start_matches('0');
        if number.is_empty() && !octet.is_empty() {
            "0"
        } else {
            number
        }
    });
    let plain = octets.collect::<Vec<_>>().join(".");
    text.parse::<IpAddr>().is_ok() || plain.parse::<IpAddr>().is_ok_and(|address| address.is_ipv4())
}

/// The address that is surely meant: without blanks, brackets and the usual port.
pub fn ip_meant(text: &str) -> Option<&str> {
    let text = text.trim();
    let alone = match text.strip_suffix(":53") {
        Some(host) if host.contains('.') || host.starts_with('[') => host,
        _ => text,
    };
    let inner = alone.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let address = inner.unwrap_or(alone);
    address.parse::<IpAddr>().is_ok().then_some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_have_neither_names_nor_ports_nor_zones() {
        for text in [
            "192.0.2.1",
            "010.0.0.001",
            "0.0.0.0",
            "::1",
            "fd00::5",
            "::ffff:192.0.2.1",
        ] {
            assert!(is_ip(text), "{text}");
        }
        for text in [
            "",
            "localhost",
            "192.0.2",
            "192.0.2.256",
            "192.0.2.1:53",
            "192.0.2.0/24",
            "[::1]",
            "fe80::1%eth0",
        ] {
            assert!(!is_ip(text), "{text}");
        }
    }

    #[test]
    fn blanks_brackets_and_the_usual_port_are_seen_through() {
        for (text, address) in [
            (" 192.0.2.1", "192.0.2.1"),
            ("192.0.2.1:53", "192.0.2.1"),
            ("[fd00::5]:53", "fd00::5"),
        ] {
            assert_eq!(ip_meant(text), Some(address), "{text}");
        }
        for text in ["", "localhost", "192.0.2.1:5353", "fe80::1%eth0"] {
            assert_eq!(ip_meant(text), None, "{text}");
        }
    }
}
