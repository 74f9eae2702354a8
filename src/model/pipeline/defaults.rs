//! What jobs inherit from `default:` and from the same keys at the top of the file.

use super::super::setting::Known;
use super::read::Reader;
use super::tree::{Link, Shape};
use crate::syntax::Scalar;

/// Keys that may stand at the top of a file instead of below `default:`.
const GLOBAL: [&str; 5] = ["image", "services", "before_script", "after_script", "cache"];

/// What a job takes over for a key that it does not have.
#[derive(Debug)]
pub(super) struct Defaults<'a> {
    default: Option<Link<'a>>,
}

impl<'a> Defaults<'a> {
    pub(super) fn read(reader: &Reader<'a>) -> Defaults<'a> {
        // With a script it is a job like any other, whatever its name.
        let default = reader.tree.top.named("default");
        let default = default.filter(|(key, link)| !super::is_job_name(key, link));
        Defaults {
            default: default.map(|(_, link)| link.clone()),
        }
    }

    /// The value of a key in a job: its own, else the default one if the job inherits it.
    pub(super) fn of(&self, reader: &Reader<'a>, job: &Link<'a>, key: &str) -> Known<Link<'a>> {
        match reader.tree.get(job, key) {
            Known::Unset if inherits(reader, job, "default", key) => via_key(self.default(reader, key)),
            own => own,
        }
    }

    fn default(&self, reader: &Reader<'a>, key: &str) -> Known<Link<'a>> {
        let global = GLOBAL.contains(&key).then(|| reader.tree.global(key));
        match (global, &self.default) {
            (None | Some(Known::Unset), Some(default)) => reader.tree.member(default, key),
            (global, _) => global.unwrap_or(Known::Unset),
        }
    }
}

/// A default was brought to the job by its own key.
fn via_key(found: Known<Link<'_>>) -> Known<Link<'_>> {
    match found {
        Known::Is(link) => {
            let via = link.key;
            Known::Is(link.brought_by(via))
        }
        other => other,
    }
}

/// What `inherit:` of a job says of a name: `kind` is `default` or `variables`.
pub(super) fn inherits<'a>(reader: &Reader<'a>, job: &Link<'a>, kind: &str, name: &str) -> bool {
    let Known::Is(inherit) = reader.tree.member(job, "inherit") else {
        return true;
    };
    let Known::Is(what) = reader.tree.member(&inherit, kind) else {
        return true;
    };
    match &what.part.shape {
        Shape::Scalar(Scalar::Bool(all)) => *all,
        Shape::List(_) => {
            let listed =
                |item: &Link<'a>| matches!(item.part.shape, Shape::Scalar(Scalar::String(text)) if text == name);
            reader.tree.flat(&what).0.iter().any(listed)
        }
        _ => true,
    }
}
