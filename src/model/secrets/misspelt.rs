//! Secrets in variables of a pipeline whose `: ` is wrong or was forgotten: they are a part of a name then, or of a text that
//! stands in place of all variables.

use super::carriers::value_of_secret;
use super::lists::is_name_of_secret;
use super::{Marker, is_of_job};
use crate::source::{holds_variables, value_in_name};
use crate::syntax::{Entry, Node, Scalar, Value};

impl Marker<'_> {
    /// Looks through a document of a pipeline.
    pub(super) fn misspelt(&mut self, root: &Node) {
        self.in_place_of_variables(root);
        let takes_text = |key: &str| is_of_job(key) || key == "include";
        let is_text = |entry: &&Entry| entry.node.as_str().is_some() && !takes_text(&entry.key.value);
        for entry in root.entries().iter().filter(is_text) {
            self.in_place_of_variables(&entry.node);
        }
        self.misspelt_below(root);
    }

    fn misspelt_below(&mut self, node: &Node) {
        for item in node.items() {
            self.misspelt_below(item);
        }
        for entry in node.entries() {
            if holds_variables(&entry.key.value) {
                self.variables(&entry.node);
            } else if matches!(entry.node.as_scalar(), Some(Scalar::Null)) {
                self.name(entry);
            }
            self.misspelt_below(&entry.node);
        }
    }

    fn variables(&mut self, node: &Node) {
        match &node.value {
            Value::Sequence(items) => items.iter().for_each(|item| self.variables(item)),
            Value::Mapping(entries) => entries.iter().for_each(|entry| self.name(entry)),
            _ => self.in_place_of_variables(node),
        }
    }

    fn name(&mut self, entry: &Entry) {
        let range = entry.key.span.range();
        let raw = self.file.text().get(range.clone()).unwrap_or_default();
        let name = raw.trim_start_matches(['"', '\'']);
        let name = name.strip_suffix(['"', '\'']).unwrap_or(name);
        let start = range.start + raw.find(name).unwrap_or(0);
        if let Some(from) = value_in_name(name) {
            self.hide(start + from..start + name.len());
        }
    }

    /// A text in place of variables: line by line what a name that says secret is given, and all of the line behind such a name
    /// that stands alone.
    fn in_place_of_variables(&mut self, node: &Node) {
        if node.as_str().is_none() {
            return;
        }
        let range = node.span.range();
        let mut start = range.start;
        let mut follows = false;
        for line in self.file.text().get(range).unwrap_or_default().split_inclusive('\n') {
            let indented = line.len() - line.trim_start().len();
            let text = line.trim_end().trim_end_matches(['"', '\'']);
            let of_line = text.get(indented..).unwrap_or_default();
            let value = match follows {
                true => Some(indented),
                false => value_of_secret(text).or(value_in_name(of_line).map(|from| indented + from)),
            };
            if let Some(from) = value {
                self.hide(start + from..start + text.len());
            }
            follows = is_name_of_secret(of_line.trim_end_matches([' ', ':', '=']));
            start += line.len();
        }
    }
}
