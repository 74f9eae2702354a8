//! Feature flags of runners.

use super::runner::Runner;
use super::setting::{Known, Setting, Table};
use crate::schema::texts::truth;
use crate::source::Place;

/// `[runners.feature_flags]`.
#[derive(Debug, Clone)]
pub struct FeatureFlags {
    /// The flags, by names that are compared exactly.
    pub flags: Vec<(String, Setting<bool>)>,
    /// Where the table stands, or would be written.
    pub place: Place,
}

impl FeatureFlags {
    pub(super) fn read(runner: &Table<'_>) -> FeatureFlags {
        let Some(table) = runner.table("feature_flags") else {
            return FeatureFlags {
                flags: Vec::new(),
                place: runner.missing("feature_flags"),
            };
        };
        let flags = table.cursor.entries().filter_map(|(entry, value)| {
            let mut flag = Setting::written(value.node.as_bool()?, value.place());
            flag.key = Some(entry.key.span);
            Some((entry.key.value.to_string(), flag))
        });
        FeatureFlags {
            flags: flags.collect(),
            place: table.place(),
        }
    }

    /// A flag that was written.
    pub fn get(&self, name: &str) -> Option<&Setting<bool>> {
        let found = self.flags.iter().find(|(written, _)| written == name);
        found.map(|(_, flag)| flag)
    }

    /// Where a flag stands, or would be written.
    pub fn place_of(&self, name: &str) -> Place {
        match self.get(name) {
            Some(flag) => flag.place.clone(),
            None => Place {
                span: self.place.span,
                address: self.place.address.key(name),
            },
        }
    }
}

impl Runner {
    /// What config.toml makes of a feature flag: `[runners.feature_flags]` for all jobs, else `environment` for those
    /// whose variables do not say otherwise. `Unset` is the flag's default, as far as jobs leave it.
    ///
    /// Source: GitLab Runner `common/build_settings.go`, `populateFeatureFlags`, 19.4.
    pub fn feature_flag(&self, name: &str) -> Known<bool> {
        if let Some(flag) = self.feature_flags.get(name) {
            return Known::Is(flag.value);
        }
        let Some(variable) = self.variable(name) else {
            return Known::Unset;
        };
        match variable.known() {
            // A word that is no truth value leaves the default.
            Known::Is(word) => truth(&word).map_or(Known::Unset, Known::Is),
            Known::Unset | Known::Unknown => Known::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Context, Workspace};

    use crate::source::{Role, SourceFile, Sources};

    fn flag(config: &str) -> Known<bool> {
        let mut sources = Sources::new();
        sources.push(SourceFile::new(
            "config.toml",
            Role::RunnerConfig,
            config.as_bytes().to_vec(),
        ));
        let context = Context::default();
        let workspace = Workspace::parse(sources, &context);
        workspace.runners()[0].feature_flag("FF_X")
    }

    #[test]
    fn the_table_wins_over_the_environment() {
        let environment = "[[runners]]\nenvironment = [\"FF_X=1\"]\n";
        assert_eq!(flag(environment), Known::Is(true));
        assert_eq!(
            flag(&format!("{environment}[runners.feature_flags]\nFF_X = false")),
            Known::Is(false)
        );
    }

    #[test]
    fn names_are_compared_exactly_and_variables_are_unknown() {
        assert_eq!(flag("[[runners]]\n[runners.feature_flags]\nff_x = true"), Known::Unset);
        assert_eq!(flag("[[runners]]\nenvironment = [\"FF_X=yes\"]"), Known::Unset);
        assert_eq!(flag("[[runners]]\nenvironment = [\"FF_X=$Y\"]"), Known::Unknown);
    }
}
