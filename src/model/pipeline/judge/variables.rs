//! `variables:` of the pipeline, of jobs, rules and services, and those of a matrix.

use super::{Judge, Kind, Sort, shown, sort};
use crate::model::pipeline::key::Key;
use crate::model::pipeline::tree::{Link, Map, Shape};
use crate::source::names_secret;

/// Keys that a variable written as a mapping may have; none if it must be a scalar.
pub(super) type Allowed = [&'static str];

/// Those of the pipeline.
pub(super) const GLOBAL: [&str; 4] = ["value", "description", "expand", "options"];

/// Those of a job.
pub(super) const OF_JOB: [&str; 2] = ["value", "expand"];

/// Those of rules and services.
pub(super) const NONE: [&str; 0] = [];

/// Whether there is nothing to say against a variable, as it is with most: a scalar is allowed everywhere.
fn is_sound(key: &Key<'_>, link: &Link<'_>) -> bool {
    let is_scalar = matches!(link.part.shape, Shape::Scalar(_)) && !link.part.is_null();
    is_scalar && key.is_alphanumeric()
}

impl<'a> Judge<'_, 'a> {
    pub(super) fn variables(&mut self, link: &Link<'a>, allowed: &Allowed) {
        let Some(map) = self.mapping(Kind::Variable, Some("variables"), link) else {
            return;
        };
        let owner = self.title.clone();
        for (key, link) in map.entries.iter().filter(|(key, link)| !is_sound(key, link)) {
            self.title = format!("variable `{}` of {owner}", shown(key));
            self.is_secret = names_secret(key.as_str());
            self.variable(key, link, allowed);
        }
        self.is_secret = false;
        self.title = owner;
    }

    fn variable(&mut self, key: &Key<'a>, link: &Link<'a>, allowed: &Allowed) {
        let sort = sort(link);
        if sort == Sort::Unknown {
            return;
        }
        if sort == Sort::List {
            self.fault(Kind::Variable, link, format!("{} is a list", self.title));
            return;
        }
        if !key.is_alphanumeric() {
            let message = format!("{} has a name that is no string", self.title);
            if let Some(fault) = self.fault_at_key(Kind::Variable, link, message) {
                fault.help = Some("put quotes around it".into());
            }
        }
        let empty = Map::default();
        let map = match &link.part.shape {
            Shape::Map(map) => map,
            // An empty value is an empty mapping.
            _ if link.part.is_null() => &empty,
            _ => return,
        };
        if allowed.is_empty() {
            let what = if link.part.is_null() {
                "is empty"
            } else {
                "is a mapping"
            };
            let message = format!("{} {what}, but only strings and numbers are taken here", self.title);
            if let Some(fault) = self.fault(Kind::Variable, link, message) {
                fault.help = link.part.is_null().then(|| "write `\"\"` for an empty text".into());
            }
            return;
        }
        self.known_keys(Kind::Variable, map, allowed);
        let scalars = [Sort::Text, Sort::Symbol, Sort::Integer, Sort::Float, Sort::Bool];
        self.with(map, "value", |judge, key, link| {
            judge.sorts(Kind::Variable, key, link, (&scalars, "string or number"));
        });
        let names = [Sort::Text, Sort::Symbol, Sort::Integer];
        self.with(map, "description", |judge, key, link| {
            judge.sorts(Kind::Variable, key, link, (&names, "string"));
        });
        self.with(map, "expand", |judge, key, link| {
            judge.sorts(Kind::Variable, key, link, (&[Sort::Bool], "truth value"));
        });
        self.with(map, "options", |judge, key, options| {
            if judge.strings(Kind::Variable, key, options) {
                judge.default_option(map, options);
            }
        });
    }

    /// The value is one of the options.
    fn default_option(&mut self, map: &Map<'a>, options: &Link<'a>) {
        let Shape::List(items) = &options.part.shape else {
            return;
        };
        let value = map.get("value");
        let is_unknown = |link: &Link<'a>| sort(link) == Sort::Unknown;
        if items.is_empty() || items.iter().any(is_unknown) || value.is_some_and(is_unknown) || map.open {
            return;
        }
        let same = |item: &Link<'a>| match (value.map(|value| &value.part.shape), &item.part.shape) {
            (Some(Shape::Scalar(value)), Shape::Scalar(item)) => value == item,
            _ => false,
        };
        if !items.iter().any(same) {
            let message = format!("the value of {} is none of its options", self.title);
            let help = match value {
                Some(_) => "add it to the options, or put quotes around it as there",
                None => "give it a `value` that is one of them",
            };
            if let Some(fault) = self.fault(Kind::Variable, value.unwrap_or(options), message) {
                fault.help = Some(help.into());
            }
        }
    }
}
