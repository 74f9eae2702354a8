//! Secrets in lists: entries `NAME=value`, and what follows a name or an option or is told by one.

use super::{Marker, is_reference};
use crate::source::names_secret;
use crate::syntax::Node;

impl Marker<'_> {
    /// What comes next in a list: `["--password", "value"]`.
    pub(super) fn followers(&mut self, list: &Node, announces: impl Fn(&str) -> bool) {
        for pair in list.items().windows(2) {
            if let [before, value] = pair
                && before.as_str().is_some_and(&announces)
                && !value
                    .as_str()
                    .is_some_and(|text| text.starts_with("--") || is_assignment(text))
            {
                self.all_of(value);
            }
        }
    }

    /// `env: [{name: A_TOKEN, value: …}]` of containers.
    pub(super) fn told_by_name(&mut self, node: &Node) {
        if let (Some(name), Some(value)) = (node.get("name").and_then(Node::as_str), node.get("value"))
            && names_secret(name)
        {
            self.all_of(value);
        }
    }

    /// An entry `NAME=value` whose name says secret, unless the value is read as a text of its own.
    pub(super) fn assignment(&mut self, item: &Node) {
        let Some(text) = item.as_str() else {
            return;
        };
        let Some((name, value)) = text.split_once('=') else {
            if names_secret(text) {
                self.scalar(item);
            }
            return;
        };
        if names_secret(name) && !is_reference(value) && !self.is_hosted(item) {
            let raw = self.file.text().get(item.span.range()).unwrap_or_default();
            let from = raw.find('=').map_or(0, |at| at + 1);
            let mark = raw.chars().next_back().map_or(0, char::len_utf8);
            self.hide(item.span.start as usize + from..item.span.end as usize - mark);
        }
    }
}

/// Whether a text is nothing but a name that says secret.
pub(super) fn is_name_of_secret(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') && names_secret(text)
}

/// Whether a text gives something to another variable; `=` may end a secret, too.
fn is_assignment(text: &str) -> bool {
    let is_name = |name: &str| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    let pair = text.split_once('=');
    pair.is_some_and(|(name, value)| is_name(name) && !value.trim_start_matches('=').is_empty())
}
