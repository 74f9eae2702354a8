//! `extends`: what GitLab makes of the keys at the top before it follows `!reference`.
//!
//! Source: GitLab 18.11 `lib/gitlab/ci/config/extendable/entry.rb`.

use std::borrow::Cow;
use std::collections::HashMap;

use super::fault::{PipelineFault, PipelineFaultKind};
use super::key::Key;
use super::merge::Merger;
use super::scalar;
use super::tree::{Budget, Link, Map, Shape};
use crate::source::Span;

/// Levels above a job of which each may extend another.
const LEVELS: usize = 10;

/// What is known of a pipeline as a whole.
#[derive(Debug, Clone, Copy)]
pub(super) struct Extent {
    /// Whether includes that are not at hand may add to every mapping.
    pub open: bool,
    /// Whether everything that belongs to it is at hand.
    pub whole: bool,
}

/// The keys at the top with what they extend.
pub(super) fn extended<'t, 'a>(
    top: &'t Map<'a>,
    extent: Extent,
    budget: &Budget,
    faults: &mut Vec<PipelineFault>,
) -> Cow<'t, Map<'a>> {
    let extends = |(_, link): &(Key<'a>, Link<'a>)| link.part.map().is_some_and(|map| map.get("extends").is_some());
    if !top.entries.iter().any(extends) {
        return Cow::Borrowed(top);
    }
    let mut extender = Extender {
        top,
        done: HashMap::new(),
        extent,
        merger: Merger {
            budget,
            // An include may have this job too, and what it says there goes before what the base says.
            hides_base: extent.open,
        },
        faults,
    };
    let mut extended = Map::empty(top.open);
    for (key, link) in &top.entries {
        let value = extender.extended(key, link, &mut Vec::new());
        extended.set(key.clone(), value.map_or_else(|| link.unknown(), |done| done.link));
    }
    Cow::Owned(extended)
}

struct Extender<'t, 'a> {
    top: &'t Map<'a>,
    done: HashMap<Key<'a>, Done<'a>>,
    extent: Extent,
    merger: Merger<'t>,
    faults: &'t mut Vec<PipelineFault>,
}

/// A value with what it extends.
#[derive(Clone)]
struct Done<'a> {
    link: Link<'a>,
    /// How many values that extend others stand in a row from here on, this one included.
    height: usize,
}

/// A name that `extends` gives, and where.
struct Parent<'l, 'a> {
    /// `None` for what is no name.
    name: Option<String>,
    link: &'l Link<'a>,
}

impl<'a> Extender<'_, 'a> {
    /// A value at the top with what it extends; `None` if it cannot be resolved.
    fn extended(&mut self, key: &Key<'a>, link: &Link<'a>, above: &mut Vec<Key<'a>>) -> Option<Done<'a>> {
        if let Some(done) = self.done.get(key) {
            return Some(done.clone());
        }
        let Some(extends) = link.part.map().and_then(|map| map.get("extends")) else {
            return Some(Done {
                link: link.clone(),
                height: 0,
            });
        };
        let parents = parents(extends);
        let mut open = matches!(extends.part.shape, Shape::Unknown);
        let mut bases = Vec::new();
        for parent in &parents {
            match self.base(key, parent) {
                Some(base) => bases.push((base, parent.link.via.unwrap_or(parent.link.part.span))),
                None => open = true,
            }
        }
        if above.len() > LEVELS {
            self.fault(
                extends,
                format!(
                    "{} extends over more than 11 levels",
                    titled(above.first().unwrap_or(key))
                ),
            );
            return None;
        }
        if above.contains(key) {
            self.fault(extends, format!("{} extends itself", titled(key)));
            return None;
        }
        if !self.merger.budget.spend(1) {
            return None;
        }
        above.push(key.clone());
        let mut merged: Option<Link<'a>> = None;
        let mut height = 0;
        for ((key, link), span) in bases {
            match self.extended(&key, &link, above) {
                Some(done) => {
                    height = height.max(done.height);
                    let base = done.link.brought_by(Some(span));
                    merged = Some(match merged {
                        Some(merged) => self.merger.merged(&merged, &base),
                        None => base,
                    });
                }
                None => open = true,
            }
        }
        above.pop();
        height += 1;
        if above.is_empty() && height > LEVELS + 1 {
            self.fault(extends, format!("{} extends over more than 11 levels", titled(key)));
        }
        let merged = match merged {
            Some(base) => self.merger.merged(&base, link),
            None => link.clone(),
        };
        let done = Done {
            link: if open { self.merger.opened(&merged) } else { merged },
            height,
        };
        self.done.insert(key.clone(), done.clone());
        Some(done)
    }

    /// What a name leads to, if that is a mapping.
    fn base(&mut self, key: &Key<'a>, parent: &Parent<'_, 'a>) -> Option<(Key<'a>, Link<'a>)> {
        let known = parent.name.as_ref().and_then(|name| self.top.named(name));
        match (known, &parent.name) {
            (Some((base, link)), _) if link.part.map().is_some() => Some((base.clone(), link.clone())),
            (Some((base, link)), _) => {
                if !matches!(link.part.shape, Shape::Unknown) {
                    self.fault(
                        parent.link,
                        format!("{} extends {}, which is no mapping", titled(key), titled(base)),
                    );
                }
                None
            }
            (None, Some(name)) => {
                if self.extent.whole {
                    self.fault(
                        parent.link,
                        format!(
                            "{} extends `{}`, which does not exist",
                            titled(key),
                            name.escape_debug()
                        ),
                    );
                    self.suggest(name);
                }
                None
            }
            (None, None) => {
                self.fault(
                    parent.link,
                    format!("{} extends something that is no name of a job", titled(key)),
                );
                None
            }
        }
    }

    fn fault(&mut self, at: &Link<'a>, message: String) {
        if self.faults.iter().any(|fault| fault.place.span == at.part.span) {
            return;
        }
        let fault = PipelineFault::new(PipelineFaultKind::Extends, at.part.place(), message);
        self.faults.push(fault);
    }

    fn suggest(&mut self, name: &str) {
        let names: Vec<&str> = self.top.entries.iter().map(|(key, _)| key.as_str()).collect();
        if let (Some(similar), Some(fault)) = (crate::schema::texts::similar(&names, name), self.faults.last_mut()) {
            fault.help = Some(format!("did you mean `{similar}`?"));
        }
    }
}

fn titled(key: &Key<'_>) -> String {
    format!("`{}`", key.as_str().escape_debug())
}

/// The names that `extends` gives; a null gives none.
fn parents<'l, 'a>(extends: &'l Link<'a>) -> Vec<Parent<'l, 'a>> {
    let parent = |link: &'l Link<'a>| Parent {
        name: match link.part.shape {
            Shape::Scalar(scalar) => scalar::text(scalar),
            _ => None,
        },
        link,
    };
    match &extends.part.shape {
        Shape::Unknown => Vec::new(),
        Shape::Map(map) if map.entries.is_empty() => Vec::new(),
        Shape::List(items) => items.iter().map(parent).collect(),
        _ if extends.part.is_null() => Vec::new(),
        _ => vec![parent(extends)],
    }
}

/// The names that `extends` anywhere at the top gives, with the places.
pub(super) fn names<'a>(top: &Map<'a>) -> Vec<(String, Span)> {
    let extends = top
        .entries
        .iter()
        .filter_map(|(_, link)| link.part.map()?.get("extends"));
    let parents = extends.flat_map(|extends| parents(extends));
    parents
        .filter_map(|parent| Some((parent.name?, parent.link.part.span)))
        .collect()
}
