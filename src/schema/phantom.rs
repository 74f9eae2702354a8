//! Keys of config.toml that GitLab's documentation names and no release reads, from `runner-phantoms.tsv`.
//!
//! Source: the documentation of GitLab Runner 19.4 (`docs/configuration/advanced-configuration.md`,
//! `docs/configuration/runner_autoscale_aws_fargate/_index.md`, `docs/executors/kubernetes/_index.md`) held against the
//! structs of `common/config.go` and `referees/metrics.go` of every release.

use std::sync::LazyLock;

use super::runner::Key;
use crate::source::equal_fold;

/// A key that only documentation knows.
#[derive(Debug)]
pub struct Phantom {
    /// The path of its table; empty for the top level.
    table: &'static str,
    /// Its name.
    name: &'static str,
    /// The key of the same table that is read in its place.
    pub real: Option<&'static str>,
    /// What to do, as a clause.
    pub help: &'static str,
}

/// The key `name` of `table`, if documentation made it up.
pub fn phantom(table: &Key, name: &str) -> Option<&'static Phantom> {
    let here = |phantom: &&Phantom| phantom.table == table.path && equal_fold(phantom.name, name);
    phantoms().iter().find(here)
}

fn phantoms() -> &'static [Phantom] {
    static PHANTOMS: LazyLock<Vec<Phantom>> = LazyLock::new(|| {
        let rows = include_str!("runner-phantoms.tsv").lines().skip(1);
        rows.map(|row| {
            let mut fields = row.split('\t');
            let mut next = || fields.next().unwrap_or_default();
            Phantom {
                table: next().trim_start_matches('.'),
                name: next(),
                real: Some(next()).filter(|real| !real.is_empty()),
                help: next(),
            }
        })
        .collect()
    });
    &PHANTOMS
}

#[cfg(test)]
mod tests {
    use super::super::runner;
    use super::*;

    #[test]
    fn no_phantom_is_a_key_and_each_successor_is_one() {
        for phantom in phantoms() {
            let root = runner::root();
            let table = match phantom.table {
                "" => root,
                path => root.at(path).unwrap(),
            };
            assert!(table.child(phantom.name).is_none(), "{phantom:?}");
            assert!(
                phantom.real.is_none_or(|real| table.child(real).is_some()),
                "{phantom:?}"
            );
            assert!(!phantom.help.is_empty(), "{phantom:?}");
        }
    }
}
