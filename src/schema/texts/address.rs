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
}
