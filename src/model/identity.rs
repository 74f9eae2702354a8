//! Addresses that survive a reordering: runners and services by name instead of by index.

use std::fmt;

use super::Workspace;
use crate::source::{Address, FileId, Step};
use crate::syntax::Node;

impl Workspace {
    /// The address with runners named by name (else id, else index) and services by name:
    /// `runners[name="docker-1"].docker.volumes`.
    pub fn identity(&self, file: FileId, address: &Address) -> String {
        let mut out = String::new();
        let mut node = Some(&self.document(file).root);
        let base = &self.document(file).base;
        if let (Some(embedding), Some(_)) = (self.sources.get(file).embedding(), base.last()) {
            out = self.identity(embedding.file, &embedding.address);
            out.push('!');
        }
        let mut of_named = false;
        let steps = address.steps_below(base).unwrap_or_else(|| address.steps());
        // Only elements have names, so keys behind the last one need not be looked up among many.
        let elements = steps.iter().rposition(|step| matches!(step, Step::Index(_)));
        for (at, step) in steps.iter().enumerate() {
            match step {
                Step::Key(key) => {
                    let mut part = Address::root().key(key.as_str()).to_string();
                    if !out.is_empty() && !out.ends_with('!') {
                        part.insert(0, '.');
                    }
                    out.push_str(&part);
                    of_named = matches!(key.to_ascii_lowercase().as_str(), "runners" | "services");
                    let leads_on = elements.is_some_and(|last| at < last);
                    node = node.filter(|_| leads_on).and_then(|node| node.get(key));
                }
                Step::Index(index) => {
                    node = node.and_then(|node| node.items().get(*index));
                    match node.filter(|_| of_named).and_then(ElementName::of) {
                        Some(name) => out.push_str(&name.to_string()),
                        None => out.push_str(&format!("[{index}]")),
                    }
                    of_named = false;
                }
                Step::Inside => out.push('!'),
            }
        }
        out
    }
}

/// What an element of a list is known by, wherever it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ElementName {
    /// Its name: that of a runner, or the image of a service.
    Name(String),
    /// Its id: that of a runner without a name.
    Id(i64),
}

impl ElementName {
    /// The name of an element, if it has one.
    pub fn of(node: &Node) -> Option<ElementName> {
        let text = |key: &str| node.get(key).and_then(Node::as_str);
        let name = text("name").filter(|text| !text.is_empty()).or_else(|| node.as_str());
        let by_id = || node.get("id").and_then(Node::as_integer).map(ElementName::Id);
        name.map(|name| ElementName::Name(name.to_owned())).or_else(by_id)
    }
}

impl fmt::Display for ElementName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ElementName::Name(name) => write!(f, "[name={name:?}]"),
            ElementName::Id(id) => write!(f, "[id={id}]"),
        }
    }
}
