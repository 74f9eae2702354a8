//! Taking a change back: the whole file, if it still holds what was written, else value by value.

use super::values::{Difference, Held, Kept, Step, differences};
use super::{Record, pieces};
use crate::model::ElementName;
use crate::source::{Address, FileId, SourceFile, Span};
use crate::syntax::{self, Document, Found, Node};

/// What taking a change back would make of a file.
#[derive(Debug, Clone)]
pub struct Taken {
    /// The file with its new text.
    pub file: SourceFile,
    /// Whether it has its old bytes again.
    pub exact: bool,
    /// The addresses whose values were put back, where that was done one by one.
    pub reversed: Vec<String>,
    /// What stays as it is.
    pub left: Vec<Left>,
}

/// A value that is not put back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// Where it stands.
    pub address: String,
    /// Why it stays, as a clause.
    pub why: &'static str,
}

/// A record that leads nowhere: it was changed after it was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Untakable;

/// Takes the change that `record` describes back from the file as it is now. Nothing is written.
pub fn take_back(record: &Record, now: &SourceFile) -> Result<Taken, Untakable> {
    let digest = now.digest();
    if digest == record.before {
        return Ok(Taken {
            file: now.clone(),
            exact: true,
            reversed: Vec::new(),
            left: Vec::new(),
        });
    }
    match &record.edits {
        Some(edits) if digest == record.after => {
            let text = pieces::applied(now.text(), edits).ok_or(Untakable)?;
            let file = now.with_text(text);
            match file.digest() == record.before {
                true => Ok(Taken {
                    file,
                    exact: true,
                    reversed: Vec::new(),
                    left: Vec::new(),
                }),
                false => Err(Untakable),
            }
        }
        _ => Ok(by_address(record, now)),
    }
}

fn by_address(record: &Record, now: &SourceFile) -> Taken {
    let mut file = now.clone();
    let (mut reversed, mut left) = (Vec::new(), Vec::new());
    // From the last to the first, so that elements that were added go before the ones in front of them.
    for difference in record.values.iter().rev() {
        match reverse(&file, difference) {
            Ok(next) => {
                file = next;
                reversed.push(difference.to_string());
            }
            Err(why) => left.push(Left {
                address: difference.to_string(),
                why,
            }),
        }
    }
    let spelling = |address: &String| Left {
        address: address.clone(),
        why: "only its spelling was changed",
    };
    left.extend(record.respelled.iter().map(spelling));
    reversed.reverse();
    Taken {
        file,
        exact: false,
        reversed,
        left,
    }
}

/// The file with one value put back, if its address still holds what was written and nothing else changes with it.
fn reverse(file: &SourceFile, difference: &Difference) -> Result<SourceFile, &'static str> {
    const SECRET: &str = "it holds a secret, and secrets are not kept";
    let document = syntax::parse(FileId::new(0), file);
    if !document.parses() {
        return Err("the file cannot be read any more");
    }
    let at = resolved(&document.root, &difference.path);
    let holds = at
        .as_ref()
        .and_then(|at| document.find(at, Span::new(document.file, 0..0)));
    match (&difference.after, &holds) {
        (Held::Hidden, _) => return Err(SECRET),
        (Held::Nothing, None) => {}
        (Held::Value(value), Some(found)) if Kept::of(found.node).as_ref() == Some(value) => {}
        (_, None) => return Err("it is gone"),
        (_, Some(_)) => return Err("it holds something else than what was written"),
    }
    let edits = match &difference.before {
        Held::Hidden => return Err(SECRET),
        Held::Nothing => holds.and_then(|found| document.remove(file, &[found])),
        Held::Value(value) => put(&document, file, holds, difference, value),
    };
    let edits = edits.ok_or("it cannot be put back without touching anything else")?;
    let next = file.with_text(crate::edit::apply(file.text(), &mut edits.iter().collect()));
    let after = syntax::parse(FileId::new(0), &next);
    let found = differences((&document.root, file), (&after.root, &next));
    match &found[..] {
        [only] if after.parses() && only.before == difference.after && only.after == difference.before => Ok(next),
        _ => Err("it cannot be put back without touching anything else"),
    }
}

/// The edits that make `value` stand at the address again.
fn put(
    document: &Document,
    file: &SourceFile,
    holds: Option<Found<'_>>,
    difference: &Difference,
    value: &Kept,
) -> Option<Vec<crate::edit::Edit>> {
    let value = value.literal()?;
    if let Some(found) = holds {
        return document.replace(file, found, &value);
    }
    let (last, parent) = difference.path.split_last()?;
    let parent = resolved(&document.root, parent)?;
    let parent = document.find(&parent, Span::new(document.file, 0..0))?;
    match last {
        Step::Key(key) => document.insert(file, parent, key, &value),
        Step::Index(index) if parent.node.items().len() == *index => document.push(file, parent, &[value]),
        Step::Index(_) | Step::Name(_) | Step::Id(_) => None,
    }
}

/// The address that a path leads to now.
fn resolved(root: &Node, path: &[Step]) -> Option<Address> {
    let mut address = Address::root();
    let mut node = root;
    for step in path {
        let by_name = |name: &ElementName| {
            let mut items = node.items().iter().enumerate();
            let found = items.find(|(_, item)| ElementName::of(item).as_ref() == Some(name))?;
            let others = items.any(|(_, item)| ElementName::of(item).as_ref() == Some(name));
            (!others).then_some(found)
        };
        let (index, next) = match step {
            Step::Key(key) => {
                address = address.key(key.as_str());
                node = node.get(key)?;
                continue;
            }
            Step::Name(name) => by_name(&ElementName::Name(name.clone()))?,
            Step::Id(id) => by_name(&ElementName::Id(*id))?,
            Step::Index(index) => (*index, node.items().get(*index)?),
        };
        address = address.index(index);
        node = next;
    }
    Some(address)
}

#[cfg(test)]
mod tests;
