//! Credentials for registries under keys that config.toml does not have, such as `auth_config`.

use super::Workspace;
use super::embedded::DOCKER_AUTH_CONFIG;
use super::keys::UnknownKey;
use super::runner::Executor;
use super::setting::{List, Table};
use crate::schema::runner::Key;
use crate::secret::Secret;
use crate::source::{Address, FileId, Place};
use crate::syntax::{Cursor, Document, Entry, Node};

/// Credentials of one runner that GitLab Runner does not read.
#[derive(Debug)]
pub struct LostCredentials<'a> {
    /// The keys they stand under.
    pub keys: Vec<&'a UnknownKey>,
    /// What they say, if all of it is written out and nothing is missing.
    pub logins: Option<Vec<Credential>>,
    /// The runner's `environment`, or where it would be written.
    pub environment: List<String>,
}

/// What to log in to a registry with.
#[derive(Debug, PartialEq, Eq)]
pub struct Credential {
    /// The registry, as Docker client configurations name it.
    pub registry: String,
    /// Base64 of `USER:PASSWORD`.
    pub auth: Secret,
}

/// Names under which people write credentials; config.toml has none of them in these tables.
const KEYS: &[&str] = &[
    "auth",
    "auth_config",
    "credentials",
    "docker_auth_config",
    "password",
    "registry_auth",
    "registry_password",
    "registry_user",
    "username",
];
const USER: &[&str] = &["username", "user", "login", "registry_user"];
const PASSWORD: &[&str] = &["password", "passwd", "registry_password"];
const REGISTRY: &[&str] = &[
    "server",
    "serveraddress",
    "server_address",
    "registry",
    "registry_url",
    "url",
    "host",
];

/// Names of Docker Hub, which client configurations name in a way of its own.
const DOCKER_HUB: &[&str] = &["docker.io", "index.docker.io", "registry-1.docker.io", "hub.docker.com"];

/// Whether a field of credentials says which registry they are for, which is no secret.
pub(super) fn names_registry(name: &str) -> bool {
    REGISTRY.contains(&name.to_ascii_lowercase().as_str())
}

/// Whether an unknown key of this table is meant for credentials. A registry is, if there is somebody to log in.
pub(super) fn is_credentials(table: &Key, node: &Node, entry: &Entry) -> bool {
    if !matches!(table.path, "runners" | "runners[].docker") {
        return false;
    }
    let name = entry.key.value.to_ascii_lowercase();
    match name.as_str() {
        "registry" | "registries" if entry.node.as_scalar().is_some() => has_login(node, 1),
        "registry" | "registries" => has_login(&entry.node, 3),
        name => KEYS.contains(&name),
    }
}

/// Whether a user or password stands in a node, at most `reach` levels deep.
fn has_login(node: &Node, reach: usize) -> bool {
    let names = |name: &str| USER.contains(&name) || PASSWORD.contains(&name) || name == "auth";
    let below = |node: &Node| reach > 1 && has_login(node, reach - 1);
    let in_entry = |entry: &Entry| names(&entry.key.value.to_ascii_lowercase()) || below(&entry.node);
    node.entries().iter().any(in_entry) || node.items().iter().any(below)
}

impl Workspace {
    /// Credentials under keys that GitLab Runner does not read, by runner.
    pub fn lost_credentials(&self) -> Vec<LostCredentials<'_>> {
        let mut lost: Vec<(FileId, Address, Vec<&UnknownKey>)> = Vec::new();
        let all = self.keys.iter().flat_map(|facts| &facts.unknown);
        for key in all.filter(|key| key.is_credentials) {
            // `runners[0]`.
            let runner = key.place.address.first(2);
            let file = key.place.span.file;
            match lost.last_mut() {
                Some((last, address, keys)) if *last == file && *address == runner => keys.push(key),
                _ => lost.push((file, runner, vec![key])),
            }
        }
        let read = |(file, runner, keys)| read(self.document(file), &runner, keys);
        lost.into_iter().filter_map(read).collect()
    }
}

fn read<'a>(document: &Document, runner: &Address, keys: Vec<&'a UnknownKey>) -> Option<LostCredentials<'a>> {
    let root = document.root.span;
    let at = |address: &Address| document.find(address, root).map(|found| found.node);
    let table = Table::new(Cursor::new(at(runner)?, runner.clone()))?;
    let environment = table.texts("environment");
    let mut logins = Some(Vec::new());
    let mut parts = Parts::default();
    for key in &keys {
        let name = key.key.to_ascii_lowercase();
        match document
            .find(&key.place.address, key.place.span)
            .map(|found| found.node)
        {
            Some(node) if node.is_mapping() || node.is_sequence() => add(&mut logins, node),
            Some(node) => parts.take(&name, node),
            None => logins = None,
        }
    }
    if !parts.is_empty() {
        match (&mut logins, parts.login(None)) {
            (Some(logins), Some(login)) => logins.push(login),
            _ => logins = None,
        }
    }
    let taken = environment
        .values()
        .any(|entry| entry.split('=').next() == Some(DOCKER_AUTH_CONFIG));
    let executor = table.text("executor").map(|name| Executor::named(&name.value));
    let usable = !taken && executor.is_none_or(|executor| executor.pulls_images());
    Some(LostCredentials {
        keys,
        logins: logins.filter(|logins| usable && !logins.is_empty()),
        environment,
    })
}

/// Adds the logins of a table or array; without the last one that is not complete there are none.
fn add(logins: &mut Option<Vec<Credential>>, node: &Node) {
    for item in node.items() {
        add(logins, item);
    }
    if !node.is_mapping() {
        return;
    }
    let mut parts = Parts::default();
    for entry in node.entries() {
        parts.take(&entry.key.value.to_ascii_lowercase(), &entry.node);
    }
    if !parts.is_empty() {
        push(logins, parts.login(None));
        return;
    }
    // A table of registries.
    for entry in node.entries() {
        let mut parts = Parts::default();
        for field in entry.node.entries() {
            parts.take(&field.key.value.to_ascii_lowercase(), &field.node);
        }
        push(logins, parts.login(Some(&entry.key.value)));
    }
}

fn push(logins: &mut Option<Vec<Credential>>, login: Option<Credential>) {
    match (logins.as_mut(), login) {
        (Some(all), Some(login)) if all.iter().all(|other| other.registry != login.registry) => all.push(login),
        _ => *logins = None,
    }
}

/// The parts of one login.
#[derive(Default)]
struct Parts<'a> {
    user: Option<&'a str>,
    password: Option<&'a str>,
    registry: Option<&'a str>,
    /// There is something that is not understood.
    more: bool,
}

impl<'a> Parts<'a> {
    fn take(&mut self, name: &str, node: &'a Node) {
        let slot = match name {
            _ if USER.contains(&name) => &mut self.user,
            _ if PASSWORD.contains(&name) => &mut self.password,
            _ if REGISTRY.contains(&name) => &mut self.registry,
            "email" => return,
            _ => {
                self.more |= node.as_scalar().is_some();
                return;
            }
        };
        match node.as_str().filter(|_| slot.is_none()) {
            Some(text) => *slot = Some(text),
            None => self.more = true,
        }
    }

    fn is_empty(&self) -> bool {
        self.user.is_none() && self.password.is_none() && self.registry.is_none() && !self.more
    }

    fn login(&self, registry: Option<&str>) -> Option<Credential> {
        let (user, password) = (self.user?, Secret::new(self.password?));
        let written_out = |text: &str| !text.is_empty() && !text.contains('$');
        let sound = written_out(user) && !user.contains(':') && !password.is_reference() && !password.is_blank();
        if self.more || !sound || password.is_placeholder() {
            return None;
        }
        Some(Credential {
            registry: registry_name(self.registry.or(registry)?)?,
            auth: Secret::docker_auth(user, &password),
        })
    }
}

/// A registry as `auths` names it: `HOST[:PORT][/PATH]` without scheme, Docker Hub by its full URL.
///
/// Source: GitLab Runner `helpers/docker/auth/auth.go`; docker/cli `cli/config/configfile`, 29.7.
fn registry_name(text: &str) -> Option<String> {
    let text = text
        .strip_prefix("https://")
        .or(text.strip_prefix("http://"))
        .unwrap_or(text);
    let text = text.strip_suffix("/v1/").or(text.strip_suffix("/v2/")).unwrap_or(text);
    let text = text.trim_end_matches('/');
    let plain = |c: char| c.is_ascii_alphanumeric() || ".-_:/".contains(c);
    if text.is_empty() || !text.chars().all(plain) {
        return None;
    }
    if DOCKER_HUB.contains(&text) {
        return Some("https://index.docker.io/v1/".to_owned());
    }
    Some(text.to_owned())
}

impl LostCredentials<'_> {
    /// The keys, those of one table together.
    pub fn keys_by_table(&self) -> Vec<Vec<&Place>> {
        let mut tables: Vec<(Option<Address>, Vec<&Place>)> = Vec::new();
        for key in &self.keys {
            let table = key.place.address.parent();
            match tables.iter_mut().find(|(other, _)| *other == table) {
                Some((_, places)) => places.push(&key.place),
                None => tables.push((table, vec![&key.place])),
            }
        }
        tables.into_iter().map(|(_, places)| places).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn registries_are_named_as_in_client_configurations() {
        assert_eq!(
            registry_name("https://registry.example.com:5000/v2/").as_deref(),
            Some("registry.example.com:5000")
        );
        assert_eq!(
            registry_name("docker.io").as_deref(),
            Some("https://index.docker.io/v1/")
        );
        assert_eq!(
            registry_name("https://index.docker.io/v1/").as_deref(),
            Some("https://index.docker.io/v1/")
        );
        assert_eq!(registry_name("<registry>"), None);
        assert_eq!(registry_name("$CI_REGISTRY"), None);
    }
}
