//! Versions of GitLab Runner, Docker and GitLab, and the ones a run is about.

use std::fmt;
use std::str::FromStr;

/// A version of one of the programs: `MAJOR.MINOR.PATCH`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version {
    /// The first number.
    pub major: u16,
    /// The second number.
    pub minor: u16,
    /// The third number.
    pub patch: u16,
}

impl Version {
    /// The first release of a line.
    pub const fn new(major: u16, minor: u16) -> Version {
        Version { major, minor, patch: 0 }
    }

    /// A release of a line.
    pub const fn patch(major: u16, minor: u16, patch: u16) -> Version {
        Version { major, minor, patch }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The largest number stands for "the newest of its line".
        match (self.minor, self.patch) {
            (u16::MAX, _) => write!(f, "{}", self.major),
            (_, 0 | u16::MAX) => write!(f, "{}.{}", self.major, self.minor),
            (_, patch) => write!(f, "{}.{}.{patch}", self.major, self.minor),
        }
    }
}

/// A version that a run is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Target {
    /// The version.
    pub version: Version,
    /// Whether the user named it; else it is the newest known.
    pub given: bool,
}

/// The versions that a run is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Targets {
    /// GitLab Runner.
    pub runner: Target,
    /// Docker Engine.
    pub docker: Target,
    /// GitLab.
    pub gitlab: Target,
}

/// The newest GitLab Runner that the tables describe.
const NEWEST_RUNNER: Version = Version::new(19, 4);
/// The newest release of each line of Docker Engine that the tables describe, newest first.
const DOCKER: &[Version] = &[
    Version::patch(29, 7, 2),
    Version::patch(28, 5, 2),
    Version::patch(27, 5, 1),
    Version::patch(26, 1, 5),
    Version::patch(25, 0, 13),
    Version::patch(24, 0, 9),
    Version::patch(23, 0, 15),
    Version::patch(20, 10, 27),
    Version::patch(19, 3, 15),
    Version::patch(18, 9, 9),
];
/// The newest GitLab whose behaviour was checked.
const NEWEST_GITLAB: Version = Version::new(18, 11);

impl Targets {
    /// The newest version of each program.
    pub const NEWEST: Targets = Targets {
        runner: Target::newest(NEWEST_RUNNER),
        docker: Target::newest(DOCKER[0]),
        gitlab: Target::newest(NEWEST_GITLAB),
    };

    /// Sets GitLab Runner's version from `[v]MAJOR[.MINOR[.PATCH]]`.
    pub fn runner(mut self, text: &str) -> Result<Targets, VersionError> {
        let line = |major, minor| match (major, minor) {
            (19, None) => Version::patch(19, 4, 0),
            // The last release of each line before the yearly major one is x.11.
            (major, None) => Version::patch(major, 11, u16::MAX),
            (major, Some(minor)) => Version::patch(major, minor, u16::MAX),
        };
        self.runner = Target::given(parse(text, line)?, NEWEST_RUNNER);
        Ok(self)
    }

    /// Sets Docker's version from `[v]MAJOR[.MINOR[.PATCH]]`.
    pub fn docker(mut self, text: &str) -> Result<Targets, VersionError> {
        let line = |major, minor: Option<u16>| {
            let same = |known: &&Version| known.major == major && minor.is_none_or(|minor| minor == known.minor);
            let unknown = Version::patch(major, minor.unwrap_or(u16::MAX), u16::MAX);
            DOCKER.iter().find(same).copied().unwrap_or(unknown)
        };
        self.docker = Target::given(parse(text, line)?, DOCKER[0]);
        Ok(self)
    }

    /// Sets GitLab's version from `[v]MAJOR[.MINOR[.PATCH]]`.
    pub fn gitlab(mut self, text: &str) -> Result<Targets, VersionError> {
        let line = |major, minor: Option<u16>| Version::patch(major, minor.unwrap_or(11), u16::MAX);
        self.gitlab = Target::given(parse(text, line)?, NEWEST_GITLAB);
        Ok(self)
    }
}

impl Target {
    const fn newest(version: Version) -> Target {
        Target { version, given: false }
    }

    fn given(version: Version, newest: Version) -> Target {
        Target {
            version: version.min(newest),
            given: true,
        }
    }
}

/// A text that is no version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionError {
    text: String,
}

impl fmt::Display for VersionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` is no version; write MAJOR[.MINOR[.PATCH]], such as 18.9",
            self.text
        )
    }
}

impl std::error::Error for VersionError {}

impl FromStr for Version {
    type Err = VersionError;

    fn from_str(text: &str) -> Result<Version, VersionError> {
        parse(text, |major, minor| Version::new(major, minor.unwrap_or(0)))
    }
}

/// Reads a version; `line` completes one whose minor or patch number is missing.
fn parse(text: &str, line: impl Fn(u16, Option<u16>) -> Version) -> Result<Version, VersionError> {
    let wrong = || VersionError { text: text.to_owned() };
    let numbers = text.strip_prefix('v').unwrap_or(text).split('.').map(str::parse::<u16>);
    let numbers: Vec<u16> = numbers.collect::<Result<_, _>>().map_err(|_| wrong())?;
    match numbers[..] {
        [major] => Ok(line(major, None)),
        [major, minor] => Ok(line(major, Some(minor))),
        [major, minor, patch] => Ok(Version::patch(major, minor, patch)),
        _ => Err(wrong()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_part_means_the_newest_of_that_line() {
        let docker = |text| Targets::NEWEST.docker(text).unwrap().docker.version;
        assert_eq!(docker("29.7"), Version::patch(29, 7, 2));
        assert_eq!(docker("v28"), Version::patch(28, 5, 2));
        assert_eq!(docker("29.0.0"), Version::patch(29, 0, 0));
        let runner = |text| Targets::NEWEST.runner(text).unwrap().runner.version;
        assert!(runner("18") > Version::new(18, 11));
        assert!(runner("18.8") < Version::new(18, 9));
    }

    #[test]
    fn a_version_above_the_newest_known_counts_as_newest() {
        assert_eq!(Targets::NEWEST.runner("25.1").unwrap().runner.version, NEWEST_RUNNER);
    }

    #[test]
    fn a_missing_part_is_not_written_as_a_number() {
        let targets = Targets::NEWEST.runner("18.8").unwrap().docker("17").unwrap();
        assert_eq!(targets.runner.version.to_string(), "18.8");
        assert_eq!(targets.docker.version.to_string(), "17");
    }

    #[test]
    fn what_is_no_version_is_named() {
        let error = Targets::NEWEST.runner("latest").unwrap_err();
        assert_eq!(
            error.to_string(),
            "`latest` is no version; write MAJOR[.MINOR[.PATCH]], such as 18.9"
        );
    }
}
