//! `extends` and `!reference`: what GitLab makes of the loaded values before it looks at jobs.

use std::collections::HashMap;
use std::rc::Rc;

use super::super::setting::Known;
use super::tree::{Budget, Link, Map, Shape};
use crate::source::Span;
use crate::syntax::Scalar;

/// Levels of `extends` above a job that GitLab follows.
///
/// Source: GitLab `lib/gitlab/ci/config/extendable/entry.rb`, 18.11.
const LEVELS: usize = 11;

/// References that lead to references, and lists in lists: levels that GitLab follows.
pub(super) const NESTING: usize = 10;

/// The values of a pipeline with `extends` resolved.
#[derive(Debug)]
pub(super) struct Tree<'a> {
    pub top: Map<'a>,
    /// Whether includes that are not at hand may add to every mapping.
    pub open: bool,
    pub budget: Budget,
}

impl<'a> Tree<'a> {
    pub(super) fn new(top: &Map<'a>, open: bool) -> Tree<'a> {
        let budget = Budget::new();
        let mut extender = Extender {
            top,
            done: HashMap::new(),
            open,
            budget: &budget,
        };
        let mut extended = Map::default();
        for (key, link) in &top.entries {
            let value = extender
                .extended(key, &mut Vec::new())
                .unwrap_or_else(|| link.unknown());
            extended.set(key, value);
        }
        Tree {
            top: extended,
            open,
            budget,
        }
    }

    /// The value below `key`: unset, there, or possibly brought by an include. A null counts as unset.
    pub(super) fn get(&self, link: &Link<'a>, key: &str) -> Known<Link<'a>> {
        match self.member(link, key) {
            Known::Unset if self.open => Known::Unknown,
            member => member,
        }
    }

    /// The same for a mapping that no include can add to, such as one in a list.
    pub(super) fn member(&self, link: &Link<'a>, key: &str) -> Known<Link<'a>> {
        let map = match &link.part.shape {
            Shape::Map(map) => map,
            Shape::Unknown | Shape::Reference(_) => return Known::Unknown,
            Shape::Scalar(_) | Shape::List(_) => return Known::Unset,
        };
        self.settled(map, key, link.via)
    }

    /// The value below a key at the top of the file.
    pub(super) fn global(&self, key: &str) -> Known<Link<'a>> {
        self.settled(&self.top, key, None)
    }

    fn settled(&self, map: &Map<'a>, key: &str, via: Option<Span>) -> Known<Link<'a>> {
        let Some(found) = map.get(key) else {
            return if map.open { Known::Unknown } else { Known::Unset };
        };
        let found = self.settle(&found.clone().brought_by(via), NESTING);
        match found.part.shape {
            Shape::Unknown => Known::Unknown,
            _ if found.part.is_null() => Known::Unset,
            _ => Known::Is(found),
        }
    }

    /// The entries of a mapping with their references followed, and whether these are all.
    pub(super) fn entries(&self, link: &Link<'a>) -> (Vec<(&'a str, Link<'a>)>, bool) {
        let Shape::Map(map) = &link.part.shape else {
            return (Vec::new(), !matches!(link.part.shape, Shape::Unknown));
        };
        if !self.budget.spend(map.entries.len()) {
            return (Vec::new(), false);
        }
        let settled = map
            .entries
            .iter()
            .map(|(key, value)| (*key, self.settle(&value.clone().brought_by(link.via), NESTING)));
        (settled.collect(), !map.open)
    }

    /// The items of a list with the lists in it spread out, nulls left out, and whether these are all.
    pub(super) fn flat(&self, link: &Link<'a>) -> (Vec<Link<'a>>, bool) {
        let mut items = Vec::new();
        let complete = self.spread(link, NESTING, &mut items);
        (items, complete)
    }

    fn spread(&self, link: &Link<'a>, levels: usize, items: &mut Vec<Link<'a>>) -> bool {
        let link = self.settle(link, NESTING);
        match &link.part.shape {
            Shape::List(list) if levels > 0 && self.budget.spend(list.len()) => {
                let mut complete = true;
                for item in list {
                    complete &= self.spread(&item.clone().brought_by(link.via), levels - 1, items);
                }
                complete
            }
            Shape::List(_) | Shape::Unknown | Shape::Reference(_) => false,
            Shape::Scalar(Scalar::Null) => true,
            Shape::Scalar(_) | Shape::Map(_) => {
                items.push(link);
                true
            }
        }
    }

    /// The value that references lead to.
    fn settle(&self, link: &Link<'a>, levels: usize) -> Link<'a> {
        let Shape::Reference(steps) = &link.part.shape else {
            return link.clone();
        };
        let via = link.via.or(Some(link.part.span));
        let Some(levels) = levels.checked_sub(1).filter(|_| self.budget.spend(1)) else {
            return link.unknown();
        };
        let mut found: Option<Link<'a>> = None;
        for (index, step) in steps.iter().enumerate() {
            let next = match &found {
                None if index == 0 => self.top.get(step),
                None => None,
                Some(link) => link.part.map().and_then(|map| map.get(step)),
            };
            found = next.map(|next| self.settle(next, levels));
        }
        match found {
            Some(target) => target.brought_by(via),
            None => link.unknown(),
        }
    }
}

struct Extender<'t, 'a> {
    top: &'t Map<'a>,
    done: HashMap<&'a str, Link<'a>>,
    open: bool,
    budget: &'t Budget,
}

impl<'a> Extender<'_, 'a> {
    /// A top-level value with what it extends; `None` if it cannot be resolved.
    fn extended(&mut self, key: &'a str, above: &mut Vec<&'a str>) -> Option<Link<'a>> {
        if let Some(done) = self.done.get(key) {
            return Some(done.clone());
        }
        let link = self.top.get(key)?.clone();
        let parents = link.part.map().map(parents).unwrap_or_default();
        if parents.is_empty() {
            self.done.insert(key, link.clone());
            return Some(link);
        }
        let too_deep = above.len() > LEVELS || above.contains(&key);
        if too_deep || !self.budget.spend(1) {
            return None;
        }
        above.push(key);
        let mut base: Option<Link<'a>> = None;
        let mut open = false;
        for (parent, span) in parents {
            let found = parent.and_then(|parent| self.extended(parent, above));
            match found.filter(|found| found.part.map().is_some()) {
                Some(found) => {
                    let found = found.brought_by(Some(span));
                    base = Some(match base {
                        Some(base) => self.merged(&base, &found),
                        None => found,
                    });
                }
                None => open = true,
            }
        }
        above.pop();
        let merged = match base {
            Some(base) => self.merged(&base, &link),
            None => link,
        };
        let merged = if open { self.opened(&merged) } else { merged };
        self.done.insert(key, merged.clone());
        Some(merged)
    }

    /// `own` over `base`: mappings key by key, everything else as a whole.
    fn merged(&self, base: &Link<'a>, own: &Link<'a>) -> Link<'a> {
        let (below, over) = match (&base.part.shape, &own.part.shape) {
            (Shape::Map(below), Shape::Map(over)) => (below, over),
            (Shape::Unknown, Shape::Map(_)) => return self.opened(own),
            _ => return own.clone(),
        };
        if !self.budget.spend(below.entries.len() + over.entries.len()) {
            return own.unknown();
        }
        let mut map = Map::empty(below.open || over.open);
        for (key, link) in &below.entries {
            let link = link.clone().brought_by(base.via);
            // An include may have this job too, and what it says there goes before what the base says.
            map.set(key, if self.open { link.unknown() } else { link });
        }
        for (key, link) in &over.entries {
            let link = link.clone().brought_by(own.via);
            let link = match below.get(key) {
                Some(below) => self.merged(&below.clone().brought_by(base.via), &link),
                None => link,
            };
            map.set(key, link);
        }
        Link {
            part: Rc::new(own.part.with(Shape::Map(map))),
            // Its own keys are written here, whatever the mapping was merged from.
            via: None,
            key: own.key,
        }
    }

    /// The same mapping, to which something unknown may add, at any depth but not in lists.
    fn opened(&self, link: &Link<'a>) -> Link<'a> {
        let Some(map) = link.part.map().filter(|map| self.budget.spend(map.entries.len())) else {
            return link.unknown();
        };
        let mut map = map.clone();
        map.open = true;
        for (_, entry) in &mut map.entries {
            if entry.part.map().is_some() {
                *entry = self.opened(entry);
            }
        }
        Link {
            part: Rc::new(link.part.with(Shape::Map(map))),
            ..link.clone()
        }
    }
}

/// The names that `extends` gives, each with its place; `None` for what is no name.
fn parents<'a>(map: &Map<'a>) -> Vec<(Option<&'a str>, Span)> {
    let name = |link: &Link<'a>| match link.part.shape {
        Shape::Scalar(Scalar::String(name)) => (Some(name.as_str()), link.via.unwrap_or(link.part.span)),
        _ => (None, link.part.span),
    };
    match map.get("extends") {
        None => Vec::new(),
        Some(link) if link.part.is_null() => Vec::new(),
        Some(link) => match &link.part.shape {
            Shape::List(names) => names.iter().map(name).collect(),
            _ => vec![name(link)],
        },
    }
}
