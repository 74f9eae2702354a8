//! Feature flags where they are written: `[runners.feature_flags]`, `environment`, the variables of pipelines.

use std::collections::HashSet;

use super::Workspace;
use super::runner::Runner;
use super::setting::{Known, Setting, Table};
use super::variable::Variable;
use crate::source::{Place, Span};

/// A name and value that may set a feature flag.
#[derive(Debug, Clone)]
pub struct WrittenFlag {
    /// The name, as written.
    pub name: String,
    /// The value; of an `environment` entry the whole entry.
    pub place: Place,
    /// The name.
    pub key: Span,
    /// What is written, where it may be shown; no value of `[runners.feature_flags]` is.
    pub value: Known<String>,
    /// Where it is.
    pub home: FlagHome,
}

/// Where a feature flag can be set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FlagHome {
    /// `[runners.feature_flags]`, which holds nothing else.
    Table,
    /// `environment` of a runner.
    Environment,
    /// `variables:` of a pipeline or a job.
    Pipeline,
}

impl Workspace {
    /// Everything in `[runners.feature_flags]`, and the variables whose names begin as those of flags do.
    pub fn written_flags(&self) -> Vec<WrittenFlag> {
        let runners = self.runners().iter();
        let is_used = self.has_key("feature_flags");
        let table = |runner: &Runner| match is_used {
            true => self.table(&runner.feature_flags.place),
            false => None,
        };
        let mut flags: Vec<WrittenFlag> = runners
            .flat_map(|runner| self.flags_of(runner, table(runner)))
            .collect();
        // An anchor brings one variable to several jobs.
        let mut seen: HashSet<Span> = HashSet::new();
        for pipeline in self.pipelines() {
            let of_jobs = pipeline.jobs.iter().flat_map(|job| &job.variables);
            let own = of_jobs.filter(|variable| !variable.is_inherited());
            let written = pipeline.variables.iter().chain(own).filter_map(of_pipeline);
            flags.extend(written.filter(|flag| seen.insert(flag.place.span)));
        }
        flags
    }

    /// The flags of a runner, whose `[runners.feature_flags]` is `table`.
    fn flags_of(&self, runner: &Runner, table: Option<Table<'_>>) -> Vec<WrittenFlag> {
        let mut flags = Vec::new();
        if let Some(table) = table {
            let entries = table.cursor.entries();
            flags.extend(entries.map(|(entry, value)| WrittenFlag {
                name: entry.key.value.to_string(),
                place: value.place(),
                key: entry.key.span,
                value: Known::Unknown,
                home: FlagHome::Table,
            }));
        }
        let named = runner.variables.iter().filter(|variable| is_flag(&variable.name));
        flags.extend(named.map(|variable| WrittenFlag {
            name: variable.name.clone(),
            place: variable.place.clone(),
            key: self.place_within(&variable.place, 0..variable.name.len()).span,
            value: variable.known(),
            home: FlagHome::Environment,
        }));
        flags
    }
}

fn of_pipeline(variable: &Setting<Variable>) -> Option<WrittenFlag> {
    is_flag(&variable.value.name).then(|| WrittenFlag {
        name: variable.value.name.clone(),
        place: variable.value.place.clone(),
        key: variable.key.unwrap_or(variable.value.place.span),
        value: variable.value.known(),
        home: FlagHome::Pipeline,
    })
}

fn is_flag(name: &str) -> bool {
    name.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("FF_"))
}
