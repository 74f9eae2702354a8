//! Looking up the keys of many tables that have the same keys.

use super::runner::Key;

/// Remembered names; a config.toml has about as many different keys.
const SLOTS: usize = 256;

/// Looks keys up and remembers what it found. A document has each name once, so a name is known by where it lies.
pub struct Children<'n> {
    slots: Vec<Option<Slot<'n>>>,
}

type Slot<'n> = (&'static Key, &'n str, Option<&'static Key>);

impl Default for Children<'_> {
    /// With nothing remembered.
    fn default() -> Self {
        Children {
            slots: vec![None; SLOTS],
        }
    }
}

impl<'n> Children<'n> {
    /// As [`Key::child`].
    pub fn get(&mut self, table: &'static Key, name: &'n str) -> Option<&'static Key> {
        let mix = (name.as_ptr().addr() >> 4) ^ (std::ptr::from_ref(table).addr() >> 3);
        let slot = &mut self.slots[mix % SLOTS];
        match slot {
            Some((key, known, child)) if std::ptr::eq(*key, table) && std::ptr::eq(*known, name) => *child,
            _ => {
                let child = table.child(name);
                *slot = Some((table, name, child));
                child
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::runner;

    #[test]
    fn what_is_remembered_is_what_is_found() {
        let text = "runners concurrent Runners nothing docker";
        let names: Vec<&str> = text.split(' ').collect();
        let tables = [runner::root(), runner::root().child("runners").unwrap()];
        let mut children = Children::default();
        for _ in 0..2 {
            for (table, name) in tables
                .iter()
                .flat_map(|table| names.iter().map(move |name| (table, name)))
            {
                let found = children.get(table, name).map(|key| key.path);
                assert_eq!(found, table.child(name).map(|key| key.path), "{name}");
            }
        }
    }
}
