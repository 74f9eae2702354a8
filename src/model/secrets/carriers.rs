//! Secrets of YAML files that carry a configuration: Secret objects, and strings that are not read as a text of their own.

use super::{Marker, is_reference, secret_keys};
use crate::source::names_secret;
use crate::syntax::{Document, Entry, Node, Value};

impl Marker<'_> {
    /// Kubernetes objects: all that a Secret says beside what it is, and values whose key says secret.
    pub(super) fn objects(&mut self, document: &Document) {
        for root in std::iter::once(&document.root).chain(&document.others) {
            let items = root.get("items").map(Node::items).unwrap_or_default();
            for object in std::iter::once(root).chain(items) {
                if object.get("kind").and_then(Node::as_str) == Some("Secret") {
                    object.entries().iter().for_each(|entry| self.of_secret(entry));
                }
            }
            self.named(root);
        }
        self.strings(document);
    }

    /// A part of a Secret. Its data may stand elsewhere, for an alias, and `kubectl apply` keeps a copy in an annotation.
    fn of_secret(&mut self, part: &Entry) {
        match part.key.value.as_ref() {
            "apiVersion" | "kind" | "type" | "immutable" => {}
            "metadata" => {
                let notes = part.node.get("annotations").map(Node::entries).unwrap_or_default();
                let is_copy = |note: &&Entry| note.key.value.ends_with("last-applied-configuration");
                notes.iter().filter(is_copy).for_each(|note| self.all_of(&note.node));
            }
            _ => {
                let below = part.node.entries().iter().map(|entry| &entry.node);
                let own: Vec<&Node> = below.filter(|node| !self.is_hosted(node)).collect();
                own.into_iter().for_each(|node| self.all_of(node));
                if !part.node.is_mapping() {
                    self.all_of(&part.node);
                }
            }
        }
    }

    /// What is given to names that say secret in strings that may be a configuration in a spelling or at a place that is not
    /// read: folded, in quotes over several lines, for an alias.
    pub(super) fn strings(&mut self, document: &Document) {
        for root in std::iter::once(&document.root).chain(&document.others) {
            self.strings_below(root);
        }
    }

    fn strings_below(&mut self, node: &Node) {
        match &node.value {
            Value::Sequence(items) => items.iter().for_each(|item| self.strings_below(item)),
            Value::Mapping(entries) => entries.iter().for_each(|entry| self.strings_below(&entry.node)),
            Value::Scalar(_) if node.as_str().is_some() && !self.is_hosted(node) => self.settings(node),
            Value::Scalar(_) | Value::Alias(_) | Value::Broken => {}
        }
    }

    /// The rest of a line behind `token =` or `"password":`.
    fn settings(&mut self, node: &Node) {
        let range = node.span.range();
        let mut start = range.start;
        let text = self.file.text().get(range).unwrap_or_default();
        for line in text.split_inclusive('\n') {
            if let Some(from) = value_of_secret(line) {
                self.hide(start + from..start + line.trim_end().len());
            }
            start += line.len();
        }
    }
}

/// Where the value begins of the first name on a line that says secret; a reference to something is no value.
pub(super) fn value_of_secret(line: &str) -> Option<usize> {
    let quotes = [' ', '"', '\'', '\\', ','];
    let is_secret = |sign: usize| {
        let before = line.get(..sign).unwrap_or_default().trim_end_matches(quotes);
        let apart = |c: char| !c.is_alphanumeric() && c != '_' && c != '-';
        let name = before.rsplit(apart).next().unwrap_or_default();
        names_secret(name) || secret_keys().contains(&name)
    };
    let is_value = |from: usize| !is_reference(line.get(from..).unwrap_or_default().trim().trim_matches(quotes));
    let mut signs = line.match_indices(['=', ':']).map(|(sign, _)| sign);
    signs
        .find(|sign| is_secret(*sign) && is_value(sign + 1))
        .map(|sign| sign + 1)
}
