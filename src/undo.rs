//! What takes a plan back: hashes, reverse edits and the values it changed, none of them secret; and taking it back.
//!
//! A file that still holds the bytes that were written gets its old bytes back. In any other, such as one that GitLab
//! Runner has written anew with a rotated token, each value is put back where its address still holds what was
//! written. An old file is never restored as a whole: its token may be dead.

mod back;
mod pieces;
mod values;

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::diagnostic::{Change, Effect};
use crate::fix::Plan;
use crate::source::{FileId, Role, SourceFile, redacted};
use crate::syntax::{self, Entry, Node};

pub use back::{Left, Taken, Untakable, take_back};
pub use pieces::Piece;
pub use values::{Difference, Held, Kept, Step, same};

/// What takes back the change of one file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// The file; absolute.
    pub path: PathBuf,
    /// What it is, as a word: see [`Role::word`].
    pub role: String,
    /// SHA-256 of its bytes before the change, in hex.
    pub before: String,
    /// SHA-256 of the bytes that were written, in hex.
    pub after: String,
    /// What it takes for a change of it to become effective, as a word: see [`Effect::word`].
    pub effect: String,
    /// Edits of the text that was written which give the old text; none if they would have to hold a secret.
    pub edits: Option<Vec<Piece>>,
    /// The values that changed.
    pub values: Vec<Difference>,
    /// Addresses at which the change was one of spelling only.
    pub respelled: Vec<String>,
}

impl Record {
    /// Whether the change can be taken back byte for byte as long as nobody changes the file.
    pub fn is_undoable(&self) -> bool {
        self.edits.is_some()
    }

    /// What it takes to become effective, if the record names something that is known.
    pub fn effect(&self) -> Option<Effect> {
        Effect::ALL.into_iter().find(|effect| effect.word() == self.effect)
    }

    /// What the file is, if the record names something that is known.
    pub fn role(&self) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.word() == self.role)
    }
}

/// What takes a plan back, one record for each file that it changes; `absolute` says where a file lies.
pub fn records(plan: &Plan, absolute: impl Fn(&Path) -> PathBuf) -> Vec<Record> {
    let effects = plan.effects();
    let pairs = plan.before.hosts().zip(plan.after.hosts());
    let changed = pairs.filter(|((_, before), (_, after))| before.bytes() != after.bytes());
    let record = |((id, before), (_, after)): ((FileId, &SourceFile), (FileId, &SourceFile))| {
        let (old, new) = (syntax::parse(id, before), syntax::parse(id, after));
        Record {
            path: absolute(&before.path),
            role: before.role.word().to_owned(),
            before: before.digest(),
            after: after.digest(),
            effect: effects
                .get(&id)
                .map_or(Effect::None, |effect| *effect)
                .word()
                .to_owned(),
            edits: pieces::reverse(before, after),
            values: values::differences((&old.root, before), (&new.root, after)),
            respelled: respelled(plan, id),
        }
    };
    changed.map(record).collect()
}

/// The addresses at which fixes changed the spelling alone, as they were when they did.
fn respelled(plan: &Plan, file: FileId) -> Vec<String> {
    let fixes = plan.fixed.iter().filter_map(|finding| finding.diagnostic.fix.as_ref());
    let spelling = fixes.flat_map(|fix| &fix.intent).filter_map(|change| match change {
        // A key can be anything, a token too.
        Change::Respell(at) if at.file == file => Some(redacted(&at.address.to_string()).into_owned()),
        _ => None,
    });
    spelling.collect()
}

/// Whether a node of a file, or anything below it, is secret; the span of a TOML table does not hold its entries.
fn holds_secret(file: &SourceFile, node: &Node) -> bool {
    let entry = |entry: &Entry| file.holds_secret(entry.key.span.range()) || holds_secret(file, &entry.node);
    file.holds_secret(node.span.range())
        || node.items().iter().any(|item| holds_secret(file, item))
        || node.entries().iter().any(entry)
}
