//! Pools for the addresses of networks that dockerd cannot cut networks from, or that belong to others.

use crate::diagnostic::{Consequence, Severity};
use crate::model::Table;
use crate::rule::{Check, Rule, Theme};
use crate::schema::Version;
use crate::schema::texts::{Cidr, has_placeholder};
use crate::source::{Place, Role};

pub(super) static RULE: Rule = Rule {
    name: "daemon-address-pools",
    summary: "dockerd cannot make networks of an address pool, or they hide machines on the Internet",
    theme: Theme::Network,
    severity: Severity::Error,
    consequences: &[Consequence::StartFails, Consequence::Ignored, Consequence::Advice],
    needs: &[Role::DaemonConfig],
    uses: &[],
    keys: &[],
    fix: None,
    since: "0.1.0",
    page: include_str!("daemon_address_pools.md"),
    check,
};

fn check(cx: &mut Check<'_>) {
    let version = cx.workspace.context.targets.docker.version;
    for (daemon, table) in cx.workspace.daemon_tables() {
        let pools = table.tables("default-address-pools");
        let read: Vec<_> = pools.iter().filter_map(Pool::read).collect();
        if pools.is_empty() || read.len() < pools.len() {
            // A base that cannot be read is dockerd's own affair from 27.0 on, or a template.
            read.iter().for_each(|pool| of_size(cx, pool));
            without_network(cx, &pools, version);
            continue;
        }
        read.iter().for_each(|pool| of_size(cx, pool));
        if let (Some(key), true) = (
            daemon.key("default-address-pools"),
            read.iter().all(|pool| !pool.base.address.is_ipv4()),
        ) {
            let found = cx.report(
                &key.place,
                "none of the pools has IPv4 addresses, which the default bridge needs",
            );
            found.help("add a pool such as {\"base\": \"10.200.0.0/16\", \"size\": 24}");
        }
        overlaps(cx, &read);
        for pool in read.iter().filter(|pool| pool.base.is_public()) {
            let message = "this pool has addresses of machines on the Internet, which containers no longer reach";
            let found = cx.report(&pool.place, message);
            found.severity(Severity::Warning).consequence(Consequence::Advice);
            found.help("private are 10.0.0.0/8, 172.16.0.0/12 and 192.168.0.0/16");
        }
    }
}

struct Pool {
    base: Cidr,
    place: Place,
    size: i64,
    whole: Place,
}

impl Pool {
    fn read(pool: &Table<'_>) -> Option<Pool> {
        let base = pool.text("base")?;
        Some(Pool {
            base: Cidr::parse(&base.value)?,
            place: base.place,
            size: pool.number("size").map_or(0, |size| size.value),
            whole: pool.number("size").map_or(pool.place(), |size| size.place),
        })
    }
}

/// The length of the networks to be cut from a pool.
fn of_size(cx: &mut Check<'_>, pool: &Pool) {
    let (length, bits) = (i64::from(pool.base.length), i64::from(pool.base.bits()));
    if pool.size == 0 {
        let found = cx.report(&pool.whole, "this pool does not say how large its networks are");
        found.help(format!(
            "add a `size` from {length} to {bits}: `\"size\": 24` gives networks of 254 addresses"
        ));
    } else if pool.size < length {
        let message = format!("a /{length} has no networks of /{} in it", pool.size);
        let found = cx.report(&pool.whole, message);
        found.label(pool.place.span, "the pool");
        found.help(format!("`size` is the length of each network, {length} to {bits}"));
    }
}

/// Pools whose base is missing, empty or, before 27.0, no network: later releases refuse the latter when they decode.
fn without_network(cx: &mut Check<'_>, pools: &[Table<'_>], version: Version) {
    for pool in pools {
        let base = pool.text("base");
        let text = base.as_ref().map_or("", |base| base.value.as_str());
        let decodes = text.is_empty() || version < DECODES;
        if Cidr::parse(text).is_some() || has_placeholder(text) || !decodes {
            continue;
        }
        let place = base.map_or(pool.place(), |base| base.place);
        let found = cx.report(&place, "this pool has no network to cut from");
        found.help("write a `base` such as `10.200.0.0/16`");
    }
}

/// The first release that reads `base` as a network when it decodes the file.
///
/// Source: moby `daemon/libnetwork/ipamutils/utils.go`, `NetworkToSplit`, 27.0.
const DECODES: Version = Version::new(27, 0);

fn overlaps(cx: &mut Check<'_>, pools: &[Pool]) {
    for (at, pool) in pools.iter().enumerate() {
        let others = pools.iter().enumerate();
        let wider = others
            .filter(|(other, wider)| {
                wider.base.covers(&pool.base) && (wider.base.length < pool.base.length || *other < at)
            })
            .map(|(_, wider)| wider)
            .next();
        if let Some(wider) = wider {
            let found = cx.report(&pool.place, "this pool lies in another one, and dockerd drops it");
            found.severity(Severity::Info).consequence(Consequence::Ignored);
            found.label(wider.place.span, "all of it is in here");
        }
    }
}
