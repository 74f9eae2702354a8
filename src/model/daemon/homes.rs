//! Where else in daemon.json a key could stand, so that dockerd heeds it and takes its value.

use super::{Daemon, DaemonKey, DaemonValues, Standing, kebab, standing_in};
use crate::model::Workspace;
use crate::model::mirror::Mirror;
use crate::schema::daemon::{self, Key};
use crate::source::{Address, Place};
use crate::syntax::{Cursor, Node, Scalar, Value};

/// Keys whose values dockerd holds against rules of its own, or against other keys, before it takes a file: what is
/// without effect where it stands may have the file refused elsewhere.
///
/// Source: moby `daemon/config/config.go` and `config_linux.go`, `Validate`, 23.0 to 29.7.
const HELD_AGAINST_MORE: &[&str] = &[
    "bridge-accept-fwmark",
    "cri-containerd",
    "default-gateway",
    "default-gateway-v6",
    "default-runtime",
    "dns-search",
    "exec-opts",
    "features",
    "fixed-cidr-v6",
    "host-gateway-ip",
    "host-gateway-ips",
    "hosts",
    "labels",
    "node-generic-resources",
    "runtimes",
    "tls",
    "tlscacert",
    "tlscert",
    "tlskey",
    "tlsverify",
    "userland-proxy-path",
    "userns-remap",
];

/// The proxies of an object `proxies.default`, as the Docker client has it, under dockerd's names for them.
#[derive(Debug)]
pub struct ClientProxies {
    names: Vec<(String, String)>,
}

impl ClientProxies {
    /// dockerd's name for a key of the object.
    pub fn named(&self, key: &str) -> String {
        let found = self.names.iter().find(|(name, _)| name == key);
        found.map_or_else(|| key.to_owned(), |(_, name)| name.clone())
    }
}

impl Workspace {
    /// Whether the entry of a key could stand under the name of this setting: the name is free, and dockerd takes the
    /// value.
    pub fn could_be(&self, daemon: &Daemon, key: &DaemonKey, setting: &Key) -> bool {
        let path = match &key.group {
            Some(group) => format!("{group}.{}", setting.name),
            None => setting.name.to_owned(),
        };
        !daemon.has(key.group.as_deref(), setting.name) && self.fits(key, &path)
    }

    /// Where in `proxies` a key of the top level has an effect, if its name is free there.
    pub fn home_in_proxies(&self, daemon: &Daemon, key: &DaemonKey) -> Option<Place> {
        let Standing::Ignored(known) = key.standing else {
            return None;
        };
        let name = known.instead.strip_prefix("proxies.")?;
        let twice = daemon.keys.iter().filter(|other| other.name == key.name).count() > 1;
        if key.group.is_some() || twice || daemon.has(Some("proxies"), name) || !self.fits(key, known.instead) {
            return None;
        }
        let proxies = daemon.keys.iter().find(|key| key.is_proxies());
        let object = proxies.map_or("proxies", |proxies| proxies.name.as_str());
        Some(Place {
            span: daemon.place.span,
            address: Address::root().key(object).key(name),
        })
    }

    /// The names that the members of an object `proxies.default` have with dockerd, if it takes all of them.
    pub fn client_proxies(&self, daemon: &Daemon, key: &DaemonKey) -> Option<ClientProxies> {
        let document = self.document(key.place.span.file);
        let node = document.find(&key.place.address, key.place.span)?.node;
        let mut names: Vec<(String, String)> = Vec::new();
        for entry in node.entries() {
            let name = kebab(&entry.key.value);
            let path = format!("proxies.{name}");
            let is_proxy = daemon::named(&name).is_some_and(|key| key.instead == path);
            let is_taken = daemon.has(Some("proxies"), &name) || names.iter().any(|(_, other)| *other == name);
            if !is_proxy || is_taken || !self.decodes(&path, &entry.node) {
                return None;
            }
            names.push((entry.key.value.to_string(), name));
        }
        Some(ClientProxies { names })
    }

    /// Whether an object is one of proxies but for its name, and could have the right one.
    pub fn could_be_proxies(&self, daemon: &Daemon, group: &str) -> bool {
        let fits = |key: &&DaemonKey| match key.standing {
            Standing::Ignored(known) => known.instead.starts_with("proxies.") && self.fits(key, known.instead),
            _ => false,
        };
        let members = || daemon.keys.iter().filter(|key| key.group.as_deref() == Some(group));
        let free = !daemon.keys.iter().any(DaemonKey::is_proxies) && !daemon.has(None, "proxies");
        free && members().next().is_some() && members().all(|key| fits(&key))
    }

    /// Whether all members of a group could stand on the top level: their names are free there, and dockerd takes the
    /// values. At least one of them has an effect then.
    pub fn could_be_lifted(&self, daemon: &Daemon, group: &str) -> bool {
        let members: Vec<&DaemonKey> = daemon
            .keys
            .iter()
            .filter(|key| key.group.as_deref() == Some(group))
            .collect();
        let twice = |key: &DaemonKey| members.iter().filter(|other| other.name == key.name).count() > 1;
        let fits = |key: &&DaemonKey| !daemon.has(None, &key.name) && !twice(key) && self.fits_the_top(key);
        let is_of_use = |key: &&DaemonKey| !matches!(key.standing, Standing::Ignored(_));
        group != "proxies" && members.iter().any(is_of_use) && members.iter().all(fits)
    }

    fn fits_the_top(&self, key: &DaemonKey) -> bool {
        let version = self.context.targets.docker.version;
        let document = self.document(key.place.span.file);
        let Some(found) = document.find(&key.place.address, key.place.span) else {
            return false;
        };
        let node = found.node;
        let is_proxy = |name: &str| matches!(standing_in("proxies", name, version), Standing::Setting(_));
        match key.standing {
            _ if HELD_AGAINST_MORE.contains(&key.name.as_str()) => false,
            Standing::Setting(_) => self.is_allowed(&key.name, node) && self.fits(key, &key.name),
            Standing::Ignored(_) => !node.is_mapping(),
            Standing::Unknown if key.name == "proxies" => {
                node.is_mapping()
                    && node.entries().iter().all(|entry| is_proxy(&entry.key.value))
                    && self.decodes("proxies", node)
            }
            _ => false,
        }
    }

    /// Whether a value is one of the words, or in the range, that a setting is limited to.
    fn is_allowed(&self, name: &str, node: &Node) -> bool {
        let version = self.context.targets.docker.version;
        match &node.value {
            Value::Scalar(Scalar::String(text)) => {
                daemon::words(name, version).is_none_or(|words| text.is_empty() || words.allow(text))
            }
            Value::Scalar(Scalar::Integer(number)) => {
                daemon::range(name, version).is_none_or(|range| range.contains(number))
            }
            _ => true,
        }
    }

    /// Whether dockerd takes the value of a key at this path.
    fn fits(&self, key: &DaemonKey, path: &str) -> bool {
        let useful = |text: &String| Mirror::parse(text).is_of_use(self.context.targets.docker.version);
        let document = self.document(key.place.span.file);
        let found = document.find(&key.place.address, key.place.span);
        let of_use = path != "registry-mirrors" || key.texts.iter().all(useful);
        of_use && found.is_some_and(|found| self.decodes(path, found.node))
    }

    /// Whether dockerd decodes a value at this path.
    fn decodes(&self, path: &str, node: &Node) -> bool {
        let mut values = DaemonValues::default();
        let cursor = Cursor::new(node, Address::root());
        values.read(path, &cursor, self.context.targets.docker.version);
        values.decode()
    }
}

impl Daemon {
    fn has(&self, group: Option<&str>, name: &str) -> bool {
        let same = |key: &DaemonKey| key.group.as_deref() == group && key.name == name;
        self.keys.iter().any(same)
    }
}
