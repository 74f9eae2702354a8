//! Variables that GitLab no longer sets, in the texts of jobs.

use std::ops::Range;

use super::Workspace;
use super::pipeline::Job;
use super::setting::{Known, Setting};
use crate::source::Place;

/// A use of a variable that is empty by now.
#[derive(Debug)]
pub struct OldName<'w> {
    /// The job.
    pub job: &'w Job,
    /// The text that uses it.
    pub place: &'w Place,
    /// Where its name stands in the text.
    pub range: Range<usize>,
    /// The name.
    pub old: &'static str,
    /// What took its place.
    pub new: &'static str,
}

/// The names that GitLab 16.0 took away, and those in their place.
///
/// Source: docs.gitlab.com, "Deprecations and removals", "`CI_BUILD_*` predefined variables" (16.0).
const NAMES: [(&str, &str); 12] = [
    ("CI_BUILD_BEFORE_SHA", "CI_COMMIT_BEFORE_SHA"),
    ("CI_BUILD_ID", "CI_JOB_ID"),
    ("CI_BUILD_MANUAL", "CI_JOB_MANUAL"),
    ("CI_BUILD_NAME", "CI_JOB_NAME"),
    ("CI_BUILD_REF", "CI_COMMIT_SHA"),
    ("CI_BUILD_REF_NAME", "CI_COMMIT_REF_NAME"),
    ("CI_BUILD_REF_SLUG", "CI_COMMIT_REF_SLUG"),
    ("CI_BUILD_REPO", "CI_REPOSITORY_URL"),
    ("CI_BUILD_STAGE", "CI_JOB_STAGE"),
    ("CI_BUILD_TAG", "CI_COMMIT_TAG"),
    ("CI_BUILD_TOKEN", "CI_JOB_TOKEN"),
    ("CI_BUILD_TRIGGERED", "CI_PIPELINE_TRIGGERED"),
];

impl Workspace {
    /// The uses of variables that GitLab 16.0 took away, in scripts and images of jobs that do not set them.
    pub fn old_names(&self) -> Vec<OldName<'_>> {
        let mut found = Vec::new();
        for job in self.jobs() {
            let scripts = job.scripts.iter().map(|script| &script.text);
            let scripts = scripts.map(|text| (text.value.as_str(), &text.place));
            let own = match &job.image {
                Known::Is(image) => Some(&image.image),
                Known::Unset | Known::Unknown => None,
            };
            let services = job.services.iter().map(|service| &service.image);
            let images = own.into_iter().chain(services);
            let images = images.map(|Setting { value, place, .. }| (value.text.as_str(), place));
            for (text, place) in scripts.chain(images) {
                let uses = uses(text).into_iter().filter(|(_, old, _)| !is_set(job, old));
                found.extend(uses.map(|(range, old, new)| OldName {
                    job,
                    place,
                    range,
                    old,
                    new,
                }));
            }
        }
        found
    }
}

fn is_set(job: &Job, name: &str) -> bool {
    let varies = job.varying.iter().any(|varying| varying == name);
    varies || !job.variables_complete || job.variable(name).is_some() || job.assigns(name)
}

type Use = (Range<usize>, &'static str, &'static str);

/// `$CI_BUILD_REF` and `${CI_BUILD_REF}`, but not with another value behind, as in `${CI_BUILD_REF:-x}`.
fn uses(text: &str) -> Vec<Use> {
    let mut found = Vec::new();
    // To begin a search takes longer than to see that there is nothing to find.
    if !text.contains("CI_BUILD_") {
        return found;
    }
    for (at, _) in text.match_indices("CI_BUILD_") {
        let rest = text.get(at..).unwrap_or_default();
        let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let end = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        let before = text.get(..at).unwrap_or_default();
        let is_plain = before.ends_with('$');
        let is_braced = before.ends_with("${") && after.starts_with('}');
        let is_escaped = before.ends_with("\\$") || before.ends_with("$$") || before.ends_with("\\${");
        let known = NAMES.iter().find(|(old, _)| *old == name);
        if let Some((old, new)) = known.filter(|_| (is_plain || is_braced) && !is_escaped) {
            found.push((at..at + end, *old, *new));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::uses;

    #[test]
    fn uses_of_old_names_are_told_from_other_names() {
        let names = |text| uses(text).into_iter().map(|(_, old, _)| old).collect::<Vec<_>>();
        assert_eq!(
            names("a $CI_BUILD_REF ${CI_BUILD_REF_NAME}"),
            ["CI_BUILD_REF", "CI_BUILD_REF_NAME"]
        );
        for other in [
            "CI_BUILD_REF",
            "$CI_BUILD_REFS",
            "$CI_BUILDS_DIR",
            "${CI_BUILD_TAG:-x}",
            "\\$CI_BUILD_REF",
            "$MY_CI_BUILD_REF",
        ] {
            assert!(names(other).is_empty(), "{other}");
        }
    }
}
