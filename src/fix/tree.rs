//! Values of a document to which declared changes are applied, for comparing with what edits really did.

use std::collections::BTreeMap;

use crate::diagnostic::Change;
use crate::edit::{Literal, Text};
use crate::model::Workspace;
use crate::source::{FileId, Span, Step};
use crate::syntax::{Document, Node, Value};

/// A value in which entries and elements can be gone, and strings can hold a document.
#[derive(Debug, Clone)]
pub(super) enum Tree {
    Leaf(Literal),
    List(Vec<Option<Tree>>),
    Table(Vec<Member>),
    /// A string that holds a document.
    Host(Host),
}

/// A key and its value.
type Member = (String, Option<Tree>);

/// A string that holds a document.
#[derive(Debug, Clone)]
pub(super) struct Host {
    before: String,
    inner: Box<Tree>,
    after: String,
    /// The string as it was read; stale once the document was changed.
    whole: String,
}

impl Tree {
    /// The values of the documents of a file on the disk, embedded texts read.
    pub(super) fn of(workspace: &Workspace, file: FileId) -> Vec<Tree> {
        let document = workspace.document(file);
        let reader = Reader::new(workspace, file);
        let roots = std::iter::once(&document.root).chain(&document.others);
        roots.map(|root| reader.read(root)).collect()
    }

    /// Applies a declared change; `None` if there is no such place.
    pub(super) fn change(&mut self, change: &Change) -> Option<()> {
        match change {
            Change::Set { at, value } => *self.slot(&at.address.steps())? = Some(Tree::from(value)),
            Change::Remove(at) => *self.slot(&at.address.steps())? = None,
            Change::Move { from, to } => {
                let value = self.slot(&from.address.steps())?.take()?;
                *self.slot(&to.address.steps())? = Some(value);
            }
            Change::Gather(at) => self.gather(&at.address.steps())?,
            Change::Join(at) => self.join(&at.address.steps())?,
            Change::Respell(_) | Change::DropComment(_) | Change::RewordComment { .. } => {}
        }
        Some(())
    }

    /// Makes one list of all values of a name, tables and lists of tables alike.
    fn gather(&mut self, steps: &[&Step]) -> Option<()> {
        let (key, values, home) = self.all_of(steps)?;
        let mut gathered = Vec::new();
        for value in values {
            match value {
                Tree::List(items) => gathered.extend(items),
                table => gathered.push(Some(table)),
            }
        }
        home.push((key, Some(Tree::List(gathered))));
        Some(())
    }

    /// Makes one table of all tables of a name.
    fn join(&mut self, steps: &[&Step]) -> Option<()> {
        let (key, values, home) = self.all_of(steps)?;
        let mut joined = Vec::new();
        for value in values {
            match value {
                Tree::Table(entries) => joined.extend(entries),
                _ => return None,
            }
        }
        home.push((key, Some(Tree::Table(joined))));
        Some(())
    }

    /// Takes out all values of the name that an address ends with; gives the name, them, and the entries around them.
    fn all_of(&mut self, steps: &[&Step]) -> Option<(String, Vec<Tree>, &mut Vec<Member>)> {
        let (Step::Key(key), home) = steps.split_last()? else {
            return None;
        };
        let Tree::Table(entries) = self.reach(home)? else {
            return None;
        };
        let named = entries.iter_mut().filter(|(name, _)| *key == *name);
        let values = named.filter_map(|(_, value)| value.take()).collect();
        Some((key.to_string(), values, entries))
    }

    /// What stands at an address, which may be the root of a document in a string.
    fn reach(&mut self, steps: &[&Step]) -> Option<&mut Tree> {
        match steps {
            [] => Some(self),
            [above @ .., Step::Inside] => match self.reach(above)? {
                Tree::Host(host) => Some(&mut host.inner),
                _ => None,
            },
            steps => self.slot(steps)?.as_mut(),
        }
    }

    /// The place of an address; missing keys and the element after the last are made.
    fn slot(&mut self, steps: &[&Step]) -> Option<&mut Option<Tree>> {
        let (step, rest) = steps.split_first()?;
        if let Tree::Leaf(Literal::Null) = self {
            // `variables:` without a value is a mapping to be.
            *self = Tree::Table(Vec::new());
        }
        let slot = match (self, step) {
            (Tree::Table(entries), Step::Key(key)) => {
                let at = entries
                    .iter()
                    .rposition(|(name, value)| *key == *name && value.is_some());
                let at = at.unwrap_or_else(|| {
                    entries.push((key.to_string(), None));
                    entries.len() - 1
                });
                &mut entries.get_mut(at)?.1
            }
            (Tree::List(items), Step::Index(index)) => {
                if items.len() == *index {
                    items.push(None);
                }
                items.get_mut(*index)?
            }
            (Tree::Host(host), Step::Inside) => return host.inner.slot(rest),
            _ => return None,
        };
        if rest.is_empty() {
            return Some(slot);
        }
        slot.get_or_insert_with(|| Tree::Table(Vec::new())).slot(rest)
    }

    /// Whether both hold the same values; the order of keys does not matter. `found` was read and not changed.
    pub(super) fn same(&self, found: &Tree) -> bool {
        match (self, found) {
            (Tree::Leaf(a), Tree::Leaf(b)) => same_literal(a, b),
            (Tree::List(a), Tree::List(b)) => {
                let (a, b): (Vec<&Tree>, Vec<&Tree>) = (a.iter().flatten().collect(), b.iter().flatten().collect());
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.same(b))
            }
            (Tree::Table(a), Tree::Table(b)) => {
                let (a, b) = (sorted(a), sorted(b));
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.0 == b.0 && a.1.same(b.1))
            }
            (Tree::Host(a), Tree::Host(b)) => a.before == b.before && a.after == b.after && a.inner.same(&b.inner),
            // A string that was declared as a whole.
            (Tree::Leaf(Literal::Text(a)), Tree::Host(b)) => a.says_same(&b.whole.as_str().into()),
            _ => false,
        }
    }
}

/// Reads the values of one text.
struct Reader<'a> {
    workspace: &'a Workspace,
    /// The documents that stand in strings of this text, by the byte that they begin at.
    hosted: BTreeMap<u32, &'a Document>,
}

impl<'a> Reader<'a> {
    fn new(workspace: &'a Workspace, file: FileId) -> Reader<'a> {
        let hosted = workspace.documents().iter().filter_map(|document| {
            let embedding = workspace.sources.get(document.file).embedding()?;
            let start = embedding.lift(Span::new(document.file, 0..0)).start;
            (embedding.file == file).then_some((start, document))
        });
        Reader {
            workspace,
            hosted: hosted.collect(),
        }
    }

    fn read(&self, node: &Node) -> Tree {
        match &node.value {
            Value::Sequence(items) => Tree::List(items.iter().map(|item| Some(self.read(item))).collect()),
            Value::Mapping(entries) => {
                let pairs = entries
                    .iter()
                    .map(|entry| (entry.key.value.to_string(), Some(self.read(&entry.node))));
                Tree::Table(pairs.collect())
            }
            Value::Scalar(_) | Value::Alias(_) | Value::Broken => {
                self.host(node).unwrap_or_else(|| Tree::Leaf(node.literal()))
            }
        }
    }

    fn host(&self, node: &Node) -> Option<Tree> {
        let text = node.as_str()?;
        let (_, embedded) = self.hosted.range(node.span.start..node.span.end).next()?;
        let inner = self.workspace.sources.get(embedded.file).text();
        let at = text.find(inner)?;
        let tree = Reader::new(self.workspace, embedded.file).read(&embedded.root);
        Some(Tree::Host(Host {
            before: text[..at].to_owned(),
            inner: Box::new(tree),
            after: text[at + inner.len()..].to_owned(),
            whole: text.to_owned(),
        }))
    }
}

impl From<&Literal> for Tree {
    fn from(literal: &Literal) -> Tree {
        match literal {
            Literal::List(items) => Tree::List(items.iter().map(|item| Some(Tree::from(item))).collect()),
            Literal::Table(entries) => {
                let pairs = entries
                    .iter()
                    .map(|(key, value)| (key.to_string(), Some(Tree::from(value))));
                Tree::Table(pairs.collect())
            }
            leaf => Tree::Leaf(leaf.clone()),
        }
    }
}

fn sorted(entries: &[Member]) -> Vec<(&str, &Tree)> {
    let present = entries
        .iter()
        .filter_map(|(key, value)| Some((key.as_str(), value.as_ref()?)));
    let mut present: Vec<(&str, &Tree)> = present.collect();
    present.sort_by_key(|(key, _)| *key);
    present
}

fn same_literal(a: &Literal, b: &Literal) -> bool {
    match (a, b) {
        (Literal::Text(a), Literal::Text(b)) => Text::says_same(a, b),
        (Literal::Float(a), Literal::Float(b)) => a.to_bits() == b.to_bits(),
        (Literal::Datetime(a), Literal::Datetime(b)) => with_seconds(a) == with_seconds(b),
        (a, b) => a == b,
    }
}

/// A time as TOML 1.0 writes it, which knows none without seconds.
fn with_seconds(time: &str) -> String {
    let minutes = time.find(':').map(|colon| colon + 3);
    match minutes.and_then(|end| time.split_at_checked(end)) {
        Some((minutes, rest)) if !rest.starts_with(':') => format!("{minutes}:00{rest}"),
        _ => time.to_owned(),
    }
}
