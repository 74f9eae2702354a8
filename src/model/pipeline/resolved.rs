//! Looking into the values of a pipeline after `extends` and `!reference`.

use super::super::setting::Known;
use super::key::Key;
use super::tree::{Budget, Link, Map, Shape};
use crate::source::Span;
use crate::syntax::Scalar;

/// Lists in lists: levels that GitLab reads.
pub(super) const NESTING: usize = 10;

/// The values of a pipeline.
#[derive(Debug)]
pub(super) struct Tree<'a> {
    pub top: Map<'a>,
    /// Whether includes that are not at hand may add to every mapping.
    pub open: bool,
    pub budget: Budget,
}

impl<'a> Tree<'a> {
    /// The value below `key`: unset, there, or possibly brought by an include. A null counts as unset.
    pub(super) fn get(&self, link: &Link<'a>, key: &str) -> Known<Link<'a>> {
        match self.member(link, key) {
            Known::Unset if self.open => Known::Unknown,
            member => member,
        }
    }

    /// The same for a mapping that no include can add to, such as one in a list.
    pub(super) fn member(&self, link: &Link<'a>, key: &str) -> Known<Link<'a>> {
        match &link.part.shape {
            Shape::Map(map) => found(map, key, link.via),
            Shape::Unknown | Shape::Reference(_) => Known::Unknown,
            Shape::Scalar(_) | Shape::List(_) => Known::Unset,
        }
    }

    /// The value below a key at the top of the file.
    pub(super) fn global(&self, key: &str) -> Known<Link<'a>> {
        found(&self.top, key, None)
    }

    /// The entries of a mapping, and whether these are all.
    pub(super) fn entries(&self, link: &Link<'a>) -> (Vec<(Key<'a>, Link<'a>)>, bool) {
        let Shape::Map(map) = &link.part.shape else {
            return (Vec::new(), !matches!(link.part.shape, Shape::Unknown));
        };
        if !self.budget.spend(map.entries.len()) {
            return (Vec::new(), false);
        }
        let entries = map.entries.iter();
        let entries = entries.map(|(key, value)| (key.clone(), value.clone().brought_by(link.via)));
        (entries.collect(), !map.open)
    }

    /// The items of a list with the lists in it spread out, nulls left out, and whether these are all.
    pub(super) fn flat(&self, link: &Link<'a>) -> (Vec<Link<'a>>, bool) {
        let mut items = Vec::new();
        let complete = self.spread(link, NESTING, &mut items);
        (items, complete)
    }

    fn spread(&self, link: &Link<'a>, levels: usize, items: &mut Vec<Link<'a>>) -> bool {
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
                items.push(link.clone());
                true
            }
        }
    }
}

fn found<'a>(map: &Map<'a>, key: &str, via: Option<Span>) -> Known<Link<'a>> {
    let Some(found) = map.get(key) else {
        return if map.open { Known::Unknown } else { Known::Unset };
    };
    match found.part.shape {
        Shape::Unknown => Known::Unknown,
        _ if found.part.is_null() => Known::Unset,
        _ => Known::Is(found.clone().brought_by(via)),
    }
}
