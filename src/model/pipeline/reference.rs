//! `!reference`: values taken from elsewhere in the pipeline, after `extends`.
//!
//! Source: GitLab 18.11 `lib/gitlab/ci/config/yaml/tags/*.rb`.

use std::borrow::Cow;
use std::collections::HashMap;
use std::rc::Rc;

use super::extend::Extent;
use super::fault::{PipelineFault, PipelineFaultKind};
use super::tree::{Budget, Link, Map, Shape};
use crate::syntax::Scalar;

/// References that lead to references; GitLab has no limit, and nobody gets here.
const LEVELS: usize = 100;

/// The keys at the top with all references followed.
pub(super) fn resolved<'t, 'a>(
    top: &'t Map<'a>,
    extent: Extent,
    budget: &Budget,
    faults: &mut Vec<PipelineFault>,
) -> Cow<'t, Map<'a>> {
    if !top.entries.iter().any(|(_, link)| link.part.refers) {
        return Cow::Borrowed(top);
    }
    let mut resolver = Resolver {
        top,
        extent,
        budget,
        under_way: Vec::new(),
        done: HashMap::new(),
        faults,
    };
    Cow::Owned(resolver.map(top))
}

struct Resolver<'t, 'a> {
    top: &'t Map<'a>,
    extent: Extent,
    budget: &'t Budget,
    /// What the references that are being followed lead to.
    under_way: Vec<Vec<&'a str>>,
    done: HashMap<Vec<&'a str>, Link<'a>>,
    faults: &'t mut Vec<PipelineFault>,
}

impl<'a> Resolver<'_, 'a> {
    fn map(&mut self, map: &Map<'a>) -> Map<'a> {
        let mut resolved = Map::empty(map.open);
        for (key, link) in &map.entries {
            let value = self.link(link);
            resolved.set(key.clone(), value);
        }
        resolved
    }

    fn link(&mut self, link: &Link<'a>) -> Link<'a> {
        if !link.part.refers {
            return link.clone();
        }
        let shape = match &link.part.shape {
            Shape::Reference(steps) => return self.target(link, steps.as_deref()),
            Shape::List(items) if self.budget.spend(items.len()) => {
                Shape::List(items.iter().map(|item| self.link(item)).collect())
            }
            Shape::Map(map) if self.budget.spend(map.entries.len()) => Shape::Map(self.map(map)),
            _ => return link.unknown(),
        };
        Link {
            part: Rc::new(link.part.with(shape)),
            ..link.clone()
        }
    }

    fn target(&mut self, link: &Link<'a>, steps: Option<&[&'a str]>) -> Link<'a> {
        let Some(steps) = steps else {
            return self.refused(link, "a `!reference` is no list of strings".into());
        };
        let via = link.via.or(Some(link.part.span));
        if let Some(done) = self.done.get(steps) {
            return done.clone().brought_by(via);
        }
        if self.under_way.iter().any(|other| other == steps) {
            return self.refused(link, format!("`!reference {}` leads back to itself", shown(steps)));
        }
        if self.under_way.len() >= LEVELS || !self.budget.spend(1) {
            return link.unknown();
        }
        let found = match self.dig(steps) {
            Ok(found) => found,
            Err(false) => return link.unknown(),
            Err(true) => return self.missing(link, steps),
        };
        self.under_way.push(steps.to_vec());
        let found = self.link(&found);
        self.under_way.pop();
        let nothing = matches!(found.part.shape, Shape::Scalar(Scalar::Null | Scalar::Bool(false)));
        if nothing {
            return self.missing(link, steps);
        }
        self.done.insert(steps.to_vec(), found.clone());
        found.brought_by(via)
    }

    /// The value that the steps lead to; else whether there is surely none.
    fn dig(&self, steps: &[&'a str]) -> Result<Link<'a>, bool> {
        let mut steps = steps.iter();
        let first = steps.next().ok_or(true)?;
        let mut link = self.top.get(first).cloned().ok_or(self.extent.whole)?;
        for step in steps {
            link = match &link.part.shape {
                Shape::Map(map) => match map.get(step) {
                    Some(next) => next.clone().brought_by(link.via),
                    None => return Err(!map.open && self.extent.whole),
                },
                Shape::Unknown => return Err(false),
                _ => return Err(true),
            };
        }
        match link.part.shape {
            Shape::Unknown => Err(false),
            _ => Ok(link),
        }
    }

    fn missing(&mut self, link: &Link<'a>, steps: &[&'a str]) -> Link<'a> {
        self.refused(link, format!("`!reference {}` leads to nothing", shown(steps)))
    }

    fn refused(&mut self, link: &Link<'a>, message: String) -> Link<'a> {
        if !self.faults.iter().any(|fault| fault.place.span == link.part.span) {
            let fault = PipelineFault::new(PipelineFaultKind::Reference, link.part.place(), message);
            self.faults.push(fault);
        }
        link.unknown()
    }
}

fn shown(steps: &[&str]) -> String {
    format!("[{}]", steps.join(", ").escape_debug())
}
