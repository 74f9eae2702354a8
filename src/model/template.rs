//! Templates for `gitlab-runner register --template-config`, and what it makes of them.

use super::registration::Token;
use super::setting::Table;
use super::{Runner, Workspace};
use crate::schema::runner;
use crate::source::{Place, Role, equal_fold};
use crate::syntax::{Cursor, Document, Entry};

/// A template that `gitlab-runner register` adds a runner from.
///
/// Source: GitLab Runner `commands/register.go`, `configTemplate.MergeTo`, 19.4.
#[derive(Debug)]
pub struct Template {
    /// Its first key, or the whole of it if it has none.
    pub place: Place,
    /// Its `[[runners]]`; none if they are no list.
    pub runners: Option<Vec<Place>>,
    /// The tokens in them.
    pub tokens: Vec<Place>,
    /// The settings beside them, each with its name as GitLab Runner writes it.
    pub globals: Vec<(&'static str, Place)>,
    /// Whether it stands in another file, such as the values of a Helm chart.
    pub is_embedded: bool,
}

impl Workspace {
    /// Whether what a runner does not say is said nowhere else: the options of `gitlab-runner register` complete a template.
    pub fn is_whole(&self, runner: &Runner) -> bool {
        let has_url = runner.url.as_ref().is_some_and(|url| !url.value.is_empty());
        let has_token = !matches!(runner.token.value, Token::Missing | Token::Blank);
        self.sources.get(runner.file).role != Role::RunnerTemplate || has_url && has_token
    }

    /// The templates that are sound TOML. One whose runner has a `url` and a `token` is a whole config.toml that somebody
    /// fills in, whatever it is called.
    pub fn templates(&self) -> Vec<Template> {
        let documents = self.documents_of(Role::RunnerTemplate);
        documents
            .filter(|document| document.parses() && !document.is_partial())
            .filter_map(|document| self.template(document))
            .collect()
    }

    fn template(&self, document: &Document) -> Option<Template> {
        let root = Table::new(document.cursor())?;
        let runners = root.tables("runners");
        let written = |table: &Table<'_>, key: &str| table.text(key).filter(|text| !text.value.is_empty());
        if runners
            .iter()
            .any(|runner| written(runner, "url").is_some() && written(runner, "token").is_some())
        {
            return None;
        }
        let entries = || root.cursor.entries();
        let key = |(entry, value): (&Entry, Cursor<'_>)| Place {
            span: entry.key.span,
            address: value.address,
        };
        let is_list = root.entry("runners").is_none_or(|entry| entry.node.is_sequence());
        let globals = entries().filter_map(|(entry, value)| {
            let known = runner::root().child(&entry.key.value)?;
            (!equal_fold(known.name, "runners")).then(|| (known.name, key((entry, value))))
        });
        Some(Template {
            place: entries().next().map_or_else(|| root.place(), key),
            runners: is_list.then(|| runners.iter().map(Table::place).collect()),
            tokens: runners
                .iter()
                .filter_map(|runner| Some(written(runner, "token")?.place))
                .collect(),
            globals: globals.collect(),
            is_embedded: self.sources.get(document.file).embedding().is_some(),
        })
    }
}
