//! What is known about runners: one rule per file, with its page beside it.

use crate::rule::Rule;

mod unknown_key;

/// All rules, by name.
pub static ALL: &[&Rule] = &[&unknown_key::RULE];
