//! Which findings were accepted: by comments in the files and by entries of the settings and by a baseline.

mod faults;

use std::collections::HashMap;

pub(super) use faults::Known;

use super::{Finding, Suppression};
use crate::model::Workspace;
use crate::settings::{Allow, AllowEntry, Comments, Settings, allow_entries};
use crate::source::{FileId, Role, redacted};
use crate::suppress::{self, Suppressed};

/// What accepts findings in the files of a workspace.
pub(super) struct Accepted<'a> {
    workspace: &'a Workspace,
    settings: &'a Settings,
    /// The comments of each file and of the texts in it; what they cover is a stretch of the file.
    comments: HashMap<FileId, Vec<Suppressed>>,
    /// The entries of the settings file, if it is one of the files: a fix may have changed them since it was read.
    entries: Option<Vec<AllowEntry>>,
}

impl<'a> Accepted<'a> {
    /// Reads the comments of all files, as far as the settings let them count.
    pub(super) fn new(workspace: &'a Workspace, settings: &'a Settings) -> Accepted<'a> {
        let heeded = settings.comments == Comments::Heeded;
        let sources = &workspace.sources;
        let mut comments: HashMap<FileId, Vec<Suppressed>> = HashMap::new();
        for (id, file) in sources.iter().filter(|_| heeded) {
            for mut comment in suppress::suppressions(workspace.document(id), file) {
                comment.covers = sources.lift(comment.covers);
                comments.entry(comment.covers.file).or_default().push(comment);
            }
        }
        Accepted {
            workspace,
            settings,
            comments,
            entries: workspace.documents_of(Role::Settings).next().map(allow_entries),
        }
    }

    /// By what a finding was accepted.
    pub(super) fn suppression(&self, finding: &Finding) -> Option<Suppression> {
        self.by_comment(finding)
            .or_else(|| self.by_settings(finding))
            .or_else(|| self.by_baseline(finding))
    }

    fn by_comment(&self, finding: &Finding) -> Option<Suppression> {
        let place = finding.diagnostic.place.span;
        let about = |comment: &&Suppressed| is_about(comment, finding) && self.holds(comment.until.as_deref());
        let comment = self.comments.get(&place.file)?.iter().find(about)?;
        Some(Suppression {
            by: "comment",
            reason: comment.reason.as_deref().map(shown),
            until: comment.until.clone(),
        })
    }

    fn by_settings(&self, finding: &Finding) -> Option<Suppression> {
        let accepts = |allow: &&Allow| self.accepts(allow, finding) && self.holds(allow.until.as_deref());
        let allow = match &self.entries {
            Some(entries) => entries.iter().map(|entry| &entry.allow).find(accepts)?,
            None => self.settings.allow.iter().find(accepts)?,
        };
        Some(Suppression {
            by: "settings",
            reason: allow.reason.as_deref().map(shown),
            until: allow.until.clone(),
        })
    }

    fn by_baseline(&self, finding: &Finding) -> Option<Suppression> {
        self.settings
            .baseline
            .contains(&finding.fingerprint)
            .then_some(Suppression {
                by: "baseline",
                reason: None,
                until: None,
            })
    }

    fn accepts(&self, allow: &Allow, finding: &Finding) -> bool {
        let path = &self.workspace.sources.get(finding.diagnostic.place.span.file).path;
        suppress::accepts(allow, finding.diagnostic.rule, path, &finding.identity)
    }

    /// Whether the day is not over; dates as YYYY-MM-DD compare as text.
    fn holds(&self, until: Option<&str>) -> bool {
        match (until, self.settings.today.as_deref()) {
            (Some(until), Some(today)) => today <= until,
            _ => true,
        }
    }
}

/// Whether a comment names the rule of a finding and stands where it is.
fn is_about(comment: &Suppressed, finding: &Finding) -> bool {
    let named = comment.rules.iter().any(|rule| rule.name == finding.diagnostic.rule);
    named && comment.covers.contains(finding.diagnostic.place.span)
}

/// A reason as reports may show it: people write whatever they like there.
fn shown(reason: &str) -> String {
    redacted(reason).into_owned()
}
