//! New elements of arrays.

use super::flow::Flow;
use super::write;
use crate::edit::{Edit, Literal};
use crate::syntax::{Document, Node};

/// Adds values at the end of an array.
pub(in crate::syntax) fn push(
    _document: &Document,
    text: &str,
    sequence: &Node,
    values: &[Literal],
) -> Option<Vec<Edit>> {
    let values = values.iter().map(write::value).collect::<Option<Vec<_>>>()?;
    Flow::new(text, sequence)
        .filter(|_| sequence.is_sequence())?
        .add(values)
}
