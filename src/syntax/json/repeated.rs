//! Keys that come more than once in one object.

use super::super::Entry;
use crate::source::Span;
use std::collections::HashMap;
use std::collections::hash_map::Entry as Slot;

/// Objects up to this size are compared pair by pair, which is faster than hashing.
const FEW: usize = 8;

/// Calls `found` with every key that was there before, and the first key of that name.
pub(super) fn repeated(entries: &[Entry], mut found: impl FnMut(Span, Span)) {
    if entries.len() <= FEW {
        for (index, entry) in entries.iter().enumerate() {
            let first = entries[..index].iter().find(|e| e.key.value == entry.key.value);
            if let Some(first) = first {
                found(entry.key.span, first.key.span);
            }
        }
        return;
    }
    let mut seen = HashMap::with_capacity(entries.len());
    for entry in entries {
        match seen.entry(entry.key.value.as_str()) {
            Slot::Occupied(first) => found(entry.key.span, *first.get()),
            Slot::Vacant(slot) => {
                slot.insert(entry.key.span);
            }
        }
    }
}
