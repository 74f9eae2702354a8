//! The verb that gives a value the type that GitLab Runner wants, where that has one meaning only.

use super::{Amendment, Check};
use crate::edit::Literal;
use crate::model::{Actual, Mismatch};
use crate::schema::runner::Kind;
use crate::schema::texts;
use crate::syntax::Scalar;

impl Check<'_> {
    /// Writes a value in the type that is wanted, if only one value can be meant. A secret is never rewritten.
    pub fn retype(&self, mismatch: &Mismatch) -> Option<Amendment> {
        let span = mismatch.place.span;
        if self.workspace.sources.get(span.file).holds_secret(span.range()) {
            return None;
        }
        self.set(&mismatch.place, meant(mismatch)?)
    }
}

fn meant(mismatch: &Mismatch) -> Option<Literal> {
    if mismatch.key.kind == Kind::Duration {
        return nanoseconds(mismatch);
    }
    let list_of_texts = Kind::List(Box::new(Kind::String));
    match (&mismatch.expected, &mismatch.value) {
        (Kind::Bool, Actual::Scalar(Scalar::String(text))) => match text.as_str() {
            "true" => Some(true.into()),
            "false" => Some(false.into()),
            _ => None,
        },
        (Kind::Integer, Actual::Scalar(Scalar::String(text))) => match canonical(text) {
            Some(number) => Some(number.into()),
            None if mismatch.key.name == "shm_size" => texts::bytes(text).map(Literal::from),
            None => None,
        },
        (Kind::String, Actual::Texts(texts)) => match &texts[..] {
            [text] => Some(text.as_str().into()),
            _ => None,
        },
        (Kind::String, Actual::Scalar(Scalar::Integer(number))) if means_its_digits(mismatch) => {
            Some(number.to_string().into())
        }
        (Kind::String, Actual::Scalar(Scalar::Float(number))) if is_cpu(mismatch) && number.is_finite() => {
            Some(number.to_string().into())
        }
        (wanted, Actual::Scalar(Scalar::String(text))) if *wanted == list_of_texts && is_one(text) => {
            Some(Literal::List(vec![text.as_str().into()]))
        }
        (wanted, Actual::Pairs(pairs)) if *wanted == list_of_texts && mismatch.key.name == "environment" => {
            let entries = pairs.iter().map(|(name, value)| format!("{name}={value}").into());
            Some(Literal::List(entries.collect()))
        }
        _ => None,
    }
}

/// A number as a program would write it: no sign, no zero in front.
pub(super) fn canonical(text: &str) -> Option<i64> {
    let number: i64 = text.parse().ok()?;
    (number.to_string() == text).then_some(number)
}

/// Whether a text is one element, and not a list in a notation of its own.
pub(super) fn is_one(text: &str) -> bool {
    let list = text.is_empty() || text.starts_with(['[', '{']) || text.contains([',', ';']);
    !list && !text.contains(char::is_whitespace)
}

/// Whether a number without quotes is the text of its digits: amounts of CPU or GPUs, ports, users and groups, values
/// of maps. The unit of a number of bytes would be a guess.
fn means_its_digits(mismatch: &Mismatch) -> bool {
    let names = [
        "port",
        "gpus",
        "service_gpus",
        "user",
        "group_add",
        "allowed_users",
        "allowed_groups",
    ];
    matches!(mismatch.key.kind, Kind::Map(_)) || names.contains(&mismatch.key.name) || is_cpu(mismatch)
}

fn is_cpu(mismatch: &Mismatch) -> bool {
    let name = mismatch.key.name;
    name == "cpus" || name == "service_cpus" || name.ends_with("cpu_limit") || name.ends_with("cpu_request")
}

/// A duration with its unit, for releases that count nanoseconds; a number without its unit is a guess.
fn nanoseconds(mismatch: &Mismatch) -> Option<Literal> {
    match (&mismatch.expected, &mismatch.value) {
        (Kind::Integer, Actual::Scalar(Scalar::String(text))) => texts::duration(text).map(Literal::from),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_taken_only_as_programs_write_them() {
        assert_eq!(canonical("4"), Some(4));
        assert_eq!(canonical("-1"), Some(-1));
        for text in ["04", "+4", " 4", "4s", ""] {
            assert_eq!(canonical(text), None, "{text}");
        }
    }

    #[test]
    fn a_text_that_may_be_a_list_is_not_taken_for_one_element() {
        assert!(is_one("/var/run/docker.sock:/var/run/docker.sock"));
        for text in ["/cache,/certs", "a b", "[\"a\"]", "", "a;b"] {
            assert!(!is_one(text), "{text}");
        }
    }
}
