//! Reports and patches: writers of what a run found, for people and programs. They see masked texts only.

pub mod concise;
pub mod diff;
pub mod github;
pub mod gitlab;
pub mod human;
pub mod json;
pub mod junit;
pub mod markdown;
pub mod page;
mod paint;
mod paths;
pub mod rdjson;
pub mod rules;
pub mod sarif;
mod shown;
mod texts;

pub use self::paths::Base;

use crate::lint::Report;
use crate::rule::Rule;
use crate::schema::Targets;
use crate::source::Sources;

/// What there is to report.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    /// The texts, secrets marked.
    pub sources: &'a Sources,
    /// What was found in them.
    pub report: &'a Report,
    /// The rules that were asked for.
    pub rules: &'a [&'static Rule],
    /// The versions the run was about.
    pub targets: &'a Targets,
}

impl View<'_> {
    /// The address of a rule's page on the web, if the package says where it is published.
    fn url(&self, name: &str) -> Option<String> {
        let rule = self.rules.iter().find(|rule| rule.name == name)?;
        url(rule)
    }
}

/// The address of a rule's page on the web, if the package says where it is published.
fn url(rule: &Rule) -> Option<String> {
    page_at(env!("CARGO_PKG_REPOSITORY"), rule.name)
}

/// GitLab and GitHub both show a file of a release below `/blob/`.
fn page_at(repository: &str, name: &str) -> Option<String> {
    let file = name.replace('-', "_");
    let version = env!("CARGO_PKG_VERSION");
    (!repository.is_empty()).then(|| format!("{repository}/blob/v{version}/rules/{file}.md"))
}

#[cfg(test)]
mod sample;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_of_a_rule_is_found_in_the_repository_of_the_release() {
        let version = env!("CARGO_PKG_VERSION");
        assert_eq!(
            page_at("https://example.com/runnerlint", "unknown-key"),
            Some(format!(
                "https://example.com/runnerlint/blob/v{version}/rules/unknown_key.md"
            ))
        );
        assert_eq!(page_at("", "unknown-key"), None);
    }
}
