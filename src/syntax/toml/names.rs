//! The names of a text, each once: most keys of a config.toml come again in every runner.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use crate::source::Name;

/// A name by its number, because numbers are compared and hashed faster than texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct NameId(u32);

/// The names that were read so far.
#[derive(Default)]
pub(super) struct Names {
    list: Vec<Name>,
    ids: HashMap<Name, NameId, RandomState>,
}

impl Names {
    /// The number of a name, which is the same whenever it comes.
    pub(super) fn id(&mut self, text: &str) -> NameId {
        if let Some(id) = self.ids.get(text) {
            return *id;
        }
        let name = Name::from(text);
        // A text of 4 GiB, which is more than `load` takes, has no room for more names than this.
        let id = NameId(u32::try_from(self.list.len()).unwrap_or(u32::MAX));
        self.list.push(name.clone());
        self.ids.insert(name, id);
        id
    }

    /// The name with this number.
    pub(super) fn get(&self, id: NameId) -> Name {
        self.list[id.0 as usize].clone()
    }

    /// All of them.
    pub(super) fn into_list(self) -> Vec<Name> {
        self.list
    }
}
