//! `parallel:`: the jobs that GitLab makes of one.
//!
//! Source: GitLab 18.11 `lib/gitlab/ci/config/normalizer/*.rb`, `lib/gitlab/ci/config/entry/product/*.rb`.

use super::scalar;
use super::tree::{Link, Shape};
use crate::source::Place;
use crate::syntax::Scalar;

/// Jobs that are made at most; GitLab refuses more than 200.
const MOST: usize = 1000;

/// One of the jobs that `parallel:` makes.
#[derive(Debug, Clone, PartialEq)]
pub enum JobCopy {
    /// `parallel: 3`: the first, second or third.
    Number {
        /// Which, from 1.
        index: usize,
        /// Of how many.
        total: usize,
    },
    /// A row of a matrix.
    Row {
        /// The variables of the row with the places of their values.
        variables: Vec<(String, String, Place)>,
    },
}

impl JobCopy {
    /// The name of the copy of a job.
    pub fn name(&self, job: &str) -> String {
        match self {
            JobCopy::Number { index, total } => format!("{job} {index}/{total}"),
            JobCopy::Row { variables } => {
                let values: Vec<&str> = variables.iter().map(|(_, value, _)| value.as_str()).collect();
                format!("{job}: [{}]", values.join(", "))
            }
        }
    }
}

/// The copies that a `parallel:` makes; `None` if it makes none, or they are not to be known.
pub(super) fn copies(parallel: &Link<'_>) -> Option<Vec<JobCopy>> {
    match &parallel.part.shape {
        Shape::Scalar(Scalar::Integer(total)) => {
            let total = usize::try_from(*total).ok().filter(|total| *total <= MOST)?;
            Some((1..=total).map(|index| JobCopy::Number { index, total }).collect())
        }
        Shape::Map(map) => {
            let rows = match &map.get("matrix")?.part.shape {
                Shape::List(rows) => rows.as_slice(),
                Shape::Scalar(Scalar::Null) => &[],
                _ => return None,
            };
            let mut copies = Vec::new();
            for row in rows {
                copies.extend(products(row, MOST - copies.len())?);
            }
            Some(copies)
        }
        _ => None,
    }
}

fn products(row: &Link<'_>, most: usize) -> Option<Vec<JobCopy>> {
    let mut products: Vec<Vec<(String, String, Place)>> = vec![Vec::new()];
    for (key, link) in &row.part.map().filter(|map| !map.open)?.entries {
        let values = match &link.part.shape {
            Shape::List(items) => items.iter().map(value).collect::<Option<Vec<_>>>()?,
            _ => vec![value(link)?],
        };
        if products.len().saturating_mul(values.len()) > most {
            return None;
        }
        let mut next = Vec::new();
        for product in &products {
            for (text, place) in &values {
                let mut longer = product.clone();
                longer.push((key.to_string(), text.clone(), place.clone()));
                next.push(longer);
            }
        }
        products = next;
    }
    Some(
        products
            .into_iter()
            .map(|variables| JobCopy::Row { variables })
            .collect(),
    )
}

fn value(link: &Link<'_>) -> Option<(String, Place)> {
    match link.part.shape {
        Shape::Scalar(scalar) => Some((scalar::text(scalar)?, link.part.place())),
        _ => None,
    }
}
