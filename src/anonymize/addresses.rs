//! Addresses of machines: those on the Internet become ones of documentation, those that say nothing outside stay.

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::names::{Kind, Names};
use crate::schema::texts::{Cidr, Reach, is_mac};

/// Name servers that everybody may ask.
const RESOLVERS: &[&str] = &["8.8.8.8", "8.8.4.4", "1.1.1.1", "1.0.0.1", "9.9.9.9", "114.114.114.114"];

/// Networks for documentation, 254 machines each; then one for benchmarks.
///
/// Source: RFC 5737, RFC 2544.
const NETWORKS: [[u8; 3]; 3] = [[192, 0, 2], [198, 51, 100], [203, 0, 113]];
const MACHINES: usize = 254;

impl Names {
    /// The pseudonym of an address, or of a network in the form `address/length`; `None` if the text is neither.
    ///
    /// Private and special IPv4 addresses stay: they exist in every network, and rules compare them with one another.
    pub(super) fn address(&mut self, text: &str) -> Option<String> {
        if is_mac(text) {
            return Some(self.mac(text));
        }
        let (cidr, length) = match text.split_once('/') {
            Some((_, length)) => (Cidr::parse(text)?, Some(length)),
            None => (Cidr::of(text.parse().ok()?), None),
        };
        let bare = text.split('/').next().unwrap_or_default();
        let is_network = length.is_some() && cidr.length < cidr.bits() && cidr.network() == cidr.address;
        let new = match cidr.address {
            IpAddr::V4(address) => self.v4(address, &cidr, is_network).map(|new| new.to_string()),
            IpAddr::V6(address) => self.v6(address, &cidr, is_network).map(|new| new.to_string()),
        };
        let new = new.unwrap_or_else(|| bare.to_owned());
        Some(match length {
            Some(length) => format!("{new}/{length}"),
            None => new,
        })
    }

    fn v4(&mut self, address: Ipv4Addr, cidr: &Cidr, is_network: bool) -> Option<Ipv4Addr> {
        let octets = address.octets();
        if let Some(at) = NETWORKS.iter().position(|network| octets.starts_with(network)) {
            self.take(Kind::V4, at * MACHINES + usize::from(octets[3]));
        }
        let is_special = Reach::of_network(cidr) != Reach::Internet || cidr.length < 8;
        if is_special || RESOLVERS.contains(&address.to_string().as_str()) {
            return None;
        }
        let number = self.number(Kind::V4, &address.to_string());
        let new = nth(number);
        let host = u32::MAX.checked_shr(u32::from(cidr.length)).unwrap_or(0);
        Some(match is_network {
            true if cidr.length > 16 => {
                Ipv4Addr::from_bits((0xC612_0000 | u32::try_from(number % 256).unwrap_or(0) << 8) & !host)
            }
            true => Ipv4Addr::from_bits(0xC612_0000 & !host),
            false => new,
        })
    }

    /// An address of a private network keeps that it is one, but not its random part.
    fn v6(&mut self, address: Ipv6Addr, cidr: &Cidr, is_network: bool) -> Option<Ipv6Addr> {
        let base: u128 = match Reach::of_network(cidr) {
            Reach::Internet => 0x2001_0db8 << 96,
            Reach::Private => 0xfd00 << 112,
            Reach::Link => 0xfe80 << 112,
            _ => return None,
        };
        if cidr.length < 16 {
            return None;
        }
        if let Ok(number) = usize::try_from(address.to_bits() ^ base)
            && number < MACHINES
        {
            self.take(Kind::V6, number);
            return None;
        }
        let number = self.number(Kind::V6, &address.to_string()) as u128;
        let shift = if is_network { 128 - u32::from(cidr.length) } else { 0 };
        let network = u128::MAX.checked_shl(shift).unwrap_or(0);
        Some(Ipv6Addr::from_bits(
            base | number.checked_shl(shift).unwrap_or(0) & network,
        ))
    }

    /// In the notation of the original.
    fn mac(&mut self, text: &str) -> String {
        let lower = text.to_ascii_lowercase();
        let zeros = lower.replace(|c: char| c.is_ascii_hexdigit(), "0");
        // Ours begin with the bit of addresses that no maker gave.
        let own = zeros.get(2..).unwrap_or_default();
        if lower
            .strip_prefix("02")
            .is_some_and(|rest| rest.get(..rest.len() - 2) == own.get(..own.len() - 2))
        {
            return text.to_owned();
        }
        let number = self.number(Kind::Mac, &lower) % 256;
        let kept = own.len().saturating_sub(2);
        format!("02{}{number:02x}", &own[..kept])
    }
}

fn nth(number: usize) -> Ipv4Addr {
    let at = number.saturating_sub(1);
    let last = |at: usize| u8::try_from(at).unwrap_or(u8::MAX);
    match NETWORKS.get(at / MACHINES) {
        Some([a, b, c]) => Ipv4Addr::new(*a, *b, *c, last(at % MACHINES + 1)),
        None => Ipv4Addr::new(198, 19, last(at / 256 % 256), last(at % 256)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(text: &str) -> Option<String> {
        Names::default().address(text)
    }

    #[test]
    fn addresses_of_the_internet_become_ones_of_documentation() {
        let mut names = Names::default();
        for (text, new) in [
            ("93.184.216.34", "192.0.2.1"),
            ("93.184.216.35", "192.0.2.2"),
            ("93.184.216.34", "192.0.2.1"),
            ("93.184.216.0/24", "198.18.3.0/24"),
            ("93.184.216.34/24", "192.0.2.1/24"),
            ("2a01:4f8::1", "2001:db8::1"),
            ("2a01:4f8:1:2::/64", "2001:db8:0:2::/64"),
            ("2001:db8::1", "2001:db8::1"),
            ("fd12:3456:789a::/48", "fd00:0:3::/48"),
        ] {
            assert_eq!(names.address(text).as_deref(), Some(new), "{text}");
        }
        assert_eq!(names.address("192.0.2.1").as_deref(), Some("192.0.2.1"));
    }

    #[test]
    fn what_says_nothing_outside_stays() {
        for text in [
            "127.0.0.1",
            "0.0.0.0",
            "172.17.0.1/16",
            "10.0.0.0/8",
            "0.0.0.0/0",
            "8.8.8.8",
            "::1",
            "::",
            "::/0",
        ] {
            assert_eq!(named(text).as_deref(), Some(text));
        }
    }

    #[test]
    fn hardware_addresses_keep_their_notation() {
        assert_eq!(named("3c:22:fb:01:02:03").as_deref(), Some("02:00:00:00:00:01"));
        assert_eq!(named("3c22.fb01.0203").as_deref(), Some("0200.0000.0001"));
        assert_eq!(named("02:00:00:00:00:09").as_deref(), Some("02:00:00:00:00:09"));
        assert_eq!(named("acme"), None);
    }
}
