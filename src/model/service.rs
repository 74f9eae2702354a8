//! Services of runners and jobs.

use super::image::{ExecutorOptions, Image};
use super::setting::{List, Setting, Table};
use super::variable::Variable;
use crate::source::Place;

/// A service container.
#[derive(Debug, Clone)]
pub struct Service {
    /// Where it is defined.
    pub place: Place,
    /// Its image.
    pub image: Setting<Image>,
    /// Its explicit aliases, as written: names separated by blanks or commas.
    pub alias: Option<Setting<String>>,
    /// Its command; `None` for the image's.
    pub command: Option<List<String>>,
    /// Its entrypoint; `None` for the image's.
    pub entrypoint: Option<List<String>>,
    /// Variables of its own.
    pub variables: Vec<Variable>,
    /// Whether it has `variables`, be they none.
    pub names_variables: bool,
    /// Its pull policies, if it names some.
    pub pull_policy: Option<List<String>>,
    /// What it asks of certain executors.
    pub options: Vec<ExecutorOptions>,
}

impl Service {
    pub(super) fn of_runner(table: &Table<'_>) -> Service {
        let name = table
            .text("name")
            .unwrap_or_else(|| Setting::written(String::new(), table.place()));
        Service {
            place: table.place(),
            image: name.map(|text| Image::parse(&text)),
            alias: table.text("alias"),
            command: Some(table.texts("command")).filter(List::is_set),
            entrypoint: Some(table.texts("entrypoint")).filter(List::is_set),
            variables: table
                .texts("environment")
                .items
                .iter()
                .filter_map(Variable::entry)
                .collect(),
            names_variables: false,
            pull_policy: None,
            options: Vec::new(),
        }
    }

    /// Whether it has a variable of its own.
    pub fn sets(&self, name: &str) -> bool {
        self.variables.iter().any(|variable| variable.name == name)
    }

    /// The names that its alias gives it.
    pub fn explicit_aliases(&self) -> impl Iterator<Item = &str> {
        let names = self.alias.iter().flat_map(|alias| alias.value.split([' ', ',']));
        names.filter(|name| !name.is_empty())
    }

    /// The names under which jobs reach it: the explicit aliases and those that its image makes.
    ///
    /// Source: GitLab Runner `helpers/container/services/services.go`, `SplitNameAndVersion`, 19.4.
    pub fn aliases(&self) -> Vec<String> {
        let explicit = self.explicit_aliases().map(str::to_owned);
        let name = &self.image.value.name;
        // A registry's port is no part of the alias.
        let name = match name.split_once('/') {
            Some((host, path)) => format!("{}/{path}", host.split(':').next().unwrap_or(host)),
            None => name.clone(),
        };
        explicit
            .chain([name.replace('/', "__"), name.replace('/', "-")])
            .collect()
    }
}
