//! What a run was asked to do: which rules, how severe, for which versions.

use std::collections::BTreeMap;

use crate::diagnostic::Severity;
use crate::model::Profile;
use crate::schema::Targets;

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
    /// Findings that were accepted.
    pub allow: Vec<Allow>,
    /// Globs of pipeline files beside `.gitlab-ci.yml`.
    pub pipelines: Vec<String>,
    /// Names and addresses from `--hosts-file`, in order.
    pub hosts_file: Vec<(String, String)>,
}

/// Findings from here on make a run fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailOn {
    /// This severity and above.
    At(Severity),
    /// Nothing does.
    Never,
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
            allow: Vec::new(),
            pipelines: Vec::new(),
            hosts_file: Vec::new(),
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
