//! Deep merges: how GitLab puts included files under a pipeline, and what a job extends under the job.

use std::rc::Rc;

use super::tree::{Budget, Link, Map, Shape};

/// What merges are made with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Merger<'b> {
    pub budget: &'b Budget,
    /// Whether something unknown may have replaced each value below.
    pub hides_base: bool,
}

impl Merger<'_> {
    /// `own` over `base`: mappings key by key, everything else as a whole.
    pub(super) fn merged<'a>(self, base: &Link<'a>, own: &Link<'a>) -> Link<'a> {
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
            map.set(key.clone(), if self.hides_base { link.unknown() } else { link });
        }
        for (key, link) in &over.entries {
            let link = link.clone().brought_by(own.via);
            let link = match below.entry(key) {
                Some(below) => self.merged(&below.clone().brought_by(base.via), &link),
                None => link,
            };
            map.set(key.clone(), link);
        }
        Link {
            part: Rc::new(own.part.with(Shape::Map(map))),
            // Its own keys are written here, whatever the mapping was merged from.
            via: None,
            key: own.key,
        }
    }

    /// The same mapping, to which something unknown may add, at any depth but not in lists.
    pub(super) fn opened<'a>(self, link: &Link<'a>) -> Link<'a> {
        self.covered(link, Clone::clone)
    }

    /// The same mapping, every value of which something unknown may replace.
    pub(super) fn obscured<'a>(self, link: &Link<'a>) -> Link<'a> {
        self.covered(link, Link::unknown)
    }

    fn covered<'a>(self, link: &Link<'a>, leaf: fn(&Link<'a>) -> Link<'a>) -> Link<'a> {
        let Some(map) = link.part.map().filter(|map| self.budget.spend(map.entries.len())) else {
            return link.unknown();
        };
        let mut map = map.clone();
        map.open = true;
        for (_, entry) in &mut map.entries {
            *entry = match entry.part.map() {
                Some(_) => self.covered(entry, leaf),
                None => leaf(entry),
            };
        }
        Link {
            part: Rc::new(link.part.with(Shape::Map(map))),
            ..link.clone()
        }
    }
}
