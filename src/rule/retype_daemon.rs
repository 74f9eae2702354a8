//! The verb that gives a value of daemon.json the type that dockerd wants, where that has one meaning only.

use super::retype::{canonical, is_one};
use super::{Amendment, Check};
use crate::edit::Literal;
use crate::model::{Actual, DaemonMismatch};
use crate::schema::daemon::Shape;
use crate::syntax::Scalar;

/// Numbers from here on are no megabytes.
const SURELY_BYTES: i64 = 1 << 20;

impl Check<'_> {
    /// Writes a value in the type that dockerd wants, if only one value can be meant. A secret is never rewritten.
    pub fn retype_daemon(&self, mismatch: &DaemonMismatch) -> Option<Amendment> {
        let span = mismatch.place.span;
        if self.workspace.sources.get(span.file).holds_secret(span.range()) {
            return None;
        }
        self.set(&mismatch.place, meant(mismatch)?)
    }
}

fn meant(mismatch: &DaemonMismatch) -> Option<Literal> {
    let is_option = mismatch.name.starts_with("log-opts.") || mismatch.name.starts_with("default-network-opts.");
    match (mismatch.expected, &mismatch.value) {
        (Shape::Bool, Actual::Scalar(Scalar::String(text))) => match text.as_str() {
            "true" => Some(true.into()),
            "false" => Some(false.into()),
            _ => None,
        },
        (Shape::Integer, Actual::Scalar(Scalar::String(text))) => canonical(text).map(Literal::from),
        (Shape::Integer, Actual::Scalar(Scalar::Float(number))) => whole(*number).map(Literal::from),
        (Shape::Text, Actual::Scalar(Scalar::Integer(number))) if is_option => Some(number.to_string().into()),
        (Shape::Text, Actual::Scalar(Scalar::Bool(value))) if is_option => Some(value.to_string().into()),
        (Shape::Text, Actual::Scalar(Scalar::Float(number))) if mismatch.name == "min-api-version" => {
            let text = number.to_string();
            // Of 1.40 only 1.4 is left, which is another version.
            let is_whole = text.split_once('.').is_some_and(|(_, minor)| minor.len() == 2);
            is_whole.then(|| text.into())
        }
        (Shape::Text, Actual::Texts(texts)) => match &texts[..] {
            [text] => Some(text.as_str().into()),
            _ => None,
        },
        (Shape::Size, Actual::Scalar(Scalar::Integer(number))) if *number >= SURELY_BYTES => {
            Some(number.to_string().into())
        }
        (Shape::List, Actual::Scalar(Scalar::String(text))) if is_one(text) => {
            Some(Literal::List(vec![text.as_str().into()]))
        }
        _ => None,
    }
}

/// The integer that a number with a point says, such as `1450.0`.
fn whole(number: f64) -> Option<i64> {
    let fits = number.fract() == 0.0 && number.abs() < 9_007_199_254_740_992.0;
    fits.then_some(number as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_with_nothing_after_its_point_is_an_integer() {
        assert_eq!(whole(1450.0), Some(1450));
        assert_eq!(whole(-0.0), Some(0));
        assert_eq!(whole(1450.5), None);
        assert_eq!(whole(1e19), None);
    }
}
