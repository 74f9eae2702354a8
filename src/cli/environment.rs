//! What a run sees of the process around it; with `--isolated` that is nearly nothing.

use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use super::Failure;
use super::args::Shared;

/// The variables that `--isolated` leaves.
const ALWAYS: &[&str] = &["NO_COLOR", "CLICOLOR_FORCE", "COLUMNS"];

/// The process around a run.
#[derive(Debug)]
pub(super) struct Environment {
    isolated: bool,
}

impl Environment {
    pub(super) fn of(shared: &Shared) -> Environment {
        Environment {
            isolated: shared.isolated,
        }
    }

    /// The whole environment.
    pub(super) fn full() -> Environment {
        Environment { isolated: false }
    }

    pub(super) fn variable(&self, name: &str) -> Option<String> {
        match self.isolated && !ALWAYS.contains(&name) {
            true => None,
            false => std::env::var(name).ok(),
        }
    }

    /// Whether the run is one of many that nobody watches, for a repository that has its own history: pre-commit, or a job.
    pub(super) fn is_unattended(&self) -> bool {
        let is_set = |name: &&str| self.variable(name).is_some_and(|ci| !ci.is_empty() && ci != "false");
        self.is_hook() || ["CI", "GITLAB_CI"].iter().any(is_set)
    }

    /// Whether nothing of the process around is to be used.
    pub(super) fn is_isolated(&self) -> bool {
        self.isolated
    }

    /// Whether pre-commit has started us.
    pub(super) fn is_hook(&self) -> bool {
        self.variable("PRE_COMMIT").as_deref() == Some("1")
    }

    pub(super) fn home(&self) -> Option<PathBuf> {
        self.folder("HOME")
    }

    /// The user's `~/.config`.
    pub(super) fn config(&self) -> Option<PathBuf> {
        self.folder("XDG_CONFIG_HOME")
            .or_else(|| self.home().map(|home| home.join(".config")))
    }

    /// The working directory, whatever the environment says.
    pub(super) fn cwd(&self) -> Result<PathBuf, Failure> {
        std::env::current_dir().map_err(Failure::Folder)
    }

    pub(super) fn is_terminal(&self) -> bool {
        io::stdout().is_terminal()
    }

    /// Today in UTC, as YYYY-MM-DD.
    pub(super) fn today(&self) -> Option<String> {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
        Some(date(since.as_secs() / 86_400))
    }

    /// The user's folder for what programs keep from run to run, if one is named.
    pub(super) fn state(&self) -> Option<PathBuf> {
        self.folder("XDG_STATE_HOME")
    }

    /// Now in UTC, as 20270101T120000Z.
    pub(super) fn stamp(&self) -> Option<String> {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).ok()?.as_secs();
        Some(stamp(since))
    }

    fn folder(&self, name: &str) -> Option<PathBuf> {
        let folder = PathBuf::from(self.variable(name)?);
        folder.is_absolute().then_some(folder)
    }
}

/// The day that is `days` days after 1970-01-01.
fn date(days: u64) -> String {
    // Counted in years that begin in March, so that a leap day is the last one.
    // Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`.
    let days = days + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

/// A time in seconds since 1970-01-01, as 20270101T120000Z.
fn stamp(seconds: u64) -> String {
    let (day, second) = (date(seconds / 86_400).replace('-', ""), seconds % 86_400);
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    format!("{day}T{hour:02}{minute:02}{second:02}Z")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_is_a_time_of_day() {
        assert_eq!(stamp(0), "19700101T000000Z");
        assert_eq!(stamp(20_819 * 86_400 + 86_399), "20270101T235959Z");
    }

    #[test]
    fn days_are_days_of_the_calendar() {
        assert_eq!(date(0), "1970-01-01");
        assert_eq!(date(11_016), "2000-02-29");
        assert_eq!(date(11_017), "2000-03-01");
        assert_eq!(date(20_819), "2027-01-01");
    }

    #[test]
    fn an_isolated_run_sees_next_to_nothing() {
        let isolated = Environment { isolated: true };
        assert_eq!(isolated.variable("PATH"), None);
        assert!(Environment { isolated: false }.variable("PATH").is_some());
    }
}
