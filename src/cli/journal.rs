//! The journal as a run uses it: kept before anything is written, forgotten if nothing was.

use super::environment::Environment;
use super::fix::told;
use crate::fix::Plan;
use crate::load::absolute;
use crate::undo::{self, Record};
use crate::write::{Journal, JournalError, Run, journal_folder};

/// What is kept of a run that changes files.
#[derive(Debug)]
pub(super) enum Entry {
    /// Nothing is changed, or no journal is kept of runs like this.
    None,
    /// The run as it is kept.
    Kept(Journal, Run),
    /// It could not be kept.
    Failed(JournalError),
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
        let journal = journal(environment).filter(|_| !environment.is_unattended() && !environment.is_isolated());
        let Some(journal) = journal else {
            return Entry::None;
        };
        let files = undo::records(plan, |path| absolute(&cwd, path));
        if files.is_empty() {
            return Entry::None;
        }
        let fixes = plan.fixed.iter().map(|finding| told(plan, finding)).collect();
        match journal.keep(Run::new(stamp, fixes, files)) {
            Ok(run) => Entry::Kept(journal, run),
            Err(error) => Entry::Failed(error),
        }
    }

    /// What has to be known before anything is written.
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
            Entry::None | Entry::Failed(_) => Vec::new(),
        }
    }

    /// Nothing was written after all.
    pub(super) fn forget(&self) {
        if let Entry::Kept(journal, run) = self {
            journal.forget(&run.id);
        }
    }

    /// How what was written can be taken back.
    pub(super) fn way_back(&self) -> String {
        match self {
            Entry::Kept(_, run) => format!("undo     runnerlint undo {}", run.id),
            Entry::Failed(error) => format!("note     runnerlint cannot undo this: {error}"),
            Entry::None => "note     runnerlint cannot undo this; version control or a backup can".to_owned(),
        }
    }
}
