//! The entries of `include:`: what each names, with which inputs, and under which conditions.

use crate::model::pipeline::fault::PipelineFault;
use crate::model::pipeline::inputs::{Arguments, Given};
use crate::model::pipeline::judge;
use crate::model::pipeline::tree::{self, Link, Shape};
use crate::source::Place;
use crate::syntax::{Node, Scalar, Value};

/// One file that an include names.
pub(super) enum Location {
    Local {
        path: String,
        /// As it is written, for a look at what was found.
        asked: String,
        arguments: Arguments,
        place: Place,
    },
    Elsewhere(Place),
}

impl Location {
    pub(super) fn place(&self) -> &Place {
        match self {
            Location::Local { place, .. } | Location::Elsewhere(place) => place,
        }
    }
}

/// The value of `include` with its aliases followed.
pub(super) fn include_of(root: &Node) -> Option<Link<'_>> {
    let entry = root.entry("include")?;
    let node = &entry.node;
    let link = match has_alias(node) {
        true => tree::load(root).part.map()?.get("include")?.clone(),
        false => tree::load_below(node, &entry.key.value),
    };
    (!link.part.is_null()).then_some(link)
}

fn has_alias(node: &Node) -> bool {
    let below = || node.entries().iter().any(|entry| has_alias(&entry.node));
    matches!(node.value, Value::Alias(_)) || node.items().iter().any(has_alias) || below()
}

pub(super) fn arguments(item: &Link<'_>) -> Arguments {
    let inputs = item.part.map().and_then(|map| map.get("inputs"));
    let Some(inputs) = inputs.filter(|inputs| !inputs.part.is_null()) else {
        return Arguments {
            place: Some(item.part.place()),
            ..Arguments::default()
        };
    };
    let Some(map) = inputs.part.map() else {
        return Arguments {
            open: true,
            ..Arguments::default()
        };
    };
    let values = map.entries.iter();
    Arguments {
        values: values.map(|(key, link)| (key.to_string(), Given::of(link))).collect(),
        place: Some(inputs.part.place()),
        open: map.open,
    }
}

/// Whether `rules` of an include take it; `None` if that depends on what is not in the file.
pub(super) fn condition(rules: Option<&Link<'_>>) -> Option<bool> {
    let Some(rules) = rules.filter(|rules| !rules.part.is_null()) else {
        return Some(true);
    };
    let Shape::List(items) = &rules.part.shape else {
        return None;
    };
    // The first rule without a condition decides, and conditions are not to be known here.
    let Some(first) = items.first() else {
        return Some(false);
    };
    let map = first.part.map().filter(|map| !map.open && !map.entries.is_empty())?;
    if map.entries.iter().any(|(key, _)| key.as_str() != "when") {
        return None;
    }
    match map.get("when").map(|when| &when.part.shape) {
        Some(Shape::Scalar(Scalar::String(text))) if text == "never" => Some(false),
        Some(Shape::Scalar(Scalar::String(text))) if text == "always" => Some(true),
        Some(Shape::Scalar(Scalar::Null)) => Some(true),
        _ => None,
    }
}

/// The first rule of an include whose condition GitLab does not read.
pub(super) fn wrong_condition(rules: Option<&Link<'_>>) -> Option<PipelineFault> {
    let Shape::List(items) = &rules?.part.shape else {
        return None;
    };
    let mut conditions = items.iter().filter_map(|item| item.part.map()?.get("if"));
    conditions.find_map(judge::fault_of_include)
}

pub(super) fn is_present(link: &Link<'_>) -> bool {
    match &link.part.shape {
        Shape::Scalar(Scalar::Null | Scalar::Bool(false)) => false,
        Shape::Scalar(Scalar::String(text)) => !text.trim().is_empty(),
        Shape::List(items) => !items.is_empty(),
        Shape::Map(map) => !map.entries.is_empty(),
        _ => true,
    }
}
