//! `labels` of config.toml and of its runners.

use std::collections::BTreeSet;

use super::Workspace;
use super::setting::Table;
use crate::source::{Place, Span};

/// Labels that GitLab Runner refuses.
#[derive(Debug)]
pub struct LabelFault {
    /// The key, the value or the table.
    pub place: Place,
    /// What is wrong.
    pub kind: LabelFaultKind,
    /// The labels that count as well, of a table that has too many together with them.
    pub others: Option<Span>,
}

/// What is wrong with labels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LabelFaultKind {
    /// A key is not made of the right characters, or not of as many as it has to be.
    Key,
    /// A value is.
    Value,
    /// A runner has so many labels, with those of the file.
    TooMany(usize),
}

/// How many labels a runner may have, with those of the file.
const MOST: usize = 32;

impl Workspace {
    /// Labels for which GitLab Runner refuses the file.
    ///
    /// Source: GitLab Runner `common/labels.go`, and `ComputeLabels` and `Validate` in `common/config.go`, 19.4.
    pub fn label_faults(&self) -> Vec<LabelFault> {
        let mut faults = Vec::new();
        for config in self.runner_files() {
            let global = config.table("labels");
            let own: Vec<_> = config
                .tables("runners")
                .iter()
                .map(|runner| runner.table("labels"))
                .collect();
            for labels in global.iter().chain(own.iter().flatten()) {
                faults.extend(patterns(labels));
            }
            let mut blamed = Vec::new();
            for own in &own {
                let names: BTreeSet<&str> = global.iter().chain(own).flat_map(names).collect();
                let Some(table) = own.as_ref().or(global.as_ref()).filter(|_| names.len() > MOST) else {
                    continue;
                };
                let place = table.place();
                // The labels of the file are too many for every runner that has none of its own.
                if !blamed.contains(&place.span) {
                    blamed.push(place.span);
                    let others = own.as_ref().and(global.as_ref());
                    faults.push(LabelFault {
                        kind: LabelFaultKind::TooMany(names.len()),
                        others: others.map(|global| global.place().span),
                        place,
                    });
                }
            }
        }
        faults
    }
}

fn names<'a>(labels: &Table<'a>) -> Vec<&'a str> {
    let entries = labels.cursor.node.entries();
    entries.iter().map(|entry| entry.key.value.as_str()).collect()
}

fn patterns(labels: &Table<'_>) -> Vec<LabelFault> {
    let mut faults = Vec::new();
    for (entry, value) in labels.cursor.entries() {
        let mut fault = |kind, place| {
            faults.push(LabelFault {
                place,
                kind,
                others: None,
            });
        };
        if !is_key(&entry.key.value) {
            let place = Place {
                span: entry.key.span,
                address: value.address.clone(),
            };
            fault(LabelFaultKind::Key, place);
        }
        if value.node.as_str().is_some_and(|text| !is_value(text)) {
            fault(LabelFaultKind::Value, value.place());
        }
    }
    faults
}

/// `^[a-zA-Z0-9_][a-zA-Z0-9._-]{2,64}$`
fn is_key(text: &str) -> bool {
    let first = |c: char| c.is_ascii_alphanumeric() || c == '_';
    text.starts_with(first) && (3..=65).contains(&text.len()) && text.chars().all(is_label_char)
}

/// `^[a-zA-Z0-9._-]{1,256}$`
fn is_value(text: &str) -> bool {
    (1..=256).contains(&text.len()) && text.chars().all(is_label_char)
}

fn is_label_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || "._-".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_have_three_to_sixty_five_characters() {
        let long = |length: usize| "x".repeat(length);
        for key in ["abc", "_a.", "0-_", &long(65)] {
            assert!(is_key(key), "{key}");
        }
        for key in ["", "ab", "-abc", ".ab", "a b", "a/b", "äbc", &long(66)] {
            assert!(!is_key(key), "{key}");
        }
    }

    #[test]
    fn values_have_one_to_two_hundred_fifty_six_characters() {
        assert!(is_value("-") && is_value(&"v".repeat(256)));
        assert!(!is_value("") && !is_value("a b") && !is_value("a/b") && !is_value(&"v".repeat(257)));
    }
}
