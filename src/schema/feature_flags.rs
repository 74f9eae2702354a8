//! The feature flags of GitLab Runner, from `feature-flags.tsv`.
//!
//! Source: GitLab Runner `helpers/featureflags/flags.go` of every release from 11.11 to 19.4.

use std::sync::LazyLock;

use super::Version;

/// A feature flag. Its name is compared exactly.
#[derive(Debug)]
pub struct FeatureFlag {
    /// Its name.
    pub name: &'static str,
    /// The first release that knows it; 10.0 stands for all earlier ones.
    pub since: Version,
    /// The first release that does not know it any more.
    pub removed: Option<Version>,
    /// What holds since it was removed, as a clause; empty if nothing is to be said.
    pub now: &'static str,
}

impl FeatureFlag {
    /// Whether a release reads it.
    pub fn is_in(&self, version: Version) -> bool {
        self.since <= version && self.removed.is_none_or(|removed| version < removed)
    }
}

/// All flags there ever were.
pub fn all() -> &'static [FeatureFlag] {
    static FLAGS: LazyLock<Vec<FeatureFlag>> = LazyLock::new(|| {
        let rows = include_str!("feature-flags.tsv").lines().skip(1);
        rows.map(|row| {
            let mut fields = row.split('\t');
            let mut next = || fields.next().unwrap_or_default();
            FeatureFlag {
                name: next(),
                since: next().parse().unwrap_or(Version::new(10, 0)),
                removed: next().parse().ok(),
                now: next(),
            }
        })
        .collect()
    });
    &FLAGS
}

/// The flag of this name.
pub fn named(name: &str) -> Option<&'static FeatureFlag> {
    all().iter().find(|flag| flag.name == name)
}

/// The flag of a release that a misspelt name surely means: another letter case, or one or two letters beside it.
pub fn like(name: &str, version: Version) -> Option<&'static FeatureFlag> {
    let upper = name.to_ascii_uppercase();
    let distance = |flag: &FeatureFlag| strsim::damerau_levenshtein(flag.name, &upper);
    let near = all().iter().filter(|flag| flag.is_in(version) && distance(flag) <= 2);
    near.min_by_key(|flag| distance(flag))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_removed_flag_is_known_until_its_last_release() {
        let flag = named("FF_USE_NEW_SHELL_ESCAPE").unwrap();
        assert!(flag.is_in(Version::new(16, 11)) && !flag.is_in(Version::new(17, 0)));
        assert!(!flag.is_in(Version::new(14, 2)));
    }

    #[test]
    fn every_row_has_a_release() {
        for flag in all() {
            assert!(flag.name.starts_with("FF_"), "{flag:?}");
            assert!(flag.removed.is_none_or(|removed| flag.since < removed), "{flag:?}");
        }
    }

    #[test]
    fn another_letter_case_and_two_letters_are_seen_through() {
        let like = |name| super::like(name, Version::new(19, 4)).map(|flag| flag.name);
        assert_eq!(like("ff_network_per_build"), Some("FF_NETWORK_PER_BUILD"));
        assert_eq!(like("FF_NETWORK_PER_BULD"), Some("FF_NETWORK_PER_BUILD"));
        assert_eq!(like("FF_OUR_OWN"), None);
    }
}
