//! Networks in the form `address/length`.

use core::net::IpAddr;

use super::Reach;

/// An address and the length of the part of it that names its network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cidr {
    /// The address, with the bits of the host.
    pub address: IpAddr,
    /// How many bits name the network.
    pub length: u8,
}

impl Cidr {
    /// Reads `10.0.0.1/24` or `fd00::1/64`.
    ///
    /// Source: Go `net/netip`, `ParsePrefix`, and `net.ParseCIDR`, which differ in nothing that people write.
    pub fn parse(text: &str) -> Option<Cidr> {
        let (address, length) = text.split_once('/')?;
        let is_number = !length.is_empty() && length.bytes().all(|byte| byte.is_ascii_digit());
        let cidr = Cidr {
            address: address.parse().ok()?,
            length: length.parse().ok().filter(|_| is_number)?,
        };
        (cidr.length <= cidr.bits()).then_some(cidr)
    }

    /// The network that has this address only.
    pub fn of(address: IpAddr) -> Cidr {
        let length = if address.is_ipv4() { 32 } else { 128 };
        Cidr { address, length }
    }

    /// How many bits its addresses have.
    pub fn bits(&self) -> u8 {
        if self.address.is_ipv4() { 32 } else { 128 }
    }

    /// Whether it is IPv4 and its address is the first or the last of the network, which no machine can have.
    pub fn is_no_machine(&self) -> bool {
        let IpAddr::V4(address) = self.address else {
            return false;
        };
        let host = u32::MAX.checked_shr(u32::from(self.length)).unwrap_or(0);
        let own = address.to_bits() & host;
        self.length <= 30 && (own == 0 || own == host)
    }

    /// The network, its address without the bits of a host.
    pub fn network(&self) -> IpAddr {
        match self.address {
            IpAddr::V4(address) => {
                let mask = u32::MAX.checked_shl(32 - u32::from(self.length)).unwrap_or(0);
                IpAddr::V4((address.to_bits() & mask).into())
            }
            IpAddr::V6(address) => {
                let mask = u128::MAX.checked_shl(128 - u32::from(self.length)).unwrap_or(0);
                IpAddr::V6((address.to_bits() & mask).into())
            }
        }
    }

    /// Whether all of `other` lies in it.
    pub fn covers(&self, other: &Cidr) -> bool {
        let inner = Cidr {
            address: other.address,
            length: self.length,
        };
        self.address.is_ipv4() == other.address.is_ipv4()
            && self.length <= other.length
            && inner.network() == self.network()
    }

    /// Whether it is IPv4 and some of its addresses belong to machines on the Internet.
    pub fn is_public(&self) -> bool {
        self.address.is_ipv4() && Reach::of_network(self) == Reach::Internet
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cidr(text: &str) -> Cidr {
        Cidr::parse(text).unwrap()
    }

    #[test]
    fn networks_have_an_address_and_a_length() {
        for text in ["10.0.0.1/24", "fd00::1/64", "0.0.0.0/0", "::/0", "10.0.0.1/32"] {
            assert!(Cidr::parse(text).is_some(), "{text}");
        }
        for text in [
            "",
            "10.0.0.1",
            "10.0.0.300/24",
            "10.0.0.1//24",
            "10.0.0.1/33",
            "10.0.0.1/+8",
            "10.0.0/8",
            " 10.0.0.1/8",
            "/24",
        ] {
            assert!(Cidr::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn the_first_and_the_last_address_are_no_machines() {
        for text in ["10.1.0.0/24", "10.7.0.255/24", "10.0.255.255/16"] {
            assert!(cidr(text).is_no_machine(), "{text}");
        }
        for text in ["10.1.0.1/24", "10.7.0.0/31", "10.0.1.0/16", "fd00::/64", "10.0.0.0/32"] {
            assert!(!cidr(text).is_no_machine(), "{text}");
        }
    }

    #[test]
    fn networks_cover_each_other() {
        assert!(cidr("10.0.0.0/8").covers(&cidr("10.9.0.0/16")));
        assert!(cidr("0.0.0.0/0").covers(&cidr("1.2.3.4/32")));
        assert!(!cidr("10.9.0.0/16").covers(&cidr("10.0.0.0/8")));
        assert!(!cidr("::/0").covers(&cidr("10.0.0.0/8")));
        assert!(cidr("fd00::/8").covers(&cidr("fd12::/16")));
    }

    #[test]
    fn addresses_of_the_internet_are_told_from_own_ones() {
        for text in ["172.240.0.0/16", "8.0.0.0/8", "0.0.0.0/0", "172.16.0.0/11"] {
            assert!(cidr(text).is_public(), "{text}");
        }
        for text in [
            "172.31.0.0/16",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "fd00::/8",
            "192.168.1.1/32",
        ] {
            assert!(!cidr(text).is_public(), "{text}");
        }
    }
}
