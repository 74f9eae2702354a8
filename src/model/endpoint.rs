//! `DOCKER_HOST`: where Docker clients look for a daemon.

/// A `DOCKER_HOST` as the Docker CLI reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Endpoint {
    /// A socket, by its path.
    Unix(String),
    /// A TCP port of a host.
    Tcp {
        /// The host.
        host: String,
        /// The port.
        port: u16,
    },
    /// Anything else: another scheme, or what the CLI refuses.
    Other,
}

impl Endpoint {
    /// Reads a value. Without a scheme it is TCP, without a port 2375; an empty one is the usual socket.
    ///
    /// Source: docker/cli `opts/hosts.go`, `parseDockerDaemonHost` and `ParseTCPAddr`, 28.2; tried with the CLI.
    pub fn parse(value: &str) -> Endpoint {
        let value = value.trim();
        if value.is_empty() {
            return Endpoint::Unix("/var/run/docker.sock".to_owned());
        }
        let (scheme, rest) = value.split_once("://").unwrap_or(("tcp", value));
        match scheme {
            "unix" => Endpoint::Unix(rest.to_owned()),
            "tcp" => Endpoint::tcp(rest.split('/').next().unwrap_or_default()),
            _ => Endpoint::Other,
        }
    }

    fn tcp(authority: &str) -> Endpoint {
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) if !port.contains(']') => (host, port.parse()),
            _ => (authority, Ok(2375)),
        };
        match port {
            Ok(port) if !host.is_empty() => Endpoint::Tcp {
                host: host.trim_matches(['[', ']']).to_owned(),
                port,
            },
            _ => Endpoint::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_cli_accepts_is_read_alike() {
        let tcp = |host: &str, port| Endpoint::Tcp {
            host: host.to_owned(),
            port,
        };
        assert_eq!(Endpoint::parse("tcp://docker:2376"), tcp("docker", 2376));
        assert_eq!(Endpoint::parse("tcp://docker:2375/ "), tcp("docker", 2375));
        assert_eq!(Endpoint::parse("docker:2376"), tcp("docker", 2376));
        assert_eq!(Endpoint::parse("tcp://docker"), tcp("docker", 2375));
        assert_eq!(Endpoint::parse("tcp://[::1]"), tcp("::1", 2375));
        assert_eq!(
            Endpoint::parse("unix:///var/run/docker.sock"),
            Endpoint::Unix("/var/run/docker.sock".into())
        );
        for refused in ["http://docker:2375", "TCP://docker:2375", "tcp://docker:port"] {
            assert_eq!(Endpoint::parse(refused), Endpoint::Other, "{refused}");
        }
    }
}
