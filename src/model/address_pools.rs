//! The networks that Docker can make.

use core::net::IpAddr;

use super::Workspace;
use super::daemon::Daemon;
use super::setting::Table;
use crate::schema::texts::Cidr;
use crate::source::Place;

/// The networks beside the default one that Docker has addresses for.
#[derive(Debug, Clone)]
pub struct AddressPools {
    /// How many.
    pub networks: u64,
    /// What says so; `None` if daemon.json does not.
    pub place: Option<Place>,
}

/// The networks of the pools that Docker has by itself.
///
/// Source: moby `daemon/libnetwork/ipamutils/utils.go`, 29.7; tried with its allocator.
const USUAL: u64 = 31;

impl Workspace {
    /// The networks that a daemon can make, if that is known: at most so many, as pools may overlap each other and the
    /// host's own networks.
    pub fn address_pools(&self, daemon: &Daemon) -> Option<AddressPools> {
        let table = self.daemon_table(daemon)?;
        let written = daemon.key("default-address-pools");
        let all = match written {
            Some(_) => {
                let pools = table.tables("default-address-pools");
                let networks = pools.iter().map(networks).collect::<Option<Vec<u64>>>()?;
                networks.iter().fold(0_u64, |sum, pool| sum.saturating_add(*pool))
            }
            None => USUAL,
        };
        // `docker0` takes one, unless it has a network of its own.
        let own = ["bip", "bridge"].iter().any(|key| daemon.key(key).is_some());
        Some(AddressPools {
            networks: if own { all } else { all.checked_sub(1)? },
            place: written.map(|written| written.place.clone()),
        })
    }
}

/// The IPv4 networks of a pool.
fn networks(pool: &Table<'_>) -> Option<u64> {
    let base = Cidr::parse(&pool.text("base")?.value)?;
    let size = u8::try_from(pool.number("size")?.value).ok()?;
    match base.address {
        IpAddr::V4(_) if base.length <= size && size <= 32 => Some(1 << (size - base.length)),
        IpAddr::V4(_) => None,
        IpAddr::V6(_) => Some(0),
    }
}
