//! Addresses of the form `host:port`, as Go's `net.SplitHostPort` takes them apart.

/// An address taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HostPort<'a> {
    /// The host, without brackets; it may be empty.
    pub host: &'a str,
    /// The port; it may be empty.
    pub port: &'a str,
}

/// Why an address cannot be taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HostPortFault {
    /// It has no port.
    NoPort,
    /// It has other colons than the one before the port, outside brackets.
    Colons,
    /// Its brackets do not pair or stand in wrong places.
    Brackets,
}

impl<'a> HostPort<'a> {
    /// Takes an address apart.
    ///
    /// Source: `net/ipsock.go` of Go 1.26, `SplitHostPort`.
    pub fn split(text: &'a str) -> Result<HostPort<'a>, HostPortFault> {
        let (before, port) = text.rsplit_once(':').ok_or(HostPortFault::NoPort)?;
        let Some(bracketed) = text.strip_prefix('[') else {
            return match before {
                _ if before.contains(':') => Err(HostPortFault::Colons),
                _ if text.contains(['[', ']']) => Err(HostPortFault::Brackets),
                host => Ok(HostPort { host, port }),
            };
        };
        let (host, after) = bracketed.split_once(']').ok_or(HostPortFault::Brackets)?;
        match after.strip_prefix(':') {
            Some(port) if port.contains(':') => Err(HostPortFault::Colons),
            Some(port) if host.contains('[') || port.contains(['[', ']']) => Err(HostPortFault::Brackets),
            Some(port) => Ok(HostPort { host, port }),
            None => Err(HostPortFault::NoPort),
        }
    }

    /// Whether the port is a number that there is no port of.
    pub fn is_port_too_high(&self) -> bool {
        let digits = !self.port.is_empty() && self.port.bytes().all(|b| b.is_ascii_digit());
        digits && self.port.parse::<u16>().is_err()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_split_as_go_splits_them() {
        for (text, host, port) in [
            (":9252", "", "9252"),
            ("localhost:9252", "localhost", "9252"),
            ("[::]:8093", "::", "8093"),
            ("host:", "host", ""),
        ] {
            assert_eq!(HostPort::split(text), Ok(HostPort { host, port }), "{text}");
        }
        for (text, fault) in [
            ("localhost", HostPortFault::NoPort),
            ("[::1]", HostPortFault::NoPort),
            ("::1", HostPortFault::Colons),
            ("http://host:80", HostPortFault::Colons),
            ("[::1]:80:81", HostPortFault::Colons),
            ("[::1:80", HostPortFault::Brackets),
            ("a]:80", HostPortFault::Brackets),
        ] {
            assert_eq!(HostPort::split(text), Err(fault), "{text}");
        }
    }
}
