//! The format of `/etc/hosts`.

// `core::net` knows addresses but opens no connection.
use core::net::IpAddr;
use std::path::Path;

use crate::load;

/// The names and addresses that a host knows whose root lies at `root`; none if it says nothing of them.
pub(super) fn of_host(root: &Path) -> Vec<(String, String)> {
    match load::bytes(&root.join("etc/hosts")) {
        Ok(bytes) => parse(&String::from_utf8_lossy(&bytes)),
        // It is context that nobody asked for, and many copies of a host come without it.
        Err(_) => Vec::new(),
    }
}

/// The names of a hosts file with their addresses, in order; lines without an address first are passed over, as the
/// resolver does.
pub(super) fn parse(text: &str) -> Vec<(String, String)> {
    let mut hosts = Vec::new();
    for line in text.lines() {
        let line = line.split('#').next().unwrap_or_default();
        let mut words = line.split_whitespace();
        let Some(address) = words.next().filter(|word| is_address(word)) else {
            continue;
        };
        hosts.extend(words.map(|name| (name.to_owned(), address.to_owned())));
    }
    hosts
}

/// An address may name its interface: `fe80::1%eth0`.
fn is_address(word: &str) -> bool {
    word.split('%').next().unwrap_or_default().parse::<IpAddr>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_of_a_line_gets_its_address() {
        let text =
            "# comment\n127.0.0.1 localhost\n10.0.0.5\tgitlab.example git # old\nnonsense x\n::1 ip6\nfe80::1%lo l\n";
        let hosts = parse(text);
        let pairs: Vec<(&str, &str)> = hosts.iter().map(|(name, ip)| (name.as_str(), ip.as_str())).collect();
        let expected = [
            ("localhost", "127.0.0.1"),
            ("gitlab.example", "10.0.0.5"),
            ("git", "10.0.0.5"),
            ("ip6", "::1"),
            ("l", "fe80::1%lo"),
        ];
        assert_eq!(pairs, expected);
    }
}
