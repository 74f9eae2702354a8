//! Docker client configurations: which registries they log in to, and what is wrong with their shape.

use super::Workspace;
use super::json::json_word;
use super::setting::Setting;
use crate::secret::Secret;
use crate::source::{FileId, Place, Role};
use crate::syntax::{Cursor, Document, Fault, Scalar, Value};

/// A Docker client configuration.
#[derive(Debug, Clone)]
pub struct RegistryAuth {
    /// Its text: a file, or a text inside one.
    pub file: FileId,
    /// The whole value.
    pub place: Place,
    /// Where it stands.
    pub home: AuthHome,
    /// Its `auths`, if there are some.
    pub auths: Option<Place>,
    /// The registries it has entries for.
    pub registries: Vec<RegistryEntry>,
    /// The programs that are to be asked for credentials: `credsStore` and `credHelpers`.
    pub helpers: Vec<Setting<String>>,
    /// Whether a program is to be asked for credentials.
    pub has_helper: bool,
    /// What is wrong with its shape.
    pub faults: Vec<AuthFault>,
}

/// Where a Docker client configuration stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuthHome {
    /// In a file of its own, `~/.docker/config.json`.
    File,
    /// In the variable `DOCKER_AUTH_CONFIG`.
    Variable,
}

/// An entry of `auths`.
#[derive(Debug, Clone)]
pub struct RegistryEntry {
    /// The registry, as written.
    pub registry: String,
    /// The registry's key.
    pub key: Place,
    /// `auth`, unless it is empty: base64 of `user:password`.
    pub auth: Option<Setting<Secret>>,
    /// `username`, which counts without `auth`.
    pub user: Option<Secret>,
    /// `password`, which counts without `auth`.
    pub password: Option<Setting<Secret>>,
}

/// Something wrong with the shape of a Docker client configuration.
#[derive(Debug, Clone)]
pub struct AuthFault {
    /// Where.
    pub place: Place,
    /// What.
    pub kind: AuthFaultKind,
}

/// What can be wrong with the shape of a Docker client configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AuthFaultKind {
    /// A value of the wrong type: the whole configuration is dropped.
    Type {
        /// What it belongs to, in words.
        of: String,
        /// What is there, in words.
        actual: &'static str,
        /// What is wanted, in words.
        expected: &'static str,
    },
    /// The registries stand at the top, without `auths` around them.
    NoAuthsAround,
    /// `auths` is spelt in another way.
    MisspeltAuths,
    /// It names no credentials at all, for another reason.
    NoAuths,
    /// There is nothing in it.
    Empty,
    /// A registry has no credentials.
    NoCredentials,
}

/// The fields of an entry that hold credentials.
const CREDENTIALS: &[&str] = &["auth", "username", "password", "identitytoken", "registrytoken"];

impl RegistryAuth {
    /// Reads a configuration as Docker's own code does, key names compared without regard to case.
    ///
    /// Source: docker/cli `cli/config/configfile/file.go` and `cli/config/types/authconfig.go`, 29.7.
    pub(super) fn read(document: &Document, home: AuthHome) -> RegistryAuth {
        let root = document.cursor();
        let mut auth = RegistryAuth {
            file: document.file,
            place: root.place(),
            home,
            auths: None,
            registries: Vec::new(),
            helpers: Vec::new(),
            has_helper: false,
            faults: Vec::new(),
        };
        if !auth.wants(&root, "a Docker client configuration", Wanted::Object) {
            return auth;
        }
        if let Some(store) = root.get_folded("credsStore") {
            auth.has_helper |= auth.wants(&store, "`credsStore`", Wanted::String);
            // An empty one asks nobody.
            auth.helpers
                .extend(text(&store).filter(|store| !store.value.is_empty()));
        }
        if let Some(helpers) = root.get_folded("credHelpers") {
            auth.has_helper = true;
            auth.wants_strings(&helpers, "`credHelpers`");
            auth.helpers
                .extend(helpers.entries().filter_map(|(_, helper)| text(&helper)));
        }
        if let Some(headers) = root.get_folded("HttpHeaders") {
            auth.wants_strings(&headers, "`HttpHeaders`");
        }
        match root.get_folded("auths") {
            Some(auths) => auth.auths(&auths),
            None if home == AuthHome::Variable && !auth.has_helper => auth.no_auths(&root),
            None => {}
        }
        auth
    }

    fn auths(&mut self, auths: &Cursor<'_>) {
        if !self.wants(auths, "`auths`", Wanted::Object) {
            return;
        }
        self.auths = Some(auths.place());
        for (entry, value) in auths.entries() {
            let registry = entry.key.value.to_string();
            let whole = format!("the entry of `{registry}`");
            if !self.wants(&value, &whole, Wanted::Object) {
                continue;
            }
            for (field, value) in value.entries() {
                let known = CREDENTIALS.iter().chain(&["email", "serveraddress"]);
                if known
                    .into_iter()
                    .any(|name| name.eq_ignore_ascii_case(&field.key.value))
                {
                    self.wants(&value, &format!("`{}`", field.key.value), Wanted::String);
                }
            }
            let key = Place {
                span: entry.key.span,
                address: value.address.clone(),
            };
            if !self.has_helper && !has_credentials(&value) {
                self.fault(key.clone(), AuthFaultKind::NoCredentials);
            }
            let secret = |name: &str| {
                let secret = text(&value.get_folded(name)?)?.map(Secret::new);
                Some(secret).filter(|secret| !secret.value.is_blank())
            };
            self.registries.push(RegistryEntry {
                registry,
                key,
                auth: secret("auth"),
                user: secret("username").map(|user| user.value),
                password: secret("password"),
            });
        }
    }

    /// Nothing is named `auths`: perhaps what belongs there stands elsewhere.
    fn no_auths(&mut self, root: &Cursor<'_>) {
        let entries: Vec<_> = root.entries().collect();
        if entries.is_empty() {
            self.fault(root.place(), AuthFaultKind::Empty);
            return;
        }
        let logins = |cursor: &Cursor<'_>| {
            let mut values = cursor.entries().map(|(_, value)| value).peekable();
            values.peek().is_some() && values.all(|value| has_credentials(&value))
        };
        if logins(root) {
            self.fault(root.place(), AuthFaultKind::NoAuthsAround);
            return;
        }
        let misspelt = |name: &str| strsim::damerau_levenshtein(&name.to_lowercase(), "auths") <= 2;
        match entries
            .iter()
            .find(|(entry, value)| misspelt(&entry.key.value) && logins(value))
        {
            Some((entry, value)) => {
                let place = Place {
                    span: entry.key.span,
                    address: value.address.clone(),
                };
                self.fault(place, AuthFaultKind::MisspeltAuths);
            }
            None => self.fault(root.place(), AuthFaultKind::NoAuths),
        }
    }

    fn wants_strings(&mut self, cursor: &Cursor<'_>, of: &str) {
        if self.wants(cursor, of, Wanted::Strings) {
            for (entry, value) in cursor.entries() {
                self.wants(&value, &format!("`{}` in {of}", entry.key.value), Wanted::String);
            }
        }
    }

    /// Whether a value is of the wanted type and not null; another type is a fault.
    fn wants(&mut self, cursor: &Cursor<'_>, of: &str, wanted: Wanted) -> bool {
        let fits = match (&cursor.node.value, wanted) {
            (Value::Scalar(Scalar::Null), _) => return false,
            (Value::Mapping(_), Wanted::Object | Wanted::Strings) => true,
            (Value::Scalar(Scalar::String(_)), Wanted::String) => true,
            _ => false,
        };
        if !fits {
            let kind = AuthFaultKind::Type {
                of: of.to_owned(),
                actual: json_word(cursor.node),
                expected: match wanted {
                    Wanted::Object => "an object",
                    Wanted::Strings => "an object of strings",
                    Wanted::String => "a string",
                },
            };
            self.fault(cursor.place(), kind);
        }
        fits
    }

    fn fault(&mut self, place: Place, kind: AuthFaultKind) {
        self.faults.push(AuthFault { place, kind });
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Object,
    Strings,
    String,
}

fn text(cursor: &Cursor<'_>) -> Option<Setting<String>> {
    Some(Setting::written(cursor.node.as_str()?.to_owned(), cursor.place()))
}

fn has_credentials(entry: &Cursor<'_>) -> bool {
    let set = |name: &str| {
        entry
            .get_folded(name)
            .is_some_and(|value| value.node.as_str() != Some(""))
    };
    ["auth", "identitytoken", "registrytoken"].iter().any(|name| set(name)) || set("username") && set("password")
}

impl Workspace {
    /// The Docker client configurations that GitLab Runner can read, in files and in `DOCKER_AUTH_CONFIG`. It never sees
    /// what follows the first value.
    pub fn registry_auths(&self) -> impl Iterator<Item = RegistryAuth> + '_ {
        let documents = self.documents_of(Role::DockerAuth).filter(is_read);
        documents
            .filter(|document| !self.is_in_broken_file(document))
            .map(|document| {
                let home = match self.sources.get(document.file).embedding() {
                    Some(_) => AuthHome::Variable,
                    None => AuthHome::File,
                };
                RegistryAuth::read(document, home)
            })
    }
}

fn is_read(document: &&Document) -> bool {
    let harmless = |fault: &Fault| matches!(fault, Fault::Duplicate { .. } | Fault::TextAfter);
    document.errors.iter().all(|error| harmless(&error.fault))
}
