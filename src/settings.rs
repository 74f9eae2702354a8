//! What a run was asked to do: which rules, how severe, for which versions.

mod allow;
mod read;
mod show;

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::Severity;
use crate::model::{HostFiles, Profile, ServerRunner};
use crate::schema::Targets;
use crate::source::Role;

pub use allow::{AllowEntry, allow_entries};
pub use read::{Problem, read};
pub use show::{Line, lines};

/// The settings of a run, from `.runnerlint.toml` and the command line.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// The versions the files are for.
    pub targets: Targets,
    /// How strict to be.
    pub profile: Profile,
    /// Only these rules run; empty for all.
    pub select: Vec<String>,
    /// These rules do not run.
    pub ignore: Vec<String>,
    /// Severities that differ from the rules' own, by rule.
    pub severity: BTreeMap<String, Severity>,
    /// Findings from here on make a run fail.
    pub fail_on: FailOn,
    /// Which runners take which job: job names or globs, and runner names.
    pub jobs: Vec<(String, Vec<String>)>,
    /// What the server knows of runners.
    pub runners: Vec<ServerRunner>,
    /// Findings that were accepted.
    pub allow: Vec<Allow>,
    /// Fingerprints of findings that a baseline accepts.
    pub baseline: BTreeSet<String>,
    /// Whether comments in the files may accept findings.
    pub comments: Comments,
    /// Today as YYYY-MM-DD; without it no acceptance expires.
    pub today: Option<String>,
    /// Globs of files that are of a kind, whatever their names or their content.
    pub files: Vec<(Role, Vec<String>)>,
    /// Globs of files that discovery leaves alone.
    pub exclude: Vec<String>,
    /// Names and addresses from `--hosts-file`, in order.
    pub hosts_file: Vec<(String, String)>,
    /// Which files belong to one machine.
    pub hosts: Vec<HostFiles>,
}

/// Findings from here on make a run fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailOn {
    /// This severity and above.
    At(Severity),
    /// Nothing does.
    Never,
}

/// Whether comments in the files may accept findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comments {
    /// They may.
    Heeded,
    /// The files may come from somebody who is not trusted.
    Ignored,
}

/// An `[[allow]]` entry.
#[derive(Debug, Clone, PartialEq)]
pub struct Allow {
    /// The rule.
    pub rule: String,
    /// A glob of paths; all files if there is none.
    pub file: Option<String>,
    /// The identity of the place, such as `runners[name="docker-1"].docker.privileged`.
    pub at: Option<String>,
    /// Why it is accepted.
    pub reason: Option<String>,
    /// The last day it holds, as YYYY-MM-DD.
    pub until: Option<String>,
}

impl FailOn {
    /// The words of `fail-on`, mildest last.
    pub const WORDS: [&str; 4] = ["error", "warning", "info", "never"];

    /// What a word of `fail-on` means.
    pub fn parse(word: &str) -> Option<FailOn> {
        match word {
            "never" => Some(FailOn::Never),
            word => parse_severity(word).map(FailOn::At),
        }
    }

    /// Whether a run whose worst finding is `worst` fails.
    pub fn fails(self, worst: Option<Severity>) -> bool {
        match self {
            FailOn::At(limit) => worst.is_some_and(|worst| worst >= limit),
            FailOn::Never => false,
        }
    }
}

impl Profile {
    /// The words of `profile`, mildest first.
    pub const WORDS: [&str; 3] = ["default", "hardened", "cis"];

    /// What a word of `profile` means.
    pub fn parse(word: &str) -> Option<Profile> {
        match word {
            "default" => Some(Profile::Default),
            "hardened" => Some(Profile::Hardened),
            "cis" => Some(Profile::Cis),
            _ => None,
        }
    }
}

fn parse_severity(word: &str) -> Option<Severity> {
    let all = [Severity::Info, Severity::Warning, Severity::Error];
    all.into_iter().find(|severity| severity.word() == word)
}

/// The one of `known` that `word` was probably meant to be.
pub fn closest<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    let distance = |other: &str| strsim::damerau_levenshtein(word, other);
    let near = known.iter().copied().map(|other| (distance(other), other));
    let (distance, other) = near.min_by_key(|(distance, _)| *distance)?;
    let longer = word.chars().count().max(other.chars().count());
    (3 * distance <= longer).then_some(other)
}

/// The sentence for a name that is not known.
pub fn unknown(what: &str, name: &str, known: &[&str]) -> String {
    match closest(name, known) {
        Some(meant) => format!("`{name}` is not {what}; did you mean `{meant}`?"),
        None => format!("`{name}` is not {what}"),
    }
}

/// Whether a text is a day of the calendar, written YYYY-MM-DD.
pub fn is_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    let shape = bytes.len() == 10 && bytes[4] == b'-' && bytes[7] == b'-';
    let number = |range| text.get(range).and_then(|part: &str| part.parse::<u32>().ok());
    let digits = bytes.iter().filter(|byte| byte.is_ascii_digit()).count() == 8;
    if !(shape && digits) {
        return false;
    }
    let (Some(year), Some(month), Some(day)) = (number(0..4), number(5..7), number(8..10)) else {
        return false;
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => 0,
    };
    (1..=days).contains(&day)
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            targets: Targets::NEWEST,
            profile: Profile::Default,
            select: Vec::new(),
            ignore: Vec::new(),
            severity: BTreeMap::new(),
            fail_on: FailOn::At(Severity::Error),
            jobs: Vec::new(),
            runners: Vec::new(),
            allow: Vec::new(),
            baseline: BTreeSet::new(),
            comments: Comments::Heeded,
            today: None,
            files: Vec::new(),
            exclude: Vec::new(),
            hosts_file: Vec::new(),
            hosts: Vec::new(),
        }
    }
}

impl Settings {
    /// Whether a rule runs.
    pub fn selects(&self, rule: &str) -> bool {
        let named = |list: &[String]| list.iter().any(|name| name == rule);
        (self.select.is_empty() || named(&self.select)) && !named(&self.ignore)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_has_to_be_in_the_calendar() {
        for text in ["2027-01-31", "2028-02-29", "2000-02-29"] {
            assert!(is_date(text), "{text}");
        }
        for text in [
            "2027-02-29",
            "1900-02-29",
            "2027-13-01",
            "2027-1-31",
            "31.01.2027",
            "+027-01-31",
            "",
        ] {
            assert!(!is_date(text), "{text}");
        }
    }

    #[test]
    fn a_misspelt_name_is_answered_by_the_closest_one() {
        let known = ["unknown-key", "wrong-toml-type"];
        assert_eq!(closest("unkown-key", &known), Some("unknown-key"));
        assert_eq!(closest("privileged", &known), None);
        assert_eq!(closest("x", &[]), None);
    }

    #[test]
    fn a_run_fails_at_its_limit_and_above() {
        let limit = FailOn::parse("warning").unwrap();
        assert!(limit.fails(Some(Severity::Error)) && limit.fails(Some(Severity::Warning)));
        assert!(!limit.fails(Some(Severity::Info)) && !limit.fails(None));
        assert!(!FailOn::Never.fails(Some(Severity::Error)));
    }
}
