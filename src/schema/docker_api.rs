//! Which versions of Docker's API its releases speak.

use super::Version;

/// The oldest API that releases of Docker accept, from their first release on.
///
/// Source: moby 25.0, 29.0 and 29.3, `defaultMinAPIVersion`, the smallest API version that dockerd accepts.
const WANTS: &[(Version, Version)] = &[
    (Version::new(25, 0), Version::new(1, 24)),
    (Version::new(29, 0), Version::new(1, 44)),
    (Version::new(29, 3), Version::new(1, 40)),
];

/// The newest API that Docker's client speaks, from its first release on. All before 19.03 count as the last of these.
///
/// Source: docs.docker.com, "API version matrix".
const SPEAKS: &[(Version, Version)] = &[
    (Version::new(1, 0), Version::new(1, 39)),
    (Version::new(19, 3), Version::new(1, 40)),
    (Version::new(20, 10), Version::new(1, 41)),
    (Version::new(23, 0), Version::new(1, 42)),
    (Version::new(24, 0), Version::new(1, 43)),
    (Version::new(25, 0), Version::new(1, 44)),
];

/// The oldest API that a release of dockerd accepts, if nobody asks for another.
pub fn oldest_accepted(release: Version) -> Option<Version> {
    of(WANTS, release)
}

/// The newest API that a release of Docker's client surely speaks; releases after 25.0 speak newer ones.
pub fn newest_spoken(release: Version) -> Option<Version> {
    of(SPEAKS, release)
}

/// What holds for a release: the row of the last one that is not later.
pub fn of(rows: &[(Version, Version)], release: Version) -> Option<Version> {
    let row = rows.iter().rev().find(|(since, _)| *since <= release);
    row.map(|(_, api)| *api)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn docker_29_wanted_more_at_first() {
        let wants = |minor| oldest_accepted(Version::new(29, minor));
        assert_eq!(wants(2), Some(Version::new(1, 44)));
        assert_eq!(wants(3), Some(Version::new(1, 40)));
        assert_eq!(oldest_accepted(Version::new(24, 0)), None);
    }

    #[test]
    fn clients_speak_what_their_release_knows() {
        assert_eq!(newest_spoken(Version::new(18, 9)), Some(Version::new(1, 39)));
        assert_eq!(newest_spoken(Version::new(24, 9)), Some(Version::new(1, 43)));
    }
}
