//! Which stretches of the texts are secret: by the schema, by the names of keys and variables, by their look, and
//! wholesale where a broken text could not be read.

mod carriers;
mod lists;
mod lost;
mod misspelt;

use std::ops::Range;
use std::sync::LazyLock;

use super::credentials::names_registry;
use crate::schema::Children;
use crate::schema::runner::{self, Key, Secrecy};
use crate::source::{FileId, Role, SourceFile, Sources, Span, names_secret, takes_secret, token_shapes};
use crate::syntax::{Document, Fault, Node, Scalar, SyntaxError, Value};
use lists::is_name_of_secret;
use lost::loses_its_place;
pub(super) use lost::unread_lines;

/// The secrets of all files.
pub(super) fn found(sources: &Sources, documents: &[Document]) -> Vec<Span> {
    let mut found: Vec<Span> = Vec::new();
    let embedded = sources.iter().filter(|(_, file)| file.embedding().is_some());
    let hosted: Vec<Span> = embedded
        .map(|(id, file)| sources.lift(Span::new(id, 0..file.text().len())))
        .collect();
    for document in documents {
        let file = sources.get(document.file);
        let mut marker = Marker {
            id: document.file,
            file,
            hosted: &hosted,
            children: Children::default(),
            found: &mut found,
        };
        match file.role {
            Role::RunnerConfig | Role::RunnerTemplate => marker.runner(&document.root, Some(runner::root()), false),
            Role::DockerAuth => marker.auth(document),
            Role::Certificate => marker.key(document),
            Role::Manifest => marker.objects(document),
            Role::Pipeline => {
                for root in std::iter::once(&document.root).chain(&document.others) {
                    marker.pipeline(root);
                    marker.misspelt(root);
                }
            }
            Role::HelmValues | Role::Compose => {
                for root in std::iter::once(&document.root).chain(&document.others) {
                    marker.named(root);
                }
                marker.strings(document);
            }
            Role::DaemonConfig | Role::SystemdUnit | Role::Settings => {
                for root in std::iter::once(&document.root).chain(&document.others) {
                    marker.named(root);
                }
            }
        }
        marker.unread(document);
        marker.comments(document);
        marker.shapes();
        if matches!(file.role, Role::SystemdUnit | Role::DaemonConfig) {
            marker.quoted_assignments();
        }
    }
    found
}

/// Marks secrets; those of embedded texts are marked in their hosts too.
pub(super) fn mark(sources: &mut Sources, secrets: Vec<Span>) {
    for span in secrets {
        sources.get_mut(span.file).hide(span.range());
        let mut span = span;
        while let Some(embedding) = sources.get(span.file).embedding() {
            span = embedding.lift(span);
            sources.get_mut(span.file).hide(span.range());
        }
    }
}

struct Marker<'a> {
    id: FileId,
    file: &'a SourceFile,
    /// What is read as a text of its own, and marked there.
    hosted: &'a [Span],
    children: Children<'a>,
    found: &'a mut Vec<Span>,
}

impl<'a> Marker<'a> {
    /// A node of config.toml below `table`, if that is known; `hidden` if a key above says secret.
    fn runner(&mut self, node: &'a Node, table: Option<&'static Key>, hidden: bool) {
        // Below a broken header `environment` may stand anywhere, so every list is looked at.
        for item in node.items() {
            self.assignment(item);
            self.runner(item, table, hidden);
        }
        let lists_variables = table.is_none_or(|key| key.secrecy == Secrecy::Maybe);
        self.followers(node, |text| {
            takes_secret(text) || lists_variables && is_name_of_secret(text)
        });
        self.told_by_name(node);
        for entry in node.entries() {
            let key = table.and_then(|table| self.children.get(table, &entry.key.value));
            let secret = match key.map(|key| key.secrecy) {
                Some(Secrecy::Secret) => true,
                Some(Secrecy::Open | Secrecy::Path) => false,
                Some(Secrecy::Maybe) | None => hidden || names_secret(&entry.key.value),
            };
            let secret = secret || key.is_none() && table.is_some_and(|table| is_near_secret(table, &entry.key.value));
            // A list of another key holds more than what its name says.
            let list = key.is_some_and(|key| key.secrecy != Secrecy::Secret) && entry.node.is_sequence();
            if key.is_some_and(|key| key.secrecy == Secrecy::Maybe) {
                self.assignment(&entry.node);
            }
            if secret && !list {
                self.all_of(&entry.node);
            } else {
                self.runner(&entry.node, key, false);
            }
        }
    }

    fn is_hosted(&self, node: &Node) -> bool {
        let begins = |span: &Span| node.span.contains(span.before());
        self.hosted.iter().any(begins)
    }

    /// A Docker client configuration: everything below `auths` but the registries, and what is named like a secret.
    /// One that cannot be read to the end is secret as a whole.
    fn auth(&mut self, document: &Document) {
        let root = &document.root;
        let cut = |error: &SyntaxError| match error.fault {
            Fault::TextAfter => false,
            // A quote in the middle of a secret makes a part of it a key.
            Fault::UnquotedKey | Fault::MissingComma | Fault::SingleQuotes => true,
            _ => loses_its_place(document, error),
        };
        if document.errors.iter().any(cut) {
            self.hide(0..self.file.text().len());
        }
        for entry in root.entries() {
            if entry.key.value.eq_ignore_ascii_case("auths") && entry.node.is_mapping() {
                for registry in entry.node.entries() {
                    self.all_of(&registry.node);
                }
            } else {
                self.named_entry(&entry.key.value, &entry.node);
            }
        }
        if !root.is_mapping() {
            self.all_of(root);
        }
    }

    /// Of a file with a private key everything.
    fn key(&mut self, document: &Document) {
        let labels = document.root.items().iter().filter_map(|block| block.tag.as_ref());
        if document.root.items().is_empty() || labels.into_iter().any(|label| label.value.contains("PRIVATE")) {
            self.hide(0..self.file.text().len());
        }
    }

    /// Values whose key says secret; that a job is called `secret-detection` says nothing.
    fn pipeline(&mut self, root: &'a Node) {
        for entry in root.entries() {
            let is_job = entry.node.entries().iter().any(|entry| is_of_job(&entry.key.value));
            // A list of commands, for `!reference` or an alias.
            let is_part = entry.key.value.starts_with('.') && entry.node.is_sequence();
            match is_job || is_part {
                true => self.named(&entry.node),
                false => self.named_entry(&entry.key.value, &entry.node),
            }
        }
        root.items().iter().for_each(|item| self.named(item));
    }

    /// Values whose key says secret.
    fn named(&mut self, node: &Node) {
        for item in node.items() {
            self.named(item);
        }
        for entry in node.entries() {
            self.named_entry(&entry.key.value, &entry.node);
        }
        self.followers(node, takes_secret);
        self.told_by_name(node);
    }

    fn named_entry(&mut self, name: &str, node: &Node) {
        let is_value = |node: &Node| matches!(node.value, Value::Scalar(_));
        // `variables: A_TOKEN: { value: …, description: … }`.
        let value = node.get("value").filter(|value| is_value(value));
        if value.is_some() {
            let beside = node.entries().iter().filter(|entry| entry.key.value != "value");
            beside.for_each(|entry| self.named_entry(&entry.key.value, &entry.node));
        }
        match value.or(is_value(node).then_some(node)) {
            Some(value) if self.is_hosted(value) => {}
            Some(value) if names_secret(name) => {
                self.scalar(value);
                node.get("options").into_iter().for_each(|options| self.all_of(options));
            }
            _ if node.is_sequence() && names_secret(name) => self.all_of(node),
            _ if node.is_mapping() && names_secret(name) => {
                let told = |key: &str| matches!(key, "description" | "expand");
                for entry in node.entries().iter().filter(|entry| !told(&entry.key.value)) {
                    // `{ value the-secret }`, where the colon was forgotten.
                    if !entry.key.value.chars().all(|c| c.is_alphanumeric() || c == '_') {
                        self.hide(entry.key.span.range());
                    }
                    self.all_of(&entry.node);
                }
            }
            _ => self.named(node),
        }
    }

    /// Every scalar of a node, but the registry that credentials are for.
    fn all_of(&mut self, node: &Node) {
        match &node.value {
            Value::Scalar(_) => self.scalar(node),
            Value::Sequence(items) => items.iter().for_each(|item| self.all_of(item)),
            Value::Mapping(entries) => {
                let secret = entries.iter().filter(|entry| !names_registry(&entry.key.value));
                secret.for_each(|entry| self.all_of(&entry.node));
            }
            Value::Alias(_) | Value::Broken => {}
        }
    }

    /// The text of a scalar between its quotes. References to variables are no secrets.
    fn scalar(&mut self, node: &Node) {
        let raw = self.file.text().get(node.span.range()).unwrap_or_default();
        // A mark of a template is read as a reference, and may hold a string: `{{ .Values.x | default "secret" }}`.
        let is_mark = |text: &str| !raw.contains(text) && raw.contains(['"', '\'']);
        match node.as_scalar() {
            Some(Scalar::Bool(_) | Scalar::Null) | None => return,
            Some(Scalar::String(text)) if is_reference(text) && !is_mark(text) => return,
            Some(_) => {}
        }
        let quotes = ["\"\"\"", "'''", "\"", "'"]
            .into_iter()
            .find(|quote| raw.len() >= 2 * quote.len() && raw.starts_with(quote) && raw.ends_with(quote));
        let width = quotes.map_or(0, str::len);
        self.hide(node.span.start as usize + width..node.span.end as usize - width);
    }

    fn shapes(&mut self) {
        for range in token_shapes(self.file.text()) {
            self.hide(range);
        }
    }

    fn hide(&mut self, range: Range<usize>) {
        if range.start < range.end {
            self.found.push(Span::new(self.id, range));
        }
    }
}

/// Whether a key is one that hardly anything but a job has.
fn is_of_job(key: &str) -> bool {
    let keys = [
        "script",
        "extends",
        "stage",
        "image",
        "trigger",
        "before_script",
        "rules",
        "services",
        "needs",
    ];
    keys.contains(&key)
}

/// Whether an unknown key looks like a misspelt one whose value is secret, such as `tokn`; one of another table has to be
/// nearer.
fn is_near_secret(table: &Key, name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let away = |secret: &str| strsim::damerau_levenshtein(&secret.to_ascii_lowercase(), &name);
    let own = |key: &Key| key.secrecy == Secrecy::Secret && away(key.name) <= 2;
    table.keys.iter().any(own) || secret_keys().iter().any(|secret| away(secret) <= 1)
}

/// The names of all keys of config.toml that are always secret.
fn secret_keys() -> &'static [&'static str] {
    static KEYS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
        let all = runner::root().all().into_iter();
        let mut names: Vec<&str> = all
            .filter(|key| key.secrecy == Secrecy::Secret)
            .map(|key| key.name)
            .collect();
        names.sort_unstable();
        names.dedup();
        names
    });
    &KEYS
}

/// Whether a value is nothing but a reference to a variable.
fn is_reference(text: &str) -> bool {
    let name = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || c == '_');
    let braced = text.strip_prefix("${").and_then(|rest| rest.strip_suffix('}'));
    text.is_empty() || braced.or(text.strip_prefix('$')).is_some_and(name)
}
