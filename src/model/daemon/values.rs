//! The values of daemon.json held against what dockerd decodes, down to the keys of nested objects.

use core::net::{IpAddr, Ipv6Addr};

use crate::model::extra_host::is_address;
use crate::model::json::json_word;
use crate::model::keys::{Actual, actual};
use crate::schema::daemon::{self, Shape};
use crate::schema::{Version, texts};
use crate::source::{Place, equal_fold};
use crate::syntax::{Cursor, Node, Scalar, Value};

/// A value that dockerd cannot decode, so that it refuses the file.
#[derive(Debug, Clone)]
pub struct DaemonMismatch {
    /// Where the value is.
    pub place: Place,
    /// Its keys, joined by dots, as written.
    pub name: String,
    /// What dockerd wants.
    pub expected: Shape,
    /// What it is, in words.
    pub actual: &'static str,
    /// The value.
    pub value: Actual,
    /// Whether it is of another type; else it is a text that cannot be read.
    pub is_type: bool,
}

/// A key of a nested object that dockerd does not know.
#[derive(Debug, Clone)]
pub struct NestedKey {
    /// The key.
    pub place: Place,
    /// As written.
    pub name: String,
    /// The keys of its object, joined by dots.
    pub object: String,
    /// Whether dockerd refuses the file because of it; else it passes over it.
    pub is_refused: bool,
    /// The release that brought it, if one later than the target did.
    pub since: Option<Version>,
    /// The key of the same object that is meant, if it is free.
    pub meant: Option<&'static str>,
    /// Whether dockerd takes the value under that key.
    pub fits: bool,
}

/// What is wrong with the values of a daemon.json.
#[derive(Debug, Clone, Default)]
pub struct DaemonValues {
    /// Values that dockerd cannot decode.
    pub mismatches: Vec<DaemonMismatch>,
    /// Keys of nested objects that it does not know.
    pub unknown: Vec<NestedKey>,
}

impl DaemonMismatch {
    /// The text, if it is one.
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Actual::Scalar(Scalar::String(text)) => Some(text),
            _ => None,
        }
    }
}

impl DaemonValues {
    /// Holds the value of a key of the top level against what the field of that name has to be.
    pub(super) fn read(&mut self, name: &str, value: &Cursor<'_>, version: Version) {
        if let Some(shape) = daemon::shape(name, version) {
            let path = Path {
                pattern: name.to_owned(),
                name: name.to_owned(),
            };
            self.value(value, &path, shape, version);
        }
    }

    fn value(&mut self, cursor: &Cursor<'_>, path: &Path, shape: Shape, version: Version) {
        match (shape, &cursor.node.value) {
            // What decodes texts by itself is asked for null too; everything else passes over it.
            (shape, Value::Scalar(Scalar::Null)) if shape != Shape::Size => {}
            (_, Value::Broken) => {}
            (Shape::List, Value::Sequence(_)) => {
                for item in cursor.items() {
                    self.below(&item, path.element(), version);
                }
            }
            (Shape::Map, Value::Mapping(_)) => {
                for (entry, value) in cursor.entries() {
                    self.below(&value, path.entry(&entry.key.value), version);
                }
            }
            (Shape::Object | Shape::StrictObject, Value::Mapping(_)) => self.object(cursor, path, shape, version),
            _ => {
                let fit = fit(cursor.node, shape);
                if fit != Fit::Fits {
                    self.mismatches.push(DaemonMismatch {
                        place: cursor.place(),
                        name: path.name.clone(),
                        expected: shape,
                        actual: json_word(cursor.node),
                        value: actual(cursor.node),
                        is_type: fit == Fit::OtherType,
                    });
                }
            }
        }
    }

    /// Whether dockerd decodes all of them.
    pub(super) fn decode(&self) -> bool {
        self.mismatches.is_empty() && !self.unknown.iter().any(|key| key.is_refused)
    }

    fn below(&mut self, cursor: &Cursor<'_>, path: Path, version: Version) {
        if let Some(shape) = daemon::shape(&path.pattern, version) {
            self.value(cursor, &path, shape, version);
        }
    }

    fn object(&mut self, cursor: &Cursor<'_>, path: &Path, shape: Shape, version: Version) {
        for (entry, value) in cursor.entries() {
            let name = entry.key.value.as_str();
            let inner = path.member(name);
            if let Some(shape) = daemon::shape(&inner.pattern, version) {
                self.value(&value, &inner, shape, version);
            } else if !equal_fold(&path.pattern, "proxies") {
                let taken = |other: &str| {
                    let entries = cursor.node.entries();
                    entries.iter().any(|entry| equal_fold(&entry.key.value, other))
                };
                let meant = neighbour(name, &path.pattern, version).filter(|meant| !taken(meant));
                let mut there = DaemonValues::default();
                if let Some(meant) = meant {
                    there.below(&value, path.member(meant), version);
                }
                self.unknown.push(NestedKey {
                    place: Place {
                        span: entry.key.span,
                        address: value.address.clone(),
                    },
                    name: name.to_owned(),
                    object: path.name.clone(),
                    is_refused: shape == Shape::StrictObject,
                    since: daemon::known_since(&inner.pattern).filter(|since| version < *since),
                    meant,
                    fits: there.decode(),
                });
            }
        }
    }
}

/// The keys that lead to a value: as the schema writes them, and as they are written.
struct Path {
    pattern: String,
    name: String,
}

impl Path {
    fn element(&self) -> Path {
        Path {
            pattern: format!("{}[]", self.pattern),
            name: self.name.clone(),
        }
    }

    fn entry(&self, name: &str) -> Path {
        Path {
            pattern: format!("{}.*", self.pattern),
            name: format!("{}.{name}", self.name),
        }
    }

    fn member(&self, name: &str) -> Path {
        Path {
            pattern: format!("{}.{name}", self.pattern),
            name: format!("{}.{name}", self.name),
        }
    }
}

#[derive(PartialEq, Eq)]
enum Fit {
    Fits,
    OtherType,
    Unreadable,
}

/// Whether dockerd decodes a single value.
///
/// Source: Go 1.26 `encoding/json/decode.go`; moby `opts/opts.go`, `MemBytes`, and `daemon/config/builder.go`, 29.7;
/// buildkit `cmd/buildkitd/config/gcpolicy.go`, `Duration`; Go `net.IP`, `netip.Addr` and `netip.Prefix`.
fn fit(node: &Node, shape: Shape) -> Fit {
    let fits = |fits: bool| if fits { Fit::Fits } else { Fit::OtherType };
    let text = match shape {
        Shape::Bool => return fits(node.as_bool().is_some()),
        Shape::Integer => return fits(node.as_integer().is_some()),
        Shape::Filter => return fits(is_filter(node)),
        Shape::List | Shape::Map | Shape::Object | Shape::StrictObject => return Fit::OtherType,
        _ => match node.as_str() {
            Some(text) => text,
            None => return Fit::OtherType,
        },
    };
    let readable = match shape {
        Shape::Size => texts::bytes(text).is_some(),
        Shape::Address => text.is_empty() || text.parse::<IpAddr>().is_ok(),
        Shape::TrimmedAddress => text.trim().parse::<IpAddr>().is_ok(),
        Shape::ZonedAddress => text.is_empty() || is_address(text),
        Shape::Prefix => text.is_empty() || prefix(text).is_some(),
        Shape::Age => is_age(text),
        _ => true,
    };
    match readable || texts::is_template(text) {
        true => Fit::Fits,
        false => Fit::Unreadable,
    }
}

/// The address and the length of a range of addresses, as Go's `netip.ParsePrefix` reads it.
fn prefix(text: &str) -> Option<(IpAddr, u8)> {
    let (address, bits) = text.rsplit_once('/')?;
    let address: IpAddr = address.parse().ok()?;
    let canonical = bits == "0" || !bits.starts_with(['0', '+']);
    let bits: u8 = bits.parse().ok().filter(|_| canonical)?;
    let most = if address.is_ipv4() { 32 } else { 128 };
    (bits <= most).then_some((address, bits))
}

/// Whether dockerd takes a text for the IPv6 range of the default bridge.
///
/// Source: moby `daemon/libnetwork/drivers/bridge/bridge_linux.go`, `ValidateFixedCIDRV6`, 25.0 and 29.7.
pub fn is_ipv6_subnet(text: &str) -> bool {
    let link_local = |address: Ipv6Addr| address.segments()[..4] == [0xfe80, 0, 0, 0];
    match prefix(text) {
        Some((IpAddr::V6(address), bits)) => {
            let mapped = address.to_ipv4_mapped().is_some();
            !mapped && !address.is_multicast() && (bits == 64 || !link_local(address))
        }
        _ => false,
    }
}

fn is_age(text: &str) -> bool {
    let text = text
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'))
        .unwrap_or(text);
    text.is_empty() || texts::is_duration(text) || text.parse::<i64>().is_ok()
}

fn is_filter(node: &Node) -> bool {
    let is_null = |node: &Node| node.as_scalar() == Some(&Scalar::Null);
    let is_text = |node: &Node| node.as_str().is_some() || is_null(node);
    let is_flag = |node: &Node| node.as_bool().is_some() || is_null(node);
    let flags = |node: &Node| {
        let all = node.entries().iter().all(|entry| is_flag(&entry.node));
        is_null(node) || node.is_mapping() && all
    };
    match &node.value {
        Value::Sequence(items) => items.iter().all(is_text),
        Value::Mapping(entries) => entries.iter().all(|entry| flags(&entry.node)),
        _ => false,
    }
}

/// The one key of an object that a spelling is close to.
fn neighbour(name: &str, object: &str, version: Version) -> Option<&'static str> {
    let limit = (name.chars().count() / 4).max(1);
    let name = name.to_lowercase().replace(['-', '_'], "");
    let close = |key: &&'static str| {
        let key = key.to_lowercase().replace('-', "");
        strsim::damerau_levenshtein(&key, &name) <= limit
    };
    let mut near = daemon::members(object, version).filter(close);
    near.next().filter(|_| near.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_told_as_go_tells_them() {
        for text in ["10.0.0.0/8", "10.1.2.3/32", "fd00::/0", "::ffff:10.0.0.0/104"] {
            assert!(prefix(text).is_some(), "{text}");
        }
        for text in [
            "10.0.0.0",
            "10.0.0.0/33",
            "10.0.0.0/08",
            "10.0.0/8",
            "10.0.0.0/",
            "fe80::%eth0/64",
            "x/8",
        ] {
            assert!(prefix(text).is_none(), "{text}");
        }
    }

    #[test]
    fn the_range_of_the_bridge_is_one_of_ipv6() {
        assert!(is_ipv6_subnet("fd00:1::/64") && is_ipv6_subnet("fe80::/64"));
        for text in [
            "10.0.0.0/8",
            "ff02::/64",
            "fe80::1:0/112",
            "fd00::",
            "::ffff:10.0.0.0/104",
        ] {
            assert!(!is_ipv6_subnet(text), "{text}");
        }
    }

    #[test]
    fn ages_are_durations_or_seconds() {
        for text in ["", "48h", "3600", "\"48h\""] {
            assert!(is_age(text), "{text}");
        }
        assert!(!is_age("2 days"));
    }
}
