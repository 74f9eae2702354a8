//! `[[allow]]` entries: what they say, and where they stand.

use super::Allow;
use crate::source::Place;
use crate::syntax::{Cursor, Document, Scalar};

/// An `[[allow]]` entry of a settings file.
#[derive(Debug, Clone, PartialEq)]
pub struct AllowEntry {
    /// What it says.
    pub allow: Allow,
    /// What goes if the entry goes: the list as well if it is the only one.
    pub whole: Place,
    /// Its rule.
    pub rule: Place,
    /// Its last day.
    pub until: Option<Place>,
}

/// The `[[allow]]` entries of a settings file that has no problem.
pub fn allow_entries(document: &Document) -> Vec<AllowEntry> {
    let Some(list) = document.cursor().get("allow") else {
        return Vec::new();
    };
    let is_only_one = list.node.items().len() == 1;
    let entry = |table: Cursor<'_>| {
        Some(AllowEntry {
            allow: Allow::of(&table),
            whole: if is_only_one { list.place() } else { table.place() },
            rule: table.get("rule")?.place(),
            until: table.get("until").map(|until| until.place()),
        })
    };
    list.items().filter_map(entry).collect()
}

impl Allow {
    /// What the table of an entry says, as far as its values are texts.
    pub(super) fn of(table: &Cursor<'_>) -> Allow {
        let text = |key: &str| match table.node.get(key)?.as_scalar()? {
            // A date of TOML needs no quotes.
            Scalar::Datetime(text) if key == "until" => Some(text.clone()),
            _ => table.node.get(key)?.as_str().map(str::to_owned),
        };
        Allow {
            rule: text("rule").unwrap_or_default(),
            file: text("file"),
            at: text("at"),
            reason: text("reason"),
            until: text("until"),
        }
    }
}
