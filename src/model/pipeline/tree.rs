//! A pipeline's values as Psych loads them: aliases followed, `<<` merged, every value with what brought it.

use std::cell::Cell;
use std::collections::HashMap;
use std::rc::Rc;

use foldhash::fast::RandomState;

use super::super::setting::{Origin, Setting};
use super::key::Key;
use crate::source::{Address, Name, Place, Span};
use crate::syntax::{Entry, Node, Scalar, Style, Value};

/// Levels of nesting that GitLab reads (`max_yaml_depth`); deeper values are unknown here.
const DEPTH: u16 = 100;

/// How much may be copied while aliases, `extends` and references are resolved; beyond it values are unknown.
const BUDGET: usize = 1_000_000;

/// Keys of a mapping up to which each is looked at.
const FEW: usize = 8;

/// A value, where it stands and what it is made of.
#[derive(Debug)]
pub(super) struct Part<'a> {
    pub span: Span,
    address: Address,
    pub shape: Shape<'a>,
    /// Whether Ruby has a symbol here, which only looks like a string.
    pub is_symbol: bool,
    /// Whether `!reference` stands here or below.
    pub refers: bool,
    height: u16,
}

/// What a value is.
#[derive(Debug)]
pub(super) enum Shape<'a> {
    Scalar(&'a Scalar),
    List(Vec<Link<'a>>),
    Map(Map<'a>),
    /// `!reference`, not followed yet; `None` if it is no list of strings.
    Reference(Option<Vec<&'a str>>),
    /// Not to be known from this file.
    Unknown,
}

/// A value in its collection.
#[derive(Debug, Clone)]
pub(super) struct Link<'a> {
    pub part: Rc<Part<'a>>,
    /// The key it is written under.
    pub key: Option<Span>,
    /// What brought it here, if it is written elsewhere.
    pub via: Option<Span>,
}

/// Keys and values in order; a key comes once.
#[derive(Debug, Default, Clone)]
pub(super) struct Map<'a> {
    pub entries: Vec<(Key<'a>, Link<'a>)>,
    /// Where keys are, in mappings that are too large for a look at each.
    index: HashMap<Key<'a>, usize, RandomState>,
    /// What its keys begin with, a bit each: most keys that are asked for are not there, and most of those show in this.
    letters: u32,
    /// Whether there may be more keys than these.
    pub open: bool,
}

/// Reads a document.
pub(super) fn load(root: &Node) -> Link<'_> {
    Loader::new().link(root, Address::root(), None, 0)
}

/// Reads a document whose inputs are not known, so that what `$[[ … ]]` stands for is of any type.
pub(super) fn load_template(root: &Node) -> Link<'_> {
    let mut loader = Loader::new();
    loader.knows_inputs = false;
    loader.link(root, Address::root(), None, 0)
}

/// Reads the value below a key at the top of a document, none of whose aliases lead out of it.
pub(super) fn load_below<'a>(node: &'a Node, key: &Name) -> Link<'a> {
    Loader::new().link(node, Address::root().key(key), None, 1)
}

/// What is left to spend on copies.
#[derive(Debug)]
pub(super) struct Budget(Cell<usize>);

impl Budget {
    pub(super) fn new() -> Budget {
        Budget(Cell::new(BUDGET))
    }

    /// Takes `cost`; false if there is not enough left.
    pub(super) fn spend(&self, cost: usize) -> bool {
        let left = self.0.get().checked_sub(cost);
        self.0.set(left.unwrap_or(0));
        left.is_some()
    }
}

struct Loader<'a> {
    anchors: HashMap<&'a str, Rc<Part<'a>>>,
    budget: Budget,
    /// Whether a `$[[` that stands here is nothing but text.
    knows_inputs: bool,
}

impl<'a> Loader<'a> {
    fn new() -> Loader<'a> {
        Loader {
            anchors: HashMap::new(),
            budget: Budget::new(),
            knows_inputs: true,
        }
    }

    fn link(&mut self, node: &'a Node, address: Address, key: Option<Span>, depth: u16) -> Link<'a> {
        if let Value::Alias(name) = &node.value {
            let unknown = || Rc::new(Part::new(node.span, address.clone(), Shape::Unknown));
            return Link {
                // An alias inside its own anchor is not there yet.
                part: self.anchors.get(name.as_str()).cloned().unwrap_or_else(unknown),
                key,
                via: Some(node.span),
            };
        }
        // What lies below shares the way here.
        let address = match node.value {
            Value::Sequence(_) | Value::Mapping(_) => address.shared(),
            _ => address,
        };
        let shape = if depth < DEPTH {
            self.shape(node, &address, depth)
        } else {
            Shape::Unknown
        };
        let mut part = Part::new(node.span, address, shape);
        part.is_symbol = is_symbol(node);
        let part = Rc::new(part);
        if let Some(anchor) = &node.anchor {
            self.anchors.insert(&anchor.value, part.clone());
        }
        Link { part, key, via: None }
    }

    fn shape(&mut self, node: &'a Node, address: &Address, depth: u16) -> Shape<'a> {
        let tag = node.tag.as_ref().map(|tag| tag.value.as_str());
        match &node.value {
            Value::Sequence(items) if tag == Some("!reference") => {
                let steps: Option<Vec<&str>> = items.iter().map(|item| self.step(item)).collect();
                Shape::Reference(steps.filter(|steps| !steps.is_empty()))
            }
            Value::Scalar(_) | Value::Mapping(_) if tag == Some("!reference") => Shape::Reference(None),
            Value::Scalar(Scalar::String(text)) if !self.knows_inputs && text.contains("$[[") => Shape::Unknown,
            Value::Scalar(scalar) => Shape::Scalar(scalar),
            Value::Sequence(items) => {
                let links = items
                    .iter()
                    .enumerate()
                    .map(|(index, item)| self.link(item, address.index(index), None, depth + 1));
                Shape::List(links.collect())
            }
            Value::Mapping(entries) => {
                let mut map = Map::default();
                map.entries.reserve_exact(entries.len());
                for entry in entries {
                    self.entry(&mut map, entry, address, depth);
                }
                Shape::Map(map)
            }
            Value::Alias(_) | Value::Broken => Shape::Unknown,
        }
    }

    /// A step of a `!reference`, which is a string.
    fn step(&self, item: &'a Node) -> Option<&'a str> {
        let Value::Alias(name) = &item.value else {
            return item.as_str().filter(|_| !is_symbol(item));
        };
        match self.anchors.get(name.as_str())?.shape {
            Shape::Scalar(Scalar::String(text)) => Some(text),
            _ => None,
        }
    }

    /// One entry of a mapping. `<<` takes effect where it stands: what was set above is overwritten, what follows
    /// overwrites.
    fn entry(&mut self, map: &mut Map<'a>, entry: &'a Entry, address: &Address, depth: u16) {
        let below = address.key(&entry.key.value);
        let link = self.link(&entry.node, below, Some(entry.key.span), depth + 1);
        if entry.key.value == "<<" {
            let is_alias = matches!(entry.node.value, Value::Alias(_));
            // Of several in a list the first wins.
            let merged: Vec<Link<'_>> = match &link.part.shape {
                Shape::Map(_) => vec![link.clone()],
                Shape::List(items) if !is_alias && items.iter().all(|item| item.part.map().is_some()) => {
                    items.iter().rev().cloned().collect()
                }
                _ => Vec::new(),
            };
            for from in &merged {
                self.merge(map, from, link.via.or(from.via));
            }
            if !merged.is_empty() {
                return;
            }
        }
        map.set(Key::of(entry), link);
    }

    fn merge(&self, map: &mut Map<'a>, from: &Link<'a>, via: Option<Span>) {
        let Some(other) = from.part.map() else { return };
        if !self.budget.spend(other.entries.len()) {
            map.open = true;
            return;
        }
        map.open |= other.open;
        for (key, link) in &other.entries {
            map.set(key.clone(), link.clone().brought_by(via));
        }
    }
}

/// Whether a string is a Ruby symbol: `:name`, of which the tree has the name alone.
fn is_symbol(node: &Node) -> bool {
    let longer = |text: &str| node.span.range().len() > text.len() && !text.contains([' ', '\n']);
    node.style == Style::Bare && node.tag.is_none() && node.as_str().is_some_and(longer)
}

impl<'a> Part<'a> {
    fn new(span: Span, address: Address, shape: Shape<'a>) -> Part<'a> {
        let height = |links: &mut dyn Iterator<Item = &Link<'a>>| links.map(|link| link.part.height).max();
        let below = match &shape {
            Shape::List(items) => height(&mut items.iter()),
            Shape::Map(map) => height(&mut map.entries.iter().map(|(_, link)| link)),
            _ => None,
        };
        let refers = match &shape {
            Shape::List(items) => items.iter().any(|item| item.part.refers),
            Shape::Map(map) => map.entries.iter().any(|(_, link)| link.part.refers),
            Shape::Reference(_) => true,
            Shape::Scalar(_) | Shape::Unknown => false,
        };
        let height = below.map_or(0, |below| below + 1);
        // Chains of aliases can nest deeper than the text does.
        let (shape, height) = if height > DEPTH {
            (Shape::Unknown, 0)
        } else {
            (shape, height)
        };
        Part {
            span,
            address,
            shape,
            is_symbol: false,
            refers,
            height,
        }
    }

    /// The same place with another content.
    pub(super) fn with(&self, shape: Shape<'a>) -> Part<'a> {
        Part::new(self.span, self.address.clone(), shape)
    }

    pub(super) fn map(&self) -> Option<&Map<'a>> {
        match &self.shape {
            Shape::Map(map) => Some(map),
            _ => None,
        }
    }

    pub(super) fn place(&self) -> Place {
        Place {
            span: self.span,
            address: self.address.clone(),
        }
    }

    pub(super) fn is_null(&self) -> bool {
        matches!(self.shape, Shape::Scalar(Scalar::Null))
    }
}

impl<'a> Link<'a> {
    /// The same value, brought here by something else.
    pub(super) fn brought_by(mut self, via: Option<Span>) -> Link<'a> {
        self.via = via.or(self.via);
        self
    }

    /// The same place with another mapping.
    pub(super) fn with_map(&self, map: Map<'a>) -> Link<'a> {
        Link {
            part: Rc::new(self.part.with(Shape::Map(map))),
            ..self.clone()
        }
    }

    /// A value that is not to be known, in place of this one.
    pub(super) fn unknown(&self) -> Link<'a> {
        Link {
            part: Rc::new(self.part.with(Shape::Unknown)),
            ..self.clone()
        }
    }

    /// A setting at this place.
    pub(super) fn setting<T>(&self, value: T) -> Setting<T> {
        Setting {
            value,
            place: self.part.place(),
            key: self.key,
            origin: self.origin(),
        }
    }

    pub(super) fn origin(&self) -> Origin {
        self.via.map_or(Origin::Written, |via| Origin::Inherited { via })
    }
}

impl<'a> Map<'a> {
    /// No keys; `open` if there may be some.
    pub(super) fn empty(open: bool) -> Map<'a> {
        Map { open, ..Map::default() }
    }

    /// Gives a key a value, in place of an earlier one.
    pub(super) fn set(&mut self, key: Key<'a>, link: Link<'a>) {
        match self.position(&key) {
            Some(at) => self.entries[at].1 = link,
            None => {
                if self.entries.len() == FEW {
                    let keys = self.entries.iter().map(|(key, _)| key.clone());
                    self.index = keys.zip(0..).collect();
                }
                if self.entries.len() >= FEW {
                    self.index.insert(key.clone(), self.entries.len());
                }
                self.letters |= key.letter();
                self.entries.push((key, link));
            }
        }
    }

    /// The value of a key that is a string.
    pub(super) fn get(&self, key: &str) -> Option<&Link<'a>> {
        self.entry(&Key::text(key))
    }

    /// A key that is a string, and its value.
    pub(super) fn named(&self, key: &str) -> Option<&(Key<'a>, Link<'a>)> {
        self.position(&Key::text(key)).map(|at| &self.entries[at])
    }

    /// The value of a key.
    pub(super) fn entry(&self, key: &Key<'_>) -> Option<&Link<'a>> {
        self.position(key).map(|at| &self.entries[at].1)
    }

    /// Without an entry.
    pub(super) fn without(&self, key: &str) -> Map<'a> {
        let mut map = Map::empty(self.open);
        for (other, link) in &self.entries {
            if *other != Key::text(key) {
                map.set(other.clone(), link.clone());
            }
        }
        map
    }

    fn position(&self, key: &Key<'_>) -> Option<usize> {
        if self.letters & key.letter() == 0 {
            return None;
        }
        if self.entries.len() <= FEW {
            return self.entries.iter().position(|(own, _)| own == key);
        }
        self.index.get(key).copied()
    }
}
