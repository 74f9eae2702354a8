//! How far away a host is, as its name or address tells: this machine, a network of one's own, or the Internet.

use core::net::IpAddr;

use super::Cidr;

/// Where a host may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// The machine itself: `localhost` and loopback addresses.
    Machine,
    /// Every address of the machine: `0.0.0.0` and `::`.
    AnyAddress,
    /// The machine below a container, by the names that container engines give it.
    Engine,
    /// A Kubernetes cluster: services.
    Cluster,
    /// A wire: addresses that no router passes on.
    Link,
    /// A private network. Of names: those that public name servers cannot know.
    Private,
    /// A home network, by names that routers give.
    Home,
    /// Many machines at once.
    Multicast,
    /// Nowhere: addresses for documentation and for benchmarks.
    Nowhere,
    /// The Internet, as far as can be told.
    Internet,
}

/// Networks of addresses that are not on the Internet. The first that has an address counts.
///
/// Source: RFC 1122, RFC 1918, RFC 6598, RFC 3927, RFC 5737, RFC 2544, RFC 5771; RFC 4291, RFC 4193 and RFC 3849.
const NETWORKS: [(&str, Reach); 21] = [
    ("0.0.0.0/8", Reach::AnyAddress),
    ("127.0.0.0/8", Reach::Machine),
    ("10.0.0.0/8", Reach::Private),
    ("172.16.0.0/12", Reach::Private),
    ("192.168.0.0/16", Reach::Private),
    ("100.64.0.0/10", Reach::Private),
    ("169.254.0.0/16", Reach::Link),
    ("192.0.2.0/24", Reach::Nowhere),
    ("198.51.100.0/24", Reach::Nowhere),
    ("203.0.113.0/24", Reach::Nowhere),
    ("198.18.0.0/15", Reach::Nowhere),
    ("224.0.0.0/4", Reach::Multicast),
    ("::/128", Reach::AnyAddress),
    ("::1/128", Reach::Machine),
    ("fc00::/7", Reach::Private),
    ("fe80::/10", Reach::Link),
    ("2001:db8::/32", Reach::Nowhere),
    ("ff00::/8", Reach::Multicast),
    // Addresses of the Internet begin with 001; what is left is reserved.
    ("2000::/3", Reach::Internet),
    ("::/0", Reach::Nowhere),
    ("0.0.0.0/0", Reach::Internet),
];

/// Endings of names, and names. The first that fits counts.
///
/// Source: RFC 6761, RFC 6762 appendix G, RFC 8375; ICANN's reservation of `internal`, 2024; docs.docker.com,
/// "Networking on Docker Desktop"; kubernetes.io, "DNS for Services and Pods".
const ENDINGS: [(&str, Reach); 16] = [
    ("localhost", Reach::Machine),
    ("docker.internal", Reach::Engine),
    ("containers.internal", Reach::Engine),
    ("svc", Reach::Cluster),
    ("svc.cluster.local", Reach::Cluster),
    ("local", Reach::Private),
    ("lan", Reach::Private),
    ("home", Reach::Private),
    ("corp", Reach::Private),
    ("internal", Reach::Private),
    ("intranet", Reach::Private),
    ("localdomain", Reach::Private),
    ("test", Reach::Private),
    ("example", Reach::Private),
    ("home.arpa", Reach::Home),
    ("fritz.box", Reach::Home),
];

impl Reach {
    /// Where a host is: a name in any case, or an address, with or without brackets.
    pub fn of(host: &str) -> Reach {
        let host = host.trim_matches(['[', ']']);
        match host.parse::<IpAddr>() {
            Ok(address) => Reach::of_network(&Cidr::of(address)),
            Err(_) => Reach::of_name(&host.trim_end_matches('.').to_ascii_lowercase()),
        }
    }

    /// Where all addresses of a network are; on the Internet if they are not in one place.
    pub fn of_network(network: &Cidr) -> Reach {
        let has = |(own, _): &&(&str, Reach)| Cidr::parse(own).is_some_and(|own| own.covers(network));
        let found = NETWORKS.iter().find(has);
        found.map_or(Reach::Internet, |(_, reach)| *reach)
    }

    fn of_name(name: &str) -> Reach {
        let ends = |(end, _): &&(&str, Reach)| {
            name.strip_suffix(end)
                .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        };
        match ENDINGS.iter().find(ends) {
            Some((_, reach)) => *reach,
            None if name.contains('.') => Reach::Internet,
            None => Reach::Private,
        }
    }

    /// Whether an address says something to other machines than its own and those on its wire.
    pub fn is_routed(self) -> bool {
        !matches!(
            self,
            Reach::Machine | Reach::AnyAddress | Reach::Link | Reach::Multicast
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_the_internet_are_told_from_own_ones() {
        for (host, reach) in [
            ("8.8.8.8", Reach::Internet),
            ("172.32.0.1", Reach::Internet),
            ("172.31.0.1", Reach::Private),
            ("100.100.1.1", Reach::Private),
            ("127.0.0.53", Reach::Machine),
            ("0.0.0.0", Reach::AnyAddress),
            ("169.254.169.254", Reach::Link),
            ("203.0.113.7", Reach::Nowhere),
            ("224.0.0.1", Reach::Multicast),
            ("::1", Reach::Machine),
            ("[::1]", Reach::Machine),
            ("fd00::1", Reach::Private),
            ("fe80::1", Reach::Link),
            ("2001:db8::1", Reach::Nowhere),
            ("2606:4700::1", Reach::Internet),
            ("::ffff:8.8.8.8", Reach::Nowhere),
        ] {
            assert_eq!(Reach::of(host), reach, "{host}");
        }
    }

    #[test]
    fn names_of_the_internet_are_told_from_own_ones() {
        for (host, reach) in [
            ("gitlab.example.com", Reach::Internet),
            ("gitlab.example", Reach::Private),
            ("Registry.LAN.", Reach::Private),
            ("minio", Reach::Private),
            ("localhost", Reach::Machine),
            ("git.localhost", Reach::Machine),
            ("host.docker.internal", Reach::Engine),
            ("notdocker.internal", Reach::Private),
            ("gitlab.git.svc.cluster.local", Reach::Cluster),
            ("gitlab.git.svc", Reach::Cluster),
            ("nas.fritz.box", Reach::Home),
            ("my-localhost.com", Reach::Internet),
        ] {
            assert_eq!(Reach::of(host), reach, "{host}");
        }
    }

    #[test]
    fn every_network_of_the_list_is_one() {
        for (network, reach) in NETWORKS {
            assert!(Cidr::parse(network).is_some(), "{network}");
            assert_eq!(Reach::of_network(&Cidr::parse(network).unwrap()), reach, "{network}");
        }
    }
}
