//! Values as GitLab would print them, for keys that the model does not take apart.

use super::scalar;
use super::tree::{Link, Shape};
use crate::source::names_secret;
use crate::syntax::Scalar;

/// A value of a pipeline without places. Secrets in it are masked.
#[derive(Debug, Clone, PartialEq)]
pub enum Plain {
    /// Nothing, and what is not to be known.
    Null,
    /// A truth value.
    Bool(bool),
    /// An integer.
    Integer(i64),
    /// A number with a fraction.
    Float(f64),
    /// A string.
    Text(String),
    /// Values in order.
    List(Vec<Plain>),
    /// Keys and values in order.
    Map(Vec<(String, Plain)>),
}

impl Plain {
    /// `trigger:` as a mapping, without what is empty in it.
    ///
    /// Source: GitLab 18.11 `lib/gitlab/ci/config/entry/trigger.rb`.
    pub(super) fn trigger(link: &Link<'_>) -> Option<Plain> {
        match Plain::of(link, Shown::Plain) {
            project @ Plain::Text(_) => Some(Plain::Map(vec![("project".into(), project)])),
            Plain::Map(mut entries) => {
                entries.retain(|(_, value)| *value != Plain::Null);
                Some(Plain::Map(entries))
            }
            _ => None,
        }
    }

    pub(super) fn of(link: &Link<'_>, shown: Shown) -> Plain {
        match &link.part.shape {
            Shape::Scalar(scalar) => match (scalar, shown) {
                (Scalar::Null, _) => Plain::Null,
                (Scalar::Bool(value), _) => Plain::Bool(*value),
                (scalar, Shown::Masked) => {
                    let length = scalar::text(scalar).map_or(0, |text| text.chars().count());
                    Plain::Text("*".repeat(length))
                }
                (Scalar::Integer(value), _) => Plain::Integer(*value),
                (Scalar::Float(value), _) => Plain::Float(*value),
                (Scalar::String(text) | Scalar::Large(text) | Scalar::Datetime(text), _) => Plain::Text(text.clone()),
            },
            Shape::List(items) => Plain::List(items.iter().map(|item| Plain::of(item, shown)).collect()),
            Shape::Map(map) => {
                let entries = map.entries.iter().map(|(key, link)| {
                    let secret = shown == Shown::Masked || names_secret(key.as_str());
                    let shown = if secret { Shown::Masked } else { Shown::Plain };
                    (key.to_string(), Plain::of(link, shown))
                });
                Plain::Map(entries.collect())
            }
            Shape::Reference(_) | Shape::Unknown => Plain::Null,
        }
    }
}

/// Whether a value may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    Plain,
    /// A key above says secret.
    Masked,
}
