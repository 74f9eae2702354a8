//! The journal as a run uses it: kept before anything is written, forgotten if nothing was.

use super::environment::Environment;
use super::fix::told;
use crate::fix::Plan;
use crate::load::absolute;
use crate::undo::{self, Record};
use crate::write::{Journal, Run, journal_folder};

/// Why nothing can be taken back where nothing of the user is known.
pub(super) const HOMELESS: &str = "no journal is kept without a home folder; name one with XDG_STATE_HOME";

/// What is kept of a run that changes files.
#[derive(Debug)]
pub(super) enum Entry {
    /// Nothing is changed, or no journal is kept of runs like this.
    None,
    /// The run as it is kept.
    Kept(Journal, Run),
    /// It could not be kept, and why.
    Failed(String),
}

/// The journal of this user; `None` where nothing of the user is known.
pub(super) fn journal(environment: &Environment) -> Option<Journal> {
    journal_folder(environment.state(), environment.home()).map(Journal::at)
}

impl Entry {
    /// Keeps what takes `plan` back.
    pub(super) fn begin(plan: &Plan, environment: &Environment) -> Entry {
        let (Ok(cwd), Some(stamp)) = (environment.cwd(), environment.stamp()) else {
            return Entry::None;
        };
        let files = undo::records(plan, |path| absolute(&cwd, path));
        if files.is_empty() || environment.is_unattended() || environment.is_isolated() {
            return Entry::None;
        }
        let Some(journal) = journal(environment) else {
            return Entry::Failed(HOMELESS.to_owned());
        };
        let fixes = plan.fixed.iter().map(|finding| told(plan, finding)).collect();
        match journal.keep(Run::new(stamp, fixes, files)) {
            Ok(run) => Entry::Kept(journal, run),
            Err(error) => Entry::Failed(error.to_string()),
        }
    }

    /// What has to be known before anything is written, however quiet the run is.
    pub(super) fn warnings(&self) -> Vec<String> {
        let line = |record: &Record| {
            format!(
                "note     {}: undo will not bring back every byte, because a fix takes a secret away, and secrets are not kept; \
                 --backup keeps a copy",
                record.path.display()
            )
        };
        match self {
            Entry::Kept(_, run) => run
                .files
                .iter()
                .filter(|record| !record.is_undoable())
                .map(line)
                .collect(),
            Entry::Failed(why) => vec![format!(
                "note     runnerlint cannot undo this: {why}; --backup keeps a copy"
            )],
            Entry::None => Vec::new(),
        }
    }

    /// Nothing was written after all.
    pub(super) fn forget(&self) {
        if let Entry::Kept(journal, run) = self {
            journal.forget(&run.id);
        }
    }

    /// How what was written can be taken back, unless the warnings have said that it cannot.
    pub(super) fn way_back(&self) -> Option<String> {
        match self {
            Entry::Kept(_, run) => Some(format!("undo     runnerlint undo {}", run.id)),
            Entry::Failed(_) => None,
            Entry::None => Some("note     runnerlint cannot undo this; version control or a backup can".to_owned()),
        }
    }
}
