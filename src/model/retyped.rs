//! Values of variables that GitLab reads otherwise than they are written, because they stand without quotes.

use std::collections::{HashMap, HashSet};

use super::Workspace;
use super::variable::{Content, Variable};
use crate::source::Place;
use crate::syntax::{Scalar, Style};

/// A value that becomes another text.
#[derive(Debug)]
pub struct Retyped<'w> {
    /// The variable.
    pub name: &'w str,
    /// Where the value stands.
    pub place: &'w Place,
    /// What is written.
    pub written: String,
    /// What jobs see.
    pub read: &'w str,
    /// What it is taken for.
    pub kind: RetypedKind,
}

/// What a value without quotes is taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RetypedKind {
    /// A truth value: `yes`, `off`.
    Truth,
    /// Hours, minutes and seconds: `22:22`.
    Time,
    /// A number in another base than ten: `0755`, `0x1F`.
    Base,
    /// A number with a fraction: `3.10`.
    Fraction,
    /// A number that is written in another way: `1_000`, `+1`.
    Number,
}

impl Workspace {
    /// The values of variables in pipelines that jobs see as another text than is written. Secrets are left out.
    pub fn retyped_values(&self) -> Vec<Retyped<'_>> {
        let mut seen = HashSet::new();
        let mut texts = HashMap::new();
        let mut found = Vec::new();
        for variable in self.written_variables() {
            let Content::Plain(read) = &variable.content else {
                continue;
            };
            let place = &variable.place;
            if !seen.insert(place.span) {
                continue;
            }
            let Some(scalar) = self.bare_scalar(place) else {
                continue;
            };
            let file = place.span.file;
            let text = texts.entry(file).or_insert_with(|| self.sources.get(file).masked());
            let Some(written) = text.get(place.span.range()) else {
                continue;
            };
            // A program that asks for `true` hardly minds the case.
            if written.eq_ignore_ascii_case(read) {
                continue;
            }
            if let Some(kind) = kind(scalar, written) {
                found.push(Retyped {
                    name: &variable.name,
                    place,
                    written: written.to_owned(),
                    read,
                    kind,
                });
            }
        }
        found
    }

    /// The variables of pipelines, their jobs and services.
    fn written_variables(&self) -> impl Iterator<Item = &Variable> {
        let of_files = self.pipelines().iter().flat_map(|pipeline| &pipeline.variables);
        let of_jobs = self.jobs().flat_map(|job| &job.variables);
        let services = self.jobs().flat_map(|job| &job.services);
        let of_services = services.flat_map(|service| &service.variables);
        of_files
            .chain(of_jobs)
            .map(|variable| &variable.value)
            .chain(of_services)
    }

    fn bare_scalar(&self, place: &Place) -> Option<&Scalar> {
        let node = self.document(place.span.file).find(&place.address, place.span)?.node;
        let is_bare = node.style == Style::Bare && node.tag.is_none() && node.span == place.span;
        node.as_scalar().filter(|_| is_bare)
    }
}

fn kind(scalar: &Scalar, written: &str) -> Option<RetypedKind> {
    let digits = written.trim_start_matches(['+', '-']);
    let has_base = digits.len() > 1 && digits.starts_with('0') && !digits.contains('.');
    match scalar {
        Scalar::Bool(_) => Some(RetypedKind::Truth),
        Scalar::Integer(_) | Scalar::Large(_) | Scalar::Float(_) if written.contains(':') => Some(RetypedKind::Time),
        Scalar::Integer(_) | Scalar::Large(_) if has_base => Some(RetypedKind::Base),
        Scalar::Integer(_) | Scalar::Large(_) => Some(RetypedKind::Number),
        Scalar::Float(_) => Some(RetypedKind::Fraction),
        Scalar::String(_) | Scalar::Datetime(_) | Scalar::Null => None,
    }
}
