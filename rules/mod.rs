//! What is known about runners: one rule per file, with its page beside it. A test writes these lists.

use crate::rule::Rule;

mod unknown_key;

/// All rules, by name.
#[rustfmt::skip]
pub static ALL: &[&Rule] = &[
    &unknown_key::RULE,
];
